import type {FrameLocator, Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {api, expectStatus, intentOf, newSession, settled, words} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay, pick} from './ways.ts';

/**
 * Fields of the provider in our own page: the real element and the real integration, with a stand-in for Stripe's script,
 * served by the double of Stripe. (A double built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'stripe'});
});

test.afterAll(async () => {
  await close?.();
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

const fieldsIn = (place: Page | FrameLocator): FrameLocator =>
  place.frameLocator('guichet-stripe-fields:not([hidden]) iframe');

async function typeCard(page: Page | FrameLocator, number: string): Promise<void> {
  const fields = fieldsIn(page);
  await fields.getByLabel('Numéro de carte').fill(number);
  await fields.getByLabel('Date d’expiration').fill('12/34');
  await fields.getByLabel('Cryptogramme').fill('123');
}

test('a card: incomplete, refused, challenged and reserved, captured in two parts and refunded', async ({
  page,
  watch,
}) => {
  // Stripe answers a refusal with that status, and so does its double.
  watch.expecting(/402 \(Payment Required\).*\/js\/confirm/);
  const session = await newSession({payment_methods: ['card', 'bank_transfer']});
  await page.goto(addressOf(session));
  await settled(page);
  // It stands chosen, as the first one; nothing of Stripe's comes unasked.
  expect(await page.evaluate(() => 'Stripe' in window)).toBe(false);
  await page.getByRole('button', {name: 'Saisir la carte'}).click();
  await expect(fieldsIn(page).getByLabel('Numéro de carte')).toBeVisible();
  // In light DOM, where Stripe can draw; and no form of ours beside it.
  await expect(page.locator('guichet-payment-page > guichet-stripe-fields iframe')).toHaveCount(1);

  await pay(page);
  await expect(fieldsIn(page).getByText('Ce n’est pas une carte de test')).toBeVisible();
  await expectStatus(session, 'requires_payment_method');

  await typeCard(page, '4000000000009995');
  await pay(page);
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: words.fr.refused})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');

  await typeCard(page, '4000002760003184');
  await pay(page);
  await page.frameLocator('body > iframe').getByRole('button', {name: 'Réussir la vérification'}).click();
  await expect(page.getByText(words.fr.authorized).first()).toBeVisible();
  await expectStatus(session, 'requires_capture');

  const capture = (body: object) => api('POST', `/v1/payment_intents/${session.intent}/capture`, body);
  await capture({amount: 5_000, final: false});
  await capture({});
  await api('POST', '/v1/refunds', {payment_intent: session.intent, amount: 2_990});
  const {status, amount_captured: captured, amount_refunded: refunded} = await intentOf(session);
  expect([status, captured, refunded]).toEqual(['succeeded', 12_990, 2_990]);
});

test('Alipay: nothing of Stripe before it is chosen; canceled there, then paid', async ({page}) => {
  const session = await newSession({payment_methods: ['wero', 'alipay'], capture_method: 'automatic'});
  await page.goto(addressOf(session));
  await settled(page);
  expect(await page.evaluate(() => 'Stripe' in window)).toBe(false);
  await pick(page, 'alipay');
  await expect(fieldsIn(page).getByText('à la place d’Alipay')).toBeVisible();

  await pay(page);
  await page.getByRole('button', {name: 'Annuler et revenir'}).click();
  await settled(page);
  await expectStatus(session, 'requires_payment_method');
  await pick(page, 'alipay');
  await expect(fieldsIn(page).getByText('à la place d’Alipay')).toBeVisible();
  await pay(page);
  await page.getByRole('button', {name: 'Payer', exact: true}).click();
  await expect(page.getByText(words.fr.paid).first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});

test('Apple Pay, by the wallet’s own button', async ({page}) => {
  const session = await newSession({payment_methods: ['apple_pay', 'bank_transfer'], capture_method: 'automatic'});
  await page.goto(addressOf(session));
  await settled(page);
  await pick(page, 'apple_pay');
  await expect(page.locator('.pay')).toHaveCount(0);
  await fieldsIn(page).getByRole('button', {name: 'Payer avec Apple Pay (essai)'}).click();
  await expect(page.getByText(words.fr.paid).first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});

test('in a shop’s frame: the bank’s window has the whole viewport, and Alipay one of its own', async ({page}) => {
  const inFrame = async (change: object) => {
    const session = await newSession(change);
    await merchantPage(page, {policy: 'strict', element: 'guichet-checkout', session});
    return {session, place: page.frameLocator('guichet-checkout iframe').first()};
  };
  const frame = page.locator('guichet-checkout iframe').first();

  const {session: byCard, place} = await inFrame({payment_methods: ['card', 'bank_transfer']});
  await pick(place, 'card');
  await typeCard(place, '4000002760003184');
  const before = await frame.boundingBox();
  await pay(page, place);
  const pass = place.frameLocator('body > iframe').getByRole('button', {name: 'Réussir la vérification'});
  await expect(pass).toBeVisible();
  expect(await frame.boundingBox()).toMatchObject({x: 0, y: 0, ...page.viewportSize()});
  await pass.click();
  await expect(place.getByText(words.fr.authorized).first()).toBeVisible();
  await expect.poll(async () => (await frame.boundingBox())?.x).toBe(before?.x);
  await expectStatus(byCard, 'requires_capture');

  const {session: byAlipay} = await inFrame({payment_methods: ['card', 'alipay'], capture_method: 'automatic'});
  await pick(place, 'alipay');
  await expect(fieldsIn(place).getByText('à la place d’Alipay')).toBeVisible();
  const [theirs] = await Promise.all([page.waitForEvent('popup'), pay(page, place)]);
  await expect(place.getByRole('heading', {name: 'Terminez chez Alipay, dans l’autre fenêtre'})).toBeVisible();
  const closed = theirs.waitForEvent('close');
  await theirs.getByRole('button', {name: 'Payer', exact: true}).click();
  await closed;
  await expect(place.getByText(words.fr.paid).first()).toBeVisible();
  await expectStatus(byAlipay, 'succeeded');
});
