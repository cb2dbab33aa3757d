import {expect, test} from './journey.ts';
import {api, cards, expectStatus, intentOf, newSession, settled} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay, press} from './ways.ts';

/**
 * The Lyra platform takes the shopper from a small document of ours that posts a signed form; the double of the platform
 * checks it as the platform does. (A double built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'lyra'});
});

test.afterAll(async () => {
  await close?.();
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

const atThePage = /\/doubles\/lyra\/p\//;

test('refused, then reserved by card; captured in part at shipment, and refunded in part', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'bank_transfer']});
  await page.goto(addressOf(session));
  await settled(page);
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(atThePage);
  await press(page, 'cb_51');

  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(atThePage);
  await page.getByLabel('Numéro de carte').fill(cards.frictionless);
  await page.getByLabel('Date d’expiration').fill('12/30');
  await page.getByLabel('Cryptogramme').fill('123');
  await page.locator('button[value=card]').click();
  await expect(page.getByText('Paiement autorisé').first()).toBeVisible();
  await expectStatus(session, 'requires_capture');

  await api('POST', `/v1/payment_intents/${session.intent}/capture`, {amount: 10_000});
  await expectStatus(session, 'succeeded');
  await api('POST', '/v1/refunds', {payment_intent: session.intent, amount: 4_000});
  expect(await intentOf(session)).toMatchObject({amount_captured: 10_000, amount_refunded: 4_000});
});

test('given up at the page, then paid with Wero; going back does not go there again', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'wero'], capture_method: 'automatic'});
  await page.goto(addressOf(session));
  await settled(page);
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(atThePage);
  await press(page, 'cancel');
  await page.waitForURL(/\/pay\/cs_/);
  await expectStatus(session, 'requires_payment_method');

  await settled(page);
  await page.locator('input[value=wero]').check();
  await pay(page);
  await page.waitForURL(atThePage);
  await expect(page.getByRole('heading', {name: /avec Wero/})).toBeVisible();
  await press(page, 'pay');
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
  await page.goBack();
  await expect(page).not.toHaveURL(/\/away\//);
});
