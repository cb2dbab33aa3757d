import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {api, expectStatus, intentOf, newSession, words} from './shopper.ts';
import {openStreetWith, street} from './street.ts';
import {choose, pay, pick, press} from './ways.ts';

/**
 * PayPal's button in our page, the window that it opens, and its card fields, at its double with a stub of its script. (Built
 * from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let folder = '';
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  // Behind PayPal there is nobody else, as with a shop's own contract.
  folder = mkdtempSync(join(tmpdir(), 'guichet-paypal-'));
  const settings = join(folder, 'shop.json');
  writeFileSync(settings, JSON.stringify({routes: {paypal: ['paypal'], card: ['paypal']}}));
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'paypal', GUICHET_SETTINGS: settings});
});

test.afterAll(async () => {
  await close?.();
  rmSync(folder, {recursive: true, force: true});
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

test('given up in the window, refused, paid, captured at shipment and refunded', async ({page}) => {
  const session = await newSession({payment_methods: ['bank_transfer', 'paypal'], capture_method: 'manual'});
  await choose(page, session, 'paypal');
  const button = page.getByRole('button', {name: 'PayPal', exact: true});

  async function inWindow(act: string): Promise<void> {
    const [opened] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await opened.waitForURL(/\/doubles\/paypal\/p\//);
    await press(opened, act);
  }
  await inWindow('cancel');
  await expect(button).toBeVisible();
  await expectStatus(session, 'requires_payment_method');

  await inWindow('INSTRUMENT_DECLINED');
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading')});
  await expect(alert).toContainText('Aucun montant n’a été débité.');
  await page.locator('input[value=paypal]').check();

  await inWindow('pay');
  await expectStatus(session, 'requires_capture');
  await expect(page.getByText('Paiement autorisé').first()).toBeVisible();

  const call = (path: string, body: object) => api('POST', path, body);
  await call(`/v1/payment_intents/${session.intent}/capture`, {});
  await expectStatus(session, 'succeeded');
  await call('/v1/refunds', {payment_intent: session.intent, amount: 500});
});

test('without its script: at PayPal’s own page, and taken at once', async ({page, watch}) => {
  watch.expecting(/\/sdk\/core\.js/);
  await page.route(/\/sdk\/core\.js/, (route) => route.abort());
  const session = await newSession({payment_methods: ['bank_transfer', 'paypal'], capture_method: 'automatic'});
  await choose(page, session, 'paypal');
  await expect(page.getByText('n’a pas pu s’afficher')).toBeVisible();
  await pay(page);
  await page.waitForURL(/\/doubles\/paypal\/p\//);
  await press(page, 'pay');
  await page.waitForURL(/\/pay\//);
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});

const field = (page: Page, name: string) =>
  page.frameLocator(`guichet-paypal-card .${name} iframe`).getByRole('textbox');

test('a card in PayPal’s fields: incomplete, refused by its bank, challenged, captured in two parts and refunded', async ({
  page,
}) => {
  const number = '4868719460707704';
  const told: string[] = [];
  page.on('request', (request) => {
    if (request.postData()?.includes(number)) told.push(new URL(request.url()).origin);
  });
  const session = await newSession({payment_methods: ['card', 'bank_transfer']});
  await choose(page, session, 'card');
  await expect(field(page, 'number')).toBeVisible();
  await pay(page);
  await expect(page.getByText('Saisissez le numéro de carte')).toBeVisible();
  await expect(field(page, 'number')).toBeFocused();

  async function type(card: string, name: string): Promise<void> {
    await field(page, 'number').fill(card);
    await field(page, 'expiry').fill('12/34');
    await field(page, 'cvv').fill('123');
    await field(page, 'name').fill(name);
  }
  await type('4012888888881881', 'CCREJECT-IF');
  await expect(page.getByText('Saisissez le numéro de carte')).toBeHidden();
  await pay(page);
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: words.fr.refused})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');
  await expectStatus(session, 'requires_payment_method');

  await type(number, 'Élodie Martin');
  await pay(page);
  await page.frameLocator('body > iframe').getByRole('button', {name: 'Réussir la vérification'}).click();
  await expect(page.getByText(words.fr.authorized).first()).toBeVisible();
  await expectStatus(session, 'requires_capture');
  expect(told).toEqual([street().bank]);

  const capture = (body: object) => api('POST', `/v1/payment_intents/${session.intent}/capture`, body);
  await capture({amount: 5_000, final: false});
  await capture({});
  await api('POST', '/v1/refunds', {payment_intent: session.intent, amount: 990});
  const {status, amount_captured: captured, amount_refunded: refunded} = await intentOf(session);
  expect([status, captured, refunded]).toEqual(['succeeded', 12_990, 990]);
});

test('in a shop’s frame whose browser opens no window: by a link, and the frame knows when it is paid', async ({
  page,
}) => {
  // Only our frames: a link opens a page of its own all the same.
  await page.addInitScript('window.open = () => null');
  const session = await newSession({payment_methods: ['bank_transfer', 'paypal'], capture_method: 'automatic'});
  await merchantPage(page, {policy: 'none', element: 'guichet-checkout', session});
  const place = page.frameLocator('guichet-checkout iframe');
  await pick(place, 'paypal');
  await place.getByRole('button', {name: 'PayPal', exact: true}).click();
  const link = place.getByRole('link', {name: 'Ouvrir PayPal'});
  const [there] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await there.waitForURL(/\/doubles\/paypal\/p\//);
  await press(there, 'pay');
  await expect(place.getByText(words.fr.paid).first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});
