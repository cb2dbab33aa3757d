import {expect, test} from './journey.ts';
import {cards, expectStatus, newSession, settled} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {addressOf, pay, press} from './ways.ts';

/**
 * A card typed at the provider's own page: our page shows no form for it, and the double of PayPlug is where the shopper
 * goes. (A double built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'payplug'});
});

test.afterAll(async () => {
  await close?.();
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

test('refused, then paid by card at the double of PayPlug', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'bank_transfer'], capture_method: 'automatic'});
  await page.goto(addressOf(session));
  await settled(page);
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/payplug\/p\//);
  await press(page, 'insufficient_funds');

  const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
  await expect(alert).toContainText('Aucun montant n’a été débité.');
  await page.locator('input[value=card]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/payplug\/p\//);
  await page.getByLabel('Numéro de carte').fill(cards.frictionless);
  await page.getByLabel('Date d’expiration').fill('12/30');
  await page.getByLabel('Cryptogramme').fill('123');
  await page.locator('button[value=card]').click();
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});
