import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, settled, shopperAt} from './shopper.ts';
import {openStreetWith, street} from './street.ts';
import {pay, pick} from './ways.ts';

/**
 * A provider that draws its fields into our page, and whose script does not come: the vault's form takes over in the same
 * place, and one click pays by the next provider. (A double built from published facts.)
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

test('its script blocked: the card is typed in the vault’s form, and paid by the next provider', async ({
  page,
  watch,
}) => {
  watch.expecting(/Failed to load resource|ERR_FAILED|NS_ERROR|doubles\/stripe/);
  await page.route(
    (url) => url.origin === street().bank,
    (route) => (route.request().resourceType() === 'script' ? route.abort() : route.continue()),
  );
  const session = await newSession({payment_methods: ['card', 'bank_transfer'], capture_method: 'automatic'});
  await page.goto(session.url);
  await settled(page);
  await expect(page.getByRole('alert').filter({hasText: 'Vous pouvez payer ici par un autre'})).toBeVisible();
  await pick(page, 'bank_transfer');
  await pick(page, 'card');

  const shopper = shopperAt(page);
  await shopper.type(cards.frictionless);
  await pay(page);
  await expect(page.getByText('Paiement accepté').first()).toBeVisible({timeout: 30_000});
  await expectStatus(session, 'succeeded');
  const {attempts} = await intentOf(session);
  expect(attempts.map((attempt) => Reflect.get(attempt, 'provider'))).toEqual(['bank']);
});
