import type {FrameLocator, Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {expectStatus, newSession, settled} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay} from './ways.ts';

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

const fieldsIn = (page: Page): FrameLocator => page.frameLocator('guichet-stripe-fields:not([hidden]) iframe');

async function typeCard(page: Page, number: string): Promise<void> {
  const fields = fieldsIn(page);
  await fields.getByLabel('Numéro de carte').fill(number);
  await fields.getByLabel('Date d’expiration').fill('12/34');
  await fields.getByLabel('Cryptogramme').fill('123');
}

test('a card: incomplete, refused, then challenged and reserved, and captured in part', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'bank_transfer']});
  await page.goto(addressOf(session));
  await settled(page);
  // Nothing of the third party before its method is chosen.
  expect(await page.evaluate(() => 'Stripe' in window)).toBe(false);
  await page.locator('input[value=card]').check();
  await expect(fieldsIn(page).getByLabel('Numéro de carte')).toBeVisible();
  await expect(page.locator('guichet-payment-page > guichet-stripe-fields')).toHaveCount(1);

  await pay(page);
  await expect(fieldsIn(page).getByText('Ce n’est pas une carte de test')).toBeVisible();
  await expectStatus(session, 'requires_payment_method');

  await typeCard(page, '4000000000009995');
  await pay(page);
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');

  await typeCard(page, '4000002760003184');
  await pay(page);
  await page.frameLocator('body > iframe').getByRole('button', {name: 'Réussir la vérification'}).click();
  await expect(page.getByText('Paiement réservé').or(page.getByText('Paiement accepté')).first()).toBeVisible();
  await expectStatus(session, 'requires_capture');
});
