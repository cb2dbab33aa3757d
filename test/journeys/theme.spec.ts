import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {newSession, shopperAt} from './shopper.ts';

test('the tokens of the shop reach page and card form; an address among them reaches nobody', async ({page, watch}) => {
  watch.expecting(/theme token refused/);
  const session = await newSession();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await merchantPage(page, {
    policy: 'none',
    element: 'guichet-checkout',
    session,
    head:
      '<style>:root{color-scheme:light;--guichet-color-accent:#7a1fa2;--guichet-radius:0px;' +
      '--guichet-color-surface:url(http://evil.example/a);--guichet-shadow:url(http://evil.example/b)}</style>',
  });
  const place = page.frameLocator('guichet-checkout iframe');
  const shopper = shopperAt(place);
  await expect(shopper.payButton).toHaveCSS('background-color', 'rgb(122, 31, 162)');
  await expect(shopper.payButton).toHaveCSS('border-top-left-radius', '0px');
  await expect(place.locator('guichet-method-picker .methods')).not.toHaveCSS('background-color', 'rgb(0, 0, 0)');
  const focusable = shopper.number;
  await focusable.focus();
  await expect(shopper.form.locator('.box').first()).toHaveCSS('border-top-left-radius', '0px');

  // Changed while the page stands: it follows.
  await page.evaluate(() => document.documentElement.style.setProperty('--guichet-color-accent', '#123c8c'));
  await expect(shopper.payButton).toHaveCSS('background-color', 'rgb(18, 60, 140)');
  expect(asked.filter((url) => new URL(url).hostname === 'evil.example')).toEqual([]);
});

test('light and dark follow the shop’s page, not the device alone', async ({page}) => {
  const session = await newSession();
  await merchantPage(page, {
    policy: 'none',
    element: 'guichet-checkout',
    session,
    head: '<style>:root{color-scheme:dark}</style>',
  });
  const place = page.frameLocator('guichet-checkout iframe');
  const shopper = shopperAt(place);
  await expect(place.locator('html')).toHaveCSS('color-scheme', 'dark');
  await expect(shopper.form.locator('html')).toHaveCSS('color-scheme', 'dark');
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'light'));
  await expect(place.locator('html')).toHaveCSS('color-scheme', 'light');
  await expect(shopper.form.locator('html')).toHaveCSS('color-scheme', 'light');
});
