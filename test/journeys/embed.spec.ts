import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {cards, expectStatus, newSession, shopperAt} from './shopper.ts';
import {street} from './street.ts';

for (const policy of ['none', 'strict'] as const) {
  test.describe(`embedded in a page with ${policy === 'none' ? 'no policy' : 'a policy that lets in nothing but us'}`, () => {
    test('pays with a challenge over the whole viewport, fits its content, and tells the shop', async ({page}) => {
      const session = await newSession();
      await merchantPage(page, {policy, element: 'guichet-checkout', session});
      const place = page.frameLocator('guichet-checkout iframe');
      const shopper = shopperAt(place);
      await expect(shopper.number).toBeVisible();

      // As high as what is in it: nothing to scroll, nothing left over.
      await fits(page);

      await page.evaluate(() => {
        const told: object[] = [];
        Object.assign(globalThis, {told});
        for (const name of ['guichet-complete', 'guichet-return']) {
          addEventListener(name, (event) => {
            event.preventDefault();
            told.push((event as CustomEvent).detail);
          });
        }
      });
      await page.waitForTimeout(700);
      await shopper.payCard(cards.code);
      await expect(shopper.answerField).toBeVisible();
      const frame = page.locator('guichet-checkout iframe');
      expect(await frame.boundingBox()).toMatchObject({x: 0, y: 0, ...page.viewportSize()});
      await shopper.answerCode();
      await shopper.expectTicket();
      // Its place in the shop's page again.
      await fits(page);

      await shopper.goBack();
      await expect
        .poll(() => page.evaluate(() => (globalThis as unknown as {told: object[]}).told))
        .toEqual([{status: 'requires_capture', session: session.id}, {return_url: expect.stringContaining('/thanks')}]);
      await expectStatus(session, 'requires_capture');
    });

    test('leads the whole page on when the shop does not object', async ({page}) => {
      const session = await newSession();
      await merchantPage(page, {policy, element: 'guichet-checkout', session});
      const place = page.frameLocator('guichet-checkout iframe');
      const shopper = shopperAt(place);
      await expect(shopper.number).toBeVisible();
      await page.waitForTimeout(1000);
      await shopper.payCard(cards.frictionless);
      await shopper.expectTicket();
      await shopper.goBack();
      await page.waitForURL((url) => url.origin === street().merchant && url.pathname === '/thanks');
    });
  });
}

test('a frame of a foreign shop is refused by the policy', async ({page, watch}) => {
  watch.expecting(/frame-ancestors|refused to connect|X-Frame|Framing|ancestor/i);
  const session = await newSession({embed_origins: [street().shop]});
  await merchantPage(page, {policy: 'none', element: 'guichet-checkout', session});
  await page.waitForTimeout(3000);
  await expect(page.frameLocator('guichet-checkout iframe').locator('guichet-payment-page')).toHaveCount(0);
});

async function fits(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      const inside = await page
        .frameLocator('guichet-checkout iframe')
        .locator('guichet-payment-page')
        .evaluate((element) => element.getBoundingClientRect().height);
      const outside = await page.locator('guichet-checkout iframe').boundingBox();
      return Math.abs((outside?.height ?? 0) - inside);
    })
    .toBeLessThanOrEqual(1);
}
