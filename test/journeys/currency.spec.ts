import type {Page} from '@playwright/test';
import axe from 'axe-core';
import {expect, test} from './journey.ts';
import {api, cards, expectStatus, newSession, openPage, settled, shopperAt, type Session} from './shopper.ts';
import {street} from './street.ts';

/** The sample's rates: EUR 129.90 is USD 147.50 and CHF 120.82. */
const converted = {presentment: {currencies: ['USD', 'CHF']}};

interface Presented {
  readonly amount: number;
  readonly currency: string;
  readonly presentment: Readonly<Record<string, unknown>> | null;
}

const paid = (session: Session): Promise<Presented> => api('GET', `/v1/payment_intents/${session.intent}`);
const pick = (page: Page, name: string | RegExp) =>
  page.getByRole('group', {name: 'Devise du paiement'}).getByRole('radio', {name}).check();
const button = (page: Page, name: string) => page.getByRole('button', {name, exact: true});

/** As a person would: looks, and clicks. */
async function pay(page: Page, name: string): Promise<void> {
  await button(page, name).scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  await button(page, name).click({delay: 50});
}

test('in dollars at a converted rate: told before, charged as told, and on every ticket after', async ({page}) => {
  const session = await newSession(converted);
  const shopper = await openPage(page, session);
  // The order's own currency first, until the shopper chooses.
  await expect(shopper.payButton).toBeVisible();
  await expect(page.getByRole('radio', {name: 'Wero'})).toBeVisible();
  await pick(page, /^147,50 dollars/);
  await expect(button(page, 'Payer 147,50 $US')).toBeVisible();
  const order = page.locator('guichet-order-summary');
  await expect(order.getByText('147,50 $US').first()).toBeVisible();
  const told =
    'Taux : 1 EUR = 1,1355 USD, soit le taux de la BCE du 20 novembre 2026 avec une marge de 0,00 %. Vous pouvez aussi payer 129,90 € ; votre banque fera alors la conversion.';
  await expect(order.getByText(told)).toBeVisible();

  // Who does not take dollars is not offered, and it is said why.
  await expect(page.getByRole('radio', {name: 'Wero'})).toHaveCount(0);
  await page.getByText('Autres moyens de paiement').click();
  const hidden = page.locator('guichet-method-picker details div').filter({hasText: 'Wero'});
  await expect(hidden).toContainText('Indisponible pour un paiement en USD.');

  await shopper.type(cards.code);
  await pay(page, 'Payer 147,50 $US');
  await shopper.answerCode();
  await shopper.expectTicket();
  const ticket = page.locator('guichet-receipt');
  const lines = ['147,50 USD', '129,90 EUR', '1 EUR = 1,1355 USD', 'exemple BCE, 20 novembre 2026', '0,00 %'];
  for (const line of lines) await expect(ticket.getByText(line, {exact: true})).toBeVisible();
  const {amount, currency, presentment} = await paid(session);
  expect([amount, currency, presentment?.['amount'], presentment?.['currency']]).toEqual([
    12_990,
    'EUR',
    14_750,
    'USD',
  ]);

  // A reload draws the same ticket, and so does its own page.
  await page.reload();
  await expect(ticket.getByText('147,50 USD', {exact: true})).toBeVisible();
  await api('POST', `/v1/payment_intents/${session.intent}/capture`, {amount: 10_000});
  const {url} = await api<{url: string}>('GET', `/v1/receipts/rcpt_${session.intent.slice(3)}`);
  await page.goto(url);
  await expect(ticket.getByText('113,54 USD', {exact: true})).toBeVisible();
  await expect(ticket.getByText('100,00 EUR', {exact: true})).toBeVisible();
});

test('in francs at the shop’s own price', async ({page}) => {
  const session = await newSession({presentment: {prices: {CHF: 12_500}}, capture_method: 'automatic'});
  const shopper = await openPage(page, session);
  await pick(page, /^125,00 francs suisses/);
  await expect(page.getByText('Prix de la boutique dans cette devise, sans conversion.')).toBeVisible();
  await shopper.type(cards.frictionless);
  await pay(page, 'Payer 125,00 CHF');
  await shopper.expectTicket(shopper.say.paid);
  const ticket = page.locator('guichet-receipt');
  for (const line of ['125,00 CHF', '129,90 EUR', 'Prix de la boutique, sans conversion']) {
    await expect(ticket.getByText(line, {exact: true}).first()).toBeVisible();
  }
  expect((await paid(session)).presentment).toMatchObject({
    amount_captured: 12_500,
    currency: 'CHF',
    source: 'merchant',
  });
});

