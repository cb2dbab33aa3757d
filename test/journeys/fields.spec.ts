import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, settled, shopperAt, words} from './shopper.ts';
import {openStreetWith, street} from './street.ts';
import {pay, pick} from './ways.ts';

/**
 * A card that three providers could take: the first is not to be reached, the second draws fields into our page and its script
 * does not come, the third is the vault's form. (Doubles built from published facts.)
 */
const first = process.env['JOURNEYS_STREET'];
const folder = mkdtempSync(join(tmpdir(), 'guichet-fields-'));
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  const settings = join(folder, 'shop.json');
  // Nobody listens there.
  const payplug = {secret_key: 'sk_test_payplug_double', base_url: 'http://localhost:9/v1'};
  writeFileSync(settings, JSON.stringify({providers: {payplug}, routes: {card: ['payplug', 'stripe', 'bank']}}));
  close = await openStreetWith({GUICHET_DEMO_PROVIDERS: 'stripe', GUICHET_SETTINGS: settings});
});

test.afterAll(async () => {
  await close?.();
  rmSync(folder, {recursive: true, force: true});
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

test('one not reached, the next one’s script blocked: each time one tap leads on, and the third is paid', async ({
  page,
  watch,
}) => {
  watch.expecting(/Failed to load resource|ERR_FAILED|NS_ERROR|doubles\/stripe/);
  const {bank, pay: house} = street();
  let scripts = 0;
  await page.route(
    (url) => url.origin === bank,
    (route) => {
      if (route.request().resourceType() !== 'script') return route.continue();
      scripts += 1;
      return route.abort();
    },
  );
  const policies: string[] = [];
  page.on('response', (response) => {
    const {origin, pathname} = new URL(response.url());
    if (origin === house && pathname.startsWith('/pay/'))
      policies.push(response.headers()['content-security-policy'] ?? '');
  });
  const session = await newSession({payment_methods: ['card', 'bank_transfer'], capture_method: 'automatic'});
  await page.goto(session.url);
  await settled(page);
  await page.getByRole('button', {name: 'English'}).click();
  await expect(page.locator('.pay')).toHaveText('Pay by card');
  await pay(page);

  const other = page.getByRole('button', {name: 'Use another provider'});
  await expect(other).toBeVisible();
  // Not before the shopper goes there.
  expect([policies.length, scripts]).toEqual([1, 0]);
  await Promise.all([page.waitForEvent('domcontentloaded'), other.click()]);
  const blocked = page.getByRole('alert').filter({hasText: 'You can pay through another one here'});
  await expect(blocked).toBeVisible();
  await expect(page.getByText('Lampe Aube, laiton').first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  // One new document, which lets that provider in; opened without another tap.
  expect(policies.map((policy) => policy.includes(`script-src 'self' ${bank}`))).toEqual([false, true]);
  expect(scripts).toBe(1);

  await pick(page, 'bank_transfer');
  await pick(page, 'card');
  const shopper = shopperAt(page, 'en');
  await shopper.type(cards.frictionless);
  await pay(page);
  await expect(page.getByText(words.en.paid).first()).toBeVisible({timeout: 30_000});
  await expectStatus(session, 'succeeded');
  const {attempts} = await intentOf(session);
  expect(attempts.map((attempt) => Reflect.get(attempt, 'provider'))).toEqual(['payplug', 'bank']);
  expect(policies).toHaveLength(2);
});
