import {expect, test} from './journey.ts';
import {cards, expectStatus, newSession, openPage} from './shopper.ts';

/** WCAG 1.4.10: 1280 by 1024 at 400 % is a viewport of 320 by 256 CSS pixels. */
test('at 400 % nothing scrolls sideways, and everything can be done', async ({page}) => {
  await page.setViewportSize({width: 320, height: 256});
  const session = await newSession();
  const shopper = await openPage(page, session);
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await sideways()).toBeLessThanOrEqual(0);
  await shopper.payCard(cards.code);
  await shopper.answerField.fill('123456');
  expect(await sideways()).toBeLessThanOrEqual(0);
  await shopper.bank.getByRole('button', {name: /^Confirm/}).click();
  await shopper.expectTicket();
  expect(await sideways()).toBeLessThanOrEqual(0);
  await shopper.goBack();
  await page.waitForURL(/\/thanks/);
  await expectStatus(session, 'requires_capture');
});

test('with forced colours and reduced motion it can be paid, and nothing turns', async ({page, browserName}) => {
  test.skip(browserName === 'firefox', 'WebDriver BiDi emulates neither.');
  await page.emulateMedia({forcedColors: 'active', reducedMotion: 'reduce'});
  const session = await newSession();
  const shopper = await openPage(page, session);
  await expect(shopper.payButton).toHaveCSS('border-style', 'solid');
  await shopper.payCard(cards.decoupled);
  await expect(page.getByText(/Ouvrez .*application bancaire|Confirmez dans l’application/).first()).toBeVisible();
  const turning = await page.evaluate(() => {
    const rootsIn = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({shadowRoot}) => (shadowRoot ? rootsIn(shadowRoot) : [])),
    ];
    return rootsIn(document)
      .flatMap((root) => root.getAnimations())
      .filter(({effect, playState}) => playState === 'running' && effect?.getTiming().iterations === Infinity).length;
  });
  expect(turning).toBe(0);
  await shopper.expectTicket();
});
