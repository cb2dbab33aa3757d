import {expect, test} from './journey.ts';
import {expectStatus, newSession} from './shopper.ts';
import {openStreetWith} from './street.ts';
import {choose, pay, press} from './ways.ts';

/**
 * The lender's own plans on our page, one of them chosen, then the lender's page. (A double built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'alma'});
});

test.afterAll(async () => {
  await close?.();
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

test('four times at a cost is chosen, refused, and paid at the double of Alma', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'instalments'], capture_method: 'automatic'});
  await choose(page, session, 'instalments');
  await expect(page.getByText('Payer en 2, 3 ou 4 fois')).toBeVisible();
  await page.locator('input[value=general_4_0_0]').check();
  await expect(page.locator('.pay')).toHaveText(/Payer en 4\s+fois/);
  await expect(page.getByText('Un crédit coûte de l’argent').first()).toBeVisible();
  await pay(page);
  await page.waitForURL(/\/doubles\/alma\/p\//);
  await press(page, 'scored_no');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await page.locator('input[value=instalments]').check();
  await pay(page);
  await page.waitForURL(/\/doubles\/alma\/p\//);
  await press(page, 'pay');
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
});
