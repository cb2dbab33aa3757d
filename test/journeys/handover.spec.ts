import {expect, test} from './journey.ts';
import {api, cards, newSession, shopperAt} from './shopper.ts';

test.describe('a visit by a payment link', () => {
  test('goes on with another device, by a code: paid there, and told here', async ({page, context}) => {
    const {intent} = await newSession();
    const {url} = await api<{url: string}>('POST', '/v1/payment_links', {payment_intent: intent});
    await page.setViewportSize({width: 320, height: 720});
    await page.goto(url);
    await page.waitForURL(/\/pay\/cs_/);
    await page.getByRole('button', {name: 'Continuer sur un autre appareil'}).click();
    await expect(page.getByRole('heading', {name: 'Continuer sur un autre appareil'})).toBeFocused();
    await expect(page.getByRole('img', {name: /Code à scanner/})).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await expect(page.locator('guichet-handover .url')).toHaveText(url);

    const phone = await context.newPage();
    await phone.goto(url);
    await phone.waitForURL(/\/pay\/cs_/);
    expect(new URL(phone.url()).pathname).toBe(new URL(page.url()).pathname);
    const shopper = shopperAt(phone);
    await shopper.type(cards.frictionless);
    await shopper.pay();
    await expect(phone.getByText(shopper.say.authorized).first()).toBeVisible();

    await page.bringToFront();
    await page.reload();
    await expect(page.getByText(shopper.say.authorized).first()).toBeVisible();
  });

  test('is offered to no visit that the shop opened itself', async ({page}) => {
    const {url} = await newSession();
    await page.goto(url);
    await expect(shopperAt(page).payButton).toBeVisible();
    await expect(page.getByRole('button', {name: 'Annuler et revenir sur Maison Lumen'})).toBeVisible();
    await expect(page.getByRole('button', {name: 'Continuer sur un autre appareil'})).toHaveCount(0);
  });
});
