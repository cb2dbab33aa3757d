import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {describe, look, tags} from './look.ts';
import {newSession} from './shopper.ts';
import {openStreetWith, street} from './street.ts';

/**
 * The pages of all doubles, each looked at once: nothing reaches beyond a small screen, nothing for axe to find. With `SHOTS` in
 * the environment it also leaves pictures there.
 */
const first = process.env['JOURNEYS_STREET'];
const folder = mkdtempSync(join(tmpdir(), 'guichet-doubles-'));
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  const settings = join(folder, 'shop.json');
  const routes = {
    card: ['up2pay'],
    wero: ['lyra'],
    paypal: ['paypal'],
    alipay: ['stripe'],
    instalments: ['alma'],
  };
  writeFileSync(settings, JSON.stringify({routes}));
  close = await openStreetWith({
    GUICHET_DEMO_PROVIDERS: 'alma,lyra,paypal,payplug,stripe,up2pay',
    GUICHET_SETTINGS: settings,
  });
});

test.afterAll(async () => {
  await close?.();
  rmSync(folder, {recursive: true, force: true});
  if (first !== undefined) process.env['JOURNEYS_STREET'] = first;
});

/** What Up2pay wants to know of whoever pays. */
const customer = {
  email: 'elodie.martin@example.org',
  name: 'Élodie Martin',
  billing_country: 'FR',
  billing_address: {line1: '12, rue de l’Œuf & Cie', postal_code: '69003', city: 'Lyon'},
};

/** Where a shopper of ours would be sent. */
async function sent(method: string, more: object = {}) {
  const session = await newSession({payment_methods: [method], capture_method: 'automatic', customer});
  const answer = await fetch(`${street().pay}/v1/checkout_sessions/${session.id}/confirm`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${session.token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify({method, ...more}),
  });
  const {payment_intent: intent} = await answer.json();
  return intent.next_action;
}

/** A shop of PayPlug's that is not ours: cards go elsewhere in this street. */
async function atPayplug(): Promise<string> {
  const {bank, pay} = street();
  const answer = await fetch(`${bank}/doubles/payplug/v1/payments`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sk_test_payplug_double',
      'payplug-version': '2019-08-06',
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      amount: 12_990,
      currency: 'EUR',
      billing: {},
      shipping: {delivery_type: 'BILLING'},
      hosted_payment: {return_url: `${pay}/r`, cancel_url: `${pay}/c`},
    }),
  });
  return (await answer.json()).hosted_payment.payment_url;
}

/** What Stripe's script would have asked for. */
async function atAlipay(): Promise<string> {
  const {data} = await sent('alipay');
  const answer = await fetch(`${street().bank}/doubles/stripe/js/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      key: 'pk_test_stripe_double',
      client_secret: data.client_secret,
      return_url: data.return_url,
      'payment_method_data[type]': 'alipay',
    }),
  });
  return (await answer.json()).next_action.alipay_handle_redirect.url;
}

const places: Readonly<Record<string, () => Promise<string>>> = {
  alma: async () => (await sent('instalments', {plan: 'general_3_0_0'})).url,
  lyra: async () => (await sent('wero')).url,
  paypal: async () => (await sent('paypal')).url,
  payplug: atPayplug,
  alipay: atAlipay,
  up2pay: async () => (await sent('card')).url,
};

async function shoot(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS'];
  if (shots) await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
}

test('six pages, in both languages and schemes, on a desk and on a small phone', async ({page}) => {
  for (const [name, place] of Object.entries(places)) {
    await page.setViewportSize({width: 1280, height: 900});
    await page.emulateMedia({colorScheme: 'light'});
    await page.goto(await place());
    await page.waitForURL(/\/doubles\//);
    await expect(page.locator('main.wallet h1')).toBeVisible();
    await shoot(page, `${name}-wide`);
    const other = page.locator('a.language');
    if ((await other.count()) > 0) await other.click();
    await page.emulateMedia({colorScheme: 'dark'});
    await page.setViewportSize({width: 320, height: 700});
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
    expect.soft((await look(page, tags)).map(describe), name).toEqual([]);
    await shoot(page, `${name}-small`);
  }
});
