import type {Locator, Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {api, expectStatus, intentOf, newSession, settled} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay, press} from './ways.ts';

/**
 * The Lyra platform draws card fields in our page, or takes the shopper from a small document of ours that posts a signed
 * form; the double of the platform checks both as the platform does. (A double built from published facts.)
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

const field = (page: Page, name: string): Locator =>
  page.frameLocator(`guichet-lyra-fields:not([hidden]) .${name} iframe`).locator('input');

async function typeCard(page: Page, number: string): Promise<void> {
  await field(page, 'kr-pan').fill(number);
  await field(page, 'kr-expiry').fill('12/34');
  await field(page, 'kr-security-code').fill('123');
}

test('in our page: incomplete, refused, its challenge left and then passed; captured in part, and refunded', async ({
  page,
}) => {
  const numbers: string[] = [];
  page.on('request', (request) => {
    const isOurs = !request.url().includes('/doubles/lyra/static/charge');
    if (isOurs && `${request.url()} ${request.postData() ?? ''}`.includes('49701')) numbers.push(request.url());
  });
  const session = await newSession({payment_methods: ['bank_transfer', 'card']});
  await page.goto(addressOf(session));
  await settled(page);
  // It stands chosen, as the first one; nothing of Lyra's comes unasked.
  expect(await page.evaluate(() => 'KR' in window)).toBe(false);
  await page.getByRole('button', {name: 'Saisir la carte'}).click();
  await expect(field(page, 'kr-pan')).toBeVisible();
  // In light DOM, where the script can draw; one frame for each field.
  await expect(page.locator('guichet-payment-page > guichet-lyra-fields iframe')).toHaveCount(3);

  await field(page, 'kr-pan').fill('4970');
  await pay(page);
  await expect(page.locator('.kr-form-error')).toContainText('Ce numéro de carte n’est pas valable');
  await expectStatus(session, 'requires_payment_method');

  await typeCard(page, '4970110000000401');
  await pay(page);
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');

  // The refused token pays nothing any more: the fields are new, and so is the next try.
  await expect(field(page, 'kr-pan')).toHaveValue('');
  await typeCard(page, '4970100000000009');
  await pay(page);
  const bank = page.frameLocator('body > iframe');
  await bank.getByRole('button', {name: 'Fermer sans répondre'}).click();
  await expectStatus(session, 'requires_action');
  await page.getByRole('button', {name: 'Reprendre le paiement'}).click();
  await bank.getByRole('button', {name: 'Réussir la vérification'}).click();
  await expect(page.getByText('Paiement autorisé').first()).toBeVisible();
  await expectStatus(session, 'requires_capture');
  expect(numbers).toEqual([]);

  await api('POST', `/v1/payment_intents/${session.intent}/capture`, {amount: 10_000});
  await expectStatus(session, 'succeeded');
  await api('POST', '/v1/refunds', {payment_intent: session.intent, amount: 4_000});
  const {attempts, ...totals} = await intentOf(session);
  expect(totals).toMatchObject({amount_captured: 10_000, amount_refunded: 4_000});
  expect(attempts).toMatchObject([{status: 'declined'}, {status: 'authorized'}]);
});

test('given up at the page, then paid with Wero; going back does not go there again', async ({page}) => {
  const session = await newSession({payment_methods: ['paypal', 'wero'], capture_method: 'automatic'});
  await page.goto(addressOf(session));
  await settled(page);
  await page.locator('input[value=paypal]').check();
  await pay(page);
  await page.waitForURL(atThePage);
  await press(page, 'cancel');
  await page.waitForURL(/\/pay\/cs_/);
  await expectStatus(session, 'requires_payment_method');

  await settled(page);
  await expect(page.getByText('Rien n’a été payé. Vous pouvez choisir à nouveau comment payer.').first()).toBeVisible();
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