test('the choice outlives a reload and a refusal, and can be taken back', async ({page}) => {
  const session = await newSession(converted);
  const shopper = await openPage(page, session);
  await pick(page, /^120,82 francs/);
  await expect(button(page, 'Payer 120,82 CHF')).toBeVisible();
  const [drawn] = await Promise.all([page.waitForResponse(/\/pay\/cs_/), page.reload()]);
  // Drawn by the server already: no button changes its amount under a finger.
  expect(await drawn.text()).toContain('Payer 120,82\u00a0CHF');
  await settled(page);
  await shopper.type(cards.insufficientFunds);
  await pay(page, 'Payer 120,82 CHF');
  await expect(shopper.alert).toBeVisible();
  await expect(button(page, 'Payer 120,82 CHF')).toBeVisible();
  // Even without the address: the try before was in francs.
  await page.evaluate(() => history.replaceState(history.state, '', location.pathname));
  await page.reload();
  await settled(page);
  await expect(button(page, 'Payer 120,82 CHF')).toBeVisible();
  await pick(page, /^129,90 euros/);
  await shopper.payCard(cards.frictionless);
  await shopper.expectTicket();
  expect((await paid(session)).presentment).toBeNull();
});

test('a currency that the server refuses is told in words, and nothing is charged', async ({page, watch}) => {
  // Two cards within a second are many for the vault; the page waits and asks again.
  watch.expecting(/status of (422|429)/);
  const session = await newSession(converted);
  const shopper = await openPage(page, session);
  await page.route('**/confirm**', async (route) => {
    const body: Record<string, unknown> = route.request().postDataJSON();
    await route.continue({postData: JSON.stringify({...body, currency: 'GBP'})});
  });
  await pick(page, /^147,50 dollars/);
  await shopper.type(cards.frictionless);
  await pay(page, 'Payer 147,50 $US');
  await expect(shopper.alert).toContainText('Cette devise n’est plus proposée');
  await expectStatus(session, 'requires_payment_method');
  await page.unroute('**/confirm**');
  await shopper.type(cards.frictionless);
  await pay(page, 'Payer 147,50 $US');
  await shopper.expectTicket();
});

test('a click on the amount that stood before the choice pays nothing', async ({page}) => {
  const session = await newSession(converted);
  await page.route(`${street().pay}/**/*.js`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.goto(session.url, {waitUntil: 'commit'});
  const shopper = shopperAt(page);
  await shopper.type(cards.frictionless);
  await page.waitForFunction(() => history.state?.token);
  await page.locator('label', {has: page.locator('input[value=USD]')}).click();
  await shopper.payButton.click();
  await expect(button(page, 'Payer 147,50 $US')).toBeVisible();
  await page.waitForTimeout(1500);
  await expectStatus(session, 'requires_payment_method');
  await pay(page, 'Payer 147,50 $US');
  await shopper.expectTicket();
});

test('axe finds nothing, nothing overflows at 320 px, and one currency loads no choice', async ({
  page,
  browserName,
}) => {
  await page.setViewportSize({width: 320, height: 640});
  const session = await newSession(converted);
  const shopper = await openPage(page, session);
  await pick(page, /^147,50 dollars/);
  for (const scheme of browserName === 'firefox' ? (['light'] as const) : (['light', 'dark'] as const)) {
    if (browserName !== 'firefox') await page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
    // As in axe.spec: a scheme is drawn a moment after it was asked for.
    await page.waitForTimeout(400);
    await expectClean(page);
  }
  await shopper.type(cards.frictionless);
  await pay(page, 'Payer 147,50 $US');
  await shopper.expectTicket();
  await expectClean(page);

  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await openPage(page, await newSession());
  expect(asked.filter((url) => /currency/.test(url))).toEqual([]);
});

async function expectClean(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const {violations, passes} = await page.evaluate(() =>
    (globalThis as unknown as {axe: typeof axe}).axe.run(document, {iframes: false}),
  );
  expect(passes.length).toBeGreaterThan(0);
  expect(violations.map(({id, nodes}) => [id, nodes.map(({target}) => target)])).toEqual([]);
}

test('the demo shop, which prices in four currencies, sells in francs', async ({page}) => {
  await page.goto(`${street().shop}/fr`);
  await page.getByRole('button', {name: 'Ajouter au panier\u00a0: Lampe Aube, laiton'}).click();
  await page.getByRole('radio', {name: 'CHF'}).check();
  await page.getByRole('button', {name: 'Mettre à jour'}).click();
  await page.getByRole('radio', {name: /^Page de paiement/}).check();
  await page.getByRole('button', {name: 'Passer au paiement'}).click();
  const shopper = shopperAt(page);
  await expect(shopper.number).toBeVisible();
  await settled(page);
  await expect(page.getByRole('group', {name: 'Devise du paiement'})).toHaveCount(0);
  await shopper.type(cards.frictionless);
  const payButton = page.getByRole('button', {name: /^Payer .*CHF$/});
  await payButton.scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  await payButton.click({delay: 50});
  await shopper.expectTicket();
  await expect(
    page
      .locator('guichet-receipt')
      .getByText(/^\d+,\d\d\sCHF$/)
      .first(),
  ).toBeVisible();
});
