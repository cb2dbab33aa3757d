import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, settled, shopperAt} from './shopper.ts';
import {street} from './street.ts';

/**
 * The page's elements are on their way, as over a slow line; the document, its script and the card form are there.
 *
 * @returns lets them come.
 */
async function withoutElements(page: Page): Promise<() => void> {
  let come = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route(`${street().pay}/**/chunks/guichet-payment-page-*.js`, async (route) => {
    await held;
    await route.continue();
  });
  return come;
}

const isDefined = (page: Page) => page.evaluate(() => customElements.get('guichet-payment-page') !== undefined);

test.describe('before the elements are there', () => {
  test('a click on the button that pays is kept, and is one payment', async ({page}) => {
    const session = await newSession();
    const letCome = await withoutElements(page);
    await page.goto(session.url, {waitUntil: 'commit'});
    const shopper = shopperAt(page);
    await shopper.type(cards.frictionless);
    await page.waitForFunction(() => history.state?.token);
    await shopper.payButton.click();
    await shopper.payButton.click();
    expect(await isDefined(page)).toBe(false);
    letCome();
    await shopper.expectTicket();
    await expectStatus(session, 'requires_capture');
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('the language and the way to pay that were chosen stand', async ({page}) => {
    const session = await newSession({payment_methods: ['card', 'bank_transfer']});
    const letCome = await withoutElements(page);
    await page.goto(session.url, {waitUntil: 'commit'});
    await page.waitForFunction(() => history.state?.token);
    await page.locator('label', {has: page.locator('input[value=bank_transfer]')}).click();
    // The button still says what it said before the choice: this click is not for a transfer.
    await page.locator('.pay').click();
    await page.getByRole('button', {name: 'EN, English'}).click();
    expect(await isDefined(page)).toBe(false);
    letCome();
    await expect(page.getByRole('heading', {name: 'Your order'})).toBeVisible();
    await expect(page.locator('input[value=bank_transfer]')).toBeChecked();
    await expect(page.locator('guichet-method-panel')).toBeVisible();
    await page.waitForTimeout(1500);
    expect((await intentOf(session)).attempts).toHaveLength(0);
  });

  test('a part that the line has lost is fetched again, and the payment goes on', async ({
    page,
    watch,
    browserName,
  }) => {
    watch.expecting(/Failed to load resource|dynamically imported module|Importing a module/);
    // Once each: the elements, the card form, the window for the bank's question and what is in it, the ticket.
    for (const part of ['guichet-payment-page', 'guichet-challenge', 'guichet-receipt'])
      await page.route(`${street().pay}/**/chunks/${part}-*.js`, (route) => route.abort(), {times: 1});
    await page.route(`${street().card}/frame?*`, (route) => route.abort(), {times: 1});
    // Firefox tells nothing of a frame that has failed: there the next try comes after twelve seconds, too long for a test.
    if (browserName !== 'firefox')
      await page.route(`${street().pay}/3ds/bridge/*`, (route) => route.abort(), {times: 1});
    const session = await newSession();
    await page.goto(session.url);
    const shopper = shopperAt(page);
    await settled(page);
    await expect(shopper.number).toBeVisible();
    await shopper.payCard(cards.code);
    await shopper.answerCode();
    await shopper.expectTicket();
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });
});
