import type {Page} from '@playwright/test';
import {methodTypes} from '#contract/statuses.ts';
import {everySample} from '../server/letters/samples.ts';
import {expect, test} from './journey.ts';
import {describe, look, tags} from './look.ts';
import {api, cards, newSession, openPage, settled} from './shopper.ts';
import {reviewedFrom, street} from './street.ts';
import {addressOf, choose, goThere, pay, press} from './ways.ts';

/** Keys that were never replaced by a sentence, gaps, and what code says when it has nothing to say. */
const unsaid = /\{\{|\b(undefined|NaN|null)\b|\b[a-z][a-z_\d]*(\.[a-z][a-z_\d]*)+\b(?<!\.(fr|com|test|example|pdf))/;

/** What the desk shows on purpose, as the shop's server gets it. */
const eventNames = /\b((checkout_session|payment_intent|refund)\.\w+|card\.blocked)/g;

/** All that is to be read, and what reaches beyond the screen, through every shadow root. Runs in the page. */
function survey() {
  const words: string[] = [];
  const beyond: string[] = [];
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      const around = node.parentElement;
      if (around && !/^(SCRIPT|STYLE|NOSCRIPT)$/.test(around.tagName) && around.checkVisibility())
        words.push(node.data.trim());
      return;
    }
    if (node instanceof Element) {
      if (!node.checkVisibility({contentVisibilityAuto: true})) return;
      const {left, right, width, height} = node.getBoundingClientRect();
      // What is for ears only is one pixel wide, wherever it is.
      if (width > 1 && height > 1 && (right > innerWidth + 1 || left < -1))
        beyond.push(`${node.tagName.toLowerCase()}.${node.className}: ${Math.round(left)} to ${Math.round(right)}`);
      if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  const {scrollWidth, clientWidth} = document.documentElement;
  return {text: words.filter(Boolean).join('\n'), beyond, sideways: scrollWidth - clientWidth};
}

/** At 320 px, in both languages: nothing is cut off, untranslated, or found by axe. Softly: one state must not hide the next. */
async function expectFit(page: Page, state: string, languages: readonly string[] = ['en', 'fr']): Promise<void> {
  for (const language of languages) {
    await speak(page, language);
    const {text, beyond, sideways} = await page.evaluate(survey);
    expect.soft(beyond, `${state}, ${language}: beyond 320 px`).toEqual([]);
    expect.soft(sideways, `${state}, ${language}: scrolls sideways`).toBeLessThanOrEqual(0);
    expect.soft(unsaid.exec(text.replace(eventNames, ''))?.[0], `${state}, ${language}: without words`).toBe(undefined);
    expect.soft((await look(page, tags)).map(describe), `${state}, ${language}: axe`).toEqual([]);
    const folder = process.env['SHOTS'];
    if (folder) await page.screenshot({path: `${folder}/${state}-${language}.png`, fullPage: true});
  }
}

/** The other language, without loading the page again, where it has a switch. */
async function speak(page: Page, language: string): Promise<void> {
  const button = page.getByRole('button', {name: new RegExp(`^${language.toUpperCase()}, `)});
  if ((await button.count()) === 0) return;
  await button.first().click();
  await expect(button.first()).toHaveAttribute('aria-pressed', 'true');
}

test('what does not fit, or was never put into words, is seen', async ({page}) => {
  await page.setViewportSize({width: 320, height: 720});
  await page.setContent('<p style="width: 400px">state.away.title</p><p hidden>{{amount}}</p>');
  const {text, beyond, sideways} = await page.evaluate(survey);
  expect([beyond.length, sideways > 0, unsaid.exec(text)?.[0]]).toEqual([1, true, 'state.away.title']);
});

test('every letter fits 320 px and is accessible, in both languages', async ({page}) => {
  await page.setViewportSize({width: 320, height: 720});
  for (const {kind, name, locale, letter} of everySample()) {
    const title = `${kind} (${name}), ${locale}`;
    await page.setContent(letter.html);
    const {beyond, sideways} = await page.evaluate(survey);
    expect.soft([beyond, sideways], title).toEqual([[], 0]);
    expect.soft((await look(page, tags)).map(describe), title).toEqual([]);
    const folder = process.env['SHOTS'];
    if (folder) await page.screenshot({path: `${folder}/letter ${title}.png`, fullPage: true});
  }
});

test.describe('every state fits 320 px and is accessible', () => {
  test.use({viewport: {width: 320, height: 720}, colorScheme: 'light', contextOptions: {reducedMotion: 'reduce'}});
  test.slow();

  test('each panel before the click, the plan of the credit among them', async ({page}) => {
    const person = await newSession({capture_method: 'automatic'});
    await page.goto(addressOf(person));
    await settled(page);
    await page.locator('details.others summary').click();
    for (const method of methodTypes.filter((type) => type !== 'card' && type !== 'net_30')) {
      await page.locator(`input[value=${method}]`).check();
      await expect(page.locator('guichet-method-panel p').first()).toBeVisible();
      await expectFit(page, `panel of ${method}`);
    }
    const company = await newSession({customer: {type: 'company', paid_orders: 1}, submit_type: 'order'});
    await choose(page, company, 'net_30');
    await expectFit(page, 'panel of net_30');
  });

  test('away at a wallet, on its page, come back to, and refused', async ({page}) => {
    const session = await newSession({payment_methods: ['paypal', 'cheque']});
    await goThere(page, session, 'paypal');
    await expectFit(page, 'wallet of the bank', ['fr']);
    await page.goBack();
    await expect(page.getByRole('heading', {name: 'Terminez chez PayPal'})).toBeVisible();
    await expectFit(page, 'away');
    await page.goto(`${addressOf(session).replace('wallets=test', 'returned')}`);
    await expect(page.getByRole('heading', {name: 'Nous vérifions avec PayPal'})).toBeVisible();
    await expectFit(page, 'returned');
    await page.getByRole('link', {name: 'Retourner chez PayPal'}).click();
    await press(page, 'declined');
    await expect(page.getByRole('heading', {name: 'Paiement refusé'})).toBeVisible();
    await expectFit(page, 'refused by a wallet');
  });

  test('the lender’s page', async ({page}) => {
    await goThere(page, await newSession({payment_methods: ['card', 'instalments']}), 'instalments');
    await expectFit(page, 'lender', ['fr']);
  });

  for (const [method, currency] of [
    ['bank_transfer', 'EUR'],
    ['bank_transfer', 'CHF'],
    ['bank_transfer', 'GBP'],
    ['bank_transfer', 'USD'],
    ['cheque', 'EUR'],
    ['net_30', 'EUR'],
  ] as const) {
    test(`instructed: ${method} in ${currency}`, async ({page}) => {
      const session = await newSession({
        currency,
        payment_methods: ['card', method],
        customer: {type: method === 'net_30' ? 'company' : 'individual', paid_orders: 1},
      });
      await choose(page, session, method);
      await pay(page);
      await expect(page.getByRole('button', {name: /^Copier/}).first()).toBeVisible();
      await expectFit(page, `instructed ${method} ${currency}`);
    });
  }

  test('an order in review, then its ticket, its page, and the check of its seal', async ({page, watch}) => {
    watch.expecting(/status of 403/);
    const session = await newSession({amount: reviewedFrom, line_items: [], payment_methods: ['card']});
    const shopper = await openPage(page, session);
    await shopper.type(cards.frictionless);
    await pay(page);
    await expect(page.getByRole('heading', {name: 'Votre commande est en cours de vérification'})).toBeVisible();
    await expectFit(page, 'in review');
    await api('POST', `/v1/payment_intents/${session.intent}/review`, {decision: 'approve'});
    await page.reload();
    await expect(page.getByRole('region', {name: 'Ticket de paiement'})).toBeVisible();
    await expectFit(page, 'ticket');
    const [copies, seal] = await Promise.all(
      ['/receipt/', '/verify#'].map((path) => page.locator(`a[href*="${path}"]`).first().getAttribute('href')),
    );
    await page.goto(`${copies}A`);
    await expect(page.getByRole('alert')).toContainText('Ce lien n’ouvre aucun ticket');
    await page.goto(copies ?? '');
    await expect(page.getByRole('region', {name: 'Ticket de paiement'})).toBeVisible();
    await expectFit(page, 'receipt page');
    await page.goto(seal ?? '');
    await expect(page.locator('guichet-verify-page h1')).toBeVisible();
    await expectFit(page, 'verify page');
  });

  for (const language of ['fr', 'en'] as const) {
    test(`a payment link that is paid, altered, or out of date, in ${language}`, async ({page, watch}) => {
      watch.expecting(/status of 404/);
      await page.setExtraHTTPHeaders({'accept-language': language});
      const session = await newSession({payment_methods: ['card']});
      const {url} = await api<{url: string}>('POST', '/v1/payment_links', {payment_intent: session.intent});
      await page.goto(`${url}A`);
      await expect(page.locator('main')).toHaveAttribute('data-state', 'gone');
      await expectFit(page, 'altered link', [language]);
      const shopper = await openPage(page, session);
      await shopper.payCard(cards.frictionless);
      await expect(page.locator('guichet-receipt')).toBeVisible();
      await page.goto(`${url}A`);
      await expect(page.locator('main')).toHaveAttribute('data-state', 'gone');
      // Pasted whole into the same tab: only the fragment changes.
      await page.goto(url);
      await expect(page.locator('main')).toHaveAttribute('data-state', 'paid');
      await expectFit(page, 'paid link', [language]);
      for (const state of ['opening', 'in_progress', 'expired', 'canceled', 'failed']) {
        await page.locator('main').evaluate((main, name) => (main.dataset['state'] = name), state);
        await expectFit(page, `link ${state}`, [language]);
      }
    });

    test(`the desk, in ${language}`, async ({page}) => {
      await page.setExtraHTTPHeaders({'accept-language': language});
      await newSession();
      await page.goto(`${street().pay}/desk`);
      await expectFit(page, 'desk door', [language]);
      await page.locator('input[type=password]').fill(street().secretKey);
      await page.keyboard.press('Enter');
      await expect(page.locator('guichet-desk-list')).toBeVisible();
      if (language === 'en') {
        const other = page.getByRole('button', {name: 'English'});
        if (await other.isVisible()) await other.click();
      }
      const rooms = page.getByRole('navigation').getByRole('link');
      for (const room of await rooms.all()) {
        await room.click();
        await expect(page.getByRole('heading', {level: 1})).toBeVisible();
        await expectFit(page, `desk ${await room.innerText()}`, [language]);
      }
    });
  }
});
