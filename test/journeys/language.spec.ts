import {expect, test} from './journey.ts';
import {cards, newSession, openPage, shopperAt} from './shopper.ts';

test('another language keeps what was typed, and pays', async ({page}) => {
  const session = await newSession();
  const french = await openPage(page, session);
  await french.type(cards.frictionless);
  await page.getByRole('button', {name: 'English'}).click();
  const english = shopperAt(page, 'en');
  await expect(english.payButton).toBeVisible();
  await expect(page).toHaveTitle(/^Payment/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(english.number).toHaveValue(/^4000 ?0000 ?0000 ?0010$/);
  await expect(english.cvc).toHaveValue('123');
  await english.pay();
  await english.expectTicket();
});
