import {expect, test} from './journey.ts';
import {api, cards, expectStatus, intentOf, newSession, settled, type Session} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay, press} from './ways.ts';
import type {Page} from '@playwright/test';

/**
 * Up2pay takes the shopper from a small document of ours that posts a signed form; the double checks it as the platform does.
 * (A double built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'up2pay'});
});

test.afterAll(async () => {
  await close?.();
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

const customer = {
  email: 'elodie.martin@example.org',
  name: 'Élodie Martin',
  billing_country: 'FR',
  billing_address: {line1: '12, rue de l’Œuf & Cie', postal_code: '69003', city: 'Lyon'},
};

async function toThePage(page: Page, session: Session): Promise<void> {
  await page.goto(addressOf(session));
  await settled(page);
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/up2pay\/p\//);
}

async function typeCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Numéro de carte').fill(number);
  await page.getByLabel('Date d’expiration').fill('12/30');
  await page.getByLabel('Cryptogramme').fill('123');
  await page.locator('button[value=card]').click();
}

test('refused on the page, paid there; captured at shipment, and refunded in part', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'bank_transfer'], customer});
  await toThePage(page, session);
  await typeCard(page, cards.insufficientFunds);
  await expect(page.getByRole('alert')).toContainText('a été refusé');
  await typeCard(page, cards.frictionless);
  await expect(page.getByText('Paiement autorisé').first()).toBeVisible();
  await expectStatus(session, 'requires_capture');

  await api('POST', `/v1/payment_intents/${session.intent}/capture`, {});
  await expectStatus(session, 'succeeded');
  await api('POST', '/v1/refunds', {payment_intent: session.intent, amount: 4_000});
  expect(await intentOf(session)).toMatchObject({amount_captured: 12_990, amount_refunded: 4_000});
});

test('given up there, refused, then paid at once', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'bank_transfer'], capture_method: 'automatic', customer});
  await toThePage(page, session);
  await press(page, 'cancel');
  await page.waitForURL(/\/pay\/cs_/);
  await expectStatus(session, 'requires_payment_method');
  await settled(page);
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/up2pay\/p\//);
  await press(page, 'cb_51');
  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/up2pay\/p\//);
  await press(page, 'pay');
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});
