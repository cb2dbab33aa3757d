import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from './journey.ts';
import {api, expectStatus, newSession} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {choose, pay, press} from './ways.ts';

/**
 * PayPal's button in our page, and the window that it opens, at its double with a stub of its script. (Built from published
 * facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let folder = '';
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  // Behind PayPal there is nobody else, as with a shop's own contract.
  folder = mkdtempSync(join(tmpdir(), 'guichet-paypal-'));
  const settings = join(folder, 'shop.json');
  writeFileSync(settings, JSON.stringify({routes: {paypal: ['paypal']}}));
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'paypal', GUICHET_SETTINGS: settings});
});

test.afterAll(async () => {
  await close?.();
  rmSync(folder, {recursive: true, force: true});
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

test('given up in the window, refused, paid, captured at shipment and refunded', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'paypal'], capture_method: 'manual'});
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
  const session = await newSession({payment_methods: ['card', 'paypal'], capture_method: 'automatic'});
  await choose(page, session, 'paypal');
  await expect(page.getByText('n’a pas pu s’afficher')).toBeVisible();
  await pay(page);
  await page.waitForURL(/\/doubles\/paypal\/p\//);
  await press(page, 'pay');
  await page.waitForURL(/\/pay\//);
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});
