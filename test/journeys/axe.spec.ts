import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {colours, describe, look, tags} from './look.ts';
import {api, cards, newSession, openPage, settled, shopperAt} from './shopper.ts';
import {street} from './street.ts';

/** Nothing to find on the page as it stands, its frames included, in both languages and both schemes. */
async function expectClean(page: Page, state: string): Promise<void> {
  const canSwitch = (await page.locator('guichet-payment-page').count()) > 0;
  for (const language of canSwitch ? ['en', 'fr'] : ['as it is']) {
    if (canSwitch) {
      await page.evaluate(
        (locale) =>
          document
            .querySelector<HTMLElement & {speak(locale: string): Promise<void>}>('guichet-payment-page')
            ?.speak(locale),
        language,
      );
      await expect(page.locator('html')).toHaveAttribute('lang', language);
    }
    for (const scheme of ['dark', 'light'] as const) {
      await page.emulateMedia({colorScheme: scheme, reducedMotion: 'reduce'});
      await framesHaveHeard(page, scheme);
      await sayWhatIsBehind(page);
      const violations = await look(page, scheme === 'light' ? tags : colours);
      // Softly: one state must not hide the next.
      expect.soft(violations.map(describe), `${state}, ${language}, ${scheme}`).toEqual([]);
      if (process.env['SHOTS']) {
        await page.screenshot({
          path: `${process.env['SHOTS']}/${state.replaceAll(' ', '-')}-${language}-${scheme}.png`,
          fullPage: true,
        });
      }
    }
  }
}

/** A frame of ours is told by the page, a moment later than the page itself; others ask the browser. */
async function framesHaveHeard(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  for (const frame of page.frames().filter((each) => each.url().startsWith(street().card))) {
    // Out of sight it has no look.
    if (!(await (await frame.frameElement()).isVisible())) continue;
    await expect
      .poll(() => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme))
      .toContain(scheme);
  }
  await page.waitForTimeout(400);
}

/** The card form's frame lets the page shine through, and axe takes what is behind a frame for white: it is told. */
async function sayWhatIsBehind(page: Page): Promise<void> {
  for (const frame of page.frames().filter((each) => each.url().startsWith(street().card))) {
    const element = await frame.frameElement();
    const behind = await element.evaluate((start) => {
      let colour = 'white';
      for (let node: Node | null = start; node;) {
        if (node instanceof Element) {
          colour = getComputedStyle(node).backgroundColor;
          if (colour !== 'rgba(0, 0, 0, 0)') break;
        }
        node =
          (node instanceof Element && node.assignedSlot) ||
          node.parentNode ||
          (node instanceof ShadowRoot ? node.host : null);
      }
      return colour;
    });
    await frame.evaluate((colour) => document.documentElement.style.setProperty('background-color', colour), behind);
  }
}

test.describe('axe finds nothing', () => {
  test.skip(({browserName}) => browserName === 'firefox', 'The dark scheme cannot be asked for over WebDriver BiDi.');
  test.slow();

  test('from the choice over errors, a refusal and the bank’s question to a payment that is canceled', async ({
    page,
  }) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await expectClean(page, 'choose');
    await shopper.pay();
    await expect(shopper.number).toHaveAttribute('aria-invalid', 'true');
    await expectClean(page, 'errors');
    await shopper.payCard(cards.insufficientFunds);
    await expect(shopper.alert).toBeVisible();
    await expectClean(page, 'refused');
    await shopper.payCard(cards.code);
    await expect(shopper.answerField).toBeVisible();
    await expectClean(page, 'challenge');
    for (const left of [/2 tentatives|2 attempts/, /1 tentative|1 attempt/]) {
      await shopper.answerCode('000000');
      await expect(shopper.bank.getByRole('alert')).toContainText(left);
    }
    await expectClean(page, 'wrong code');
    await shopper.answerCode('000000');
    await expect(shopper.state(shopper.say.canceled)).toBeVisible();
    await expectClean(page, 'canceled');
  });

  test('while the bank’s app has the word, and on the bank’s phone', async ({page, context}) => {
    const session = await newSession({capture_method: 'automatic'});
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.app);
    await expect(shopper.dialog).toBeVisible();
    await expectClean(page, 'app in the bank’s page');
    const phone = await context.newPage();
    await phone.goto(`${street().bank}/phone?lang=fr`);
    await expectClean(phone, 'phone');
    await phone.getByRole('button', {name: 'Approuver'}).first().click();
    await phone.close();
    await page.bringToFront();
    await shopper.expectTicket(shopper.say.paid);
    await expectClean(page, 'paid');
  });

  test('in a decoupled authentication', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.decoupled);
    await expect(page.getByRole('dialog')).toBeVisible();
    expect((await look(page, tags)).map(describe)).toEqual([]);
    await shopper.expectTicket();
    await expectClean(page, 'authorized');
  });

  test('while we are checking', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.notTaken);
    await expect(shopper.state(shopper.say.checking)).toBeVisible({timeout: 120_000});
    // The next reading of the session never ends, so that the state stands for as long as axe looks.
    await page.route('**/v1/checkout_sessions/**', () => undefined);
    await expectClean(page, 'checking');
    await expect(shopper.state(shopper.say.checking)).toBeVisible();
  });

  test('on a session that has expired, and on one that never was', async ({page, watch}) => {
    watch.expecting(/status of 404/);
    const session = await newSession();
    await api('POST', `/v1/checkout_sessions/${session.id}/expire`);
    await page.goto(session.url);
    await settled(page);
    await expect(shopperAt(page).state('La session a expiré')).toBeVisible();
    await expectClean(page, 'expired');
    await page.goto(`${street().pay}/pay/cs_nobodyEverMadeThis#cst_x`);
    await expectClean(page, 'missing');
  });

  for (const language of ['fr', 'en'] as const) {
    test(`in the demo shop and on the bank’s pages, in ${language}`, async ({page}) => {
      const {shop, bank} = street();
      await page.goto(`${shop}/${language}`);
      await expectClean(page, `shop ${language}`);
      await page.getByRole('main').getByRole('button').first().click();
      await page.waitForURL('**/cart');
      await expectClean(page, `cart ${language}`);
      for (const path of ['cards', 'admin']) {
        await page.goto(`${shop}/${language}/${path}`);
        await expectClean(page, `${path} ${language}`);
      }
      await page.goto(`${bank}/?lang=${language}`);
      await expectClean(page, `bank ${language}`);
    });
  }
});
