import type {Locator, Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage} from './shopper.ts';

/** Presses Tab until this has the focus, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator, limit = 25): Promise<void> {
  for (let presses = 0; presses <= limit; presses++) {
    const isThere = await target.evaluate((element) => {
      const root = element.getRootNode() as Document | ShadowRoot;
      return root.activeElement === element && document.hasFocus();
    });
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The Tab key never reached it.');
}

test.describe('by keyboard alone', () => {
  test('from the address to the ticket, with the bank in between', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await tabTo(page, shopper.number);
    await page.keyboard.type(cards.code);
    await page.keyboard.press('Tab');
    await expect(shopper.expiry).toBeFocused();
    await page.keyboard.type('1230');
    await page.keyboard.press('Tab');
    await expect(shopper.cvc).toBeFocused();
    await page.keyboard.type('123');
    await tabTo(page, shopper.payButton);
    await page.keyboard.press('Enter');

    await expect(shopper.answerField).toBeVisible();
    await tabTo(page, shopper.answerField);
    await page.keyboard.type('123456');
    await page.keyboard.press('Enter');
    await shopper.expectTicket();
    await tabTo(page, page.getByRole('button', {name: shopper.say.back}));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/thanks/);
    await expectStatus(session, 'requires_capture');
  });

  test('Escape asks before it leaves the bank, and the focus comes back', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.code);
    await expect(shopper.answerField).toBeVisible();
    await shopper.dialog.focus();
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', {name: 'Quitter l’authentification ?'});
    await expect(question).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(question).toBeHidden();
    await expect(shopper.dialog).toBeVisible();
    await shopper.answerCode();
    await shopper.expectTicket();
  });

  test('a co-badged card lets its network be chosen with the arrows, and the choice is kept', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await tabTo(page, shopper.number);
    await page.keyboard.type(cards.cobadged);
    const choice = shopper.form.getByRole('radiogroup', {name: shopper.say.network});
    await expect(choice).toBeVisible();
    await expect(shopper.number).toBeFocused();
    await page.keyboard.press('Tab');
    const [cb, visa] = [choice.getByRole('radio', {name: /CB/}), choice.getByRole('radio', {name: /Visa/})];
    const before = (await cb.isChecked()) ? 'cb' : 'visa';
    const other = before === 'cb' ? 'visa' : 'cb';
    await page.keyboard.press(before === 'cb' ? 'ArrowRight' : 'ArrowLeft');
    await expect(other === 'visa' ? visa : cb).toBeChecked();
    await page.keyboard.press('Tab');
    await expect(shopper.expiry).toBeFocused();
    await page.keyboard.type('1230');
    await page.keyboard.press('Tab');
    await page.keyboard.type('123');
    await page.keyboard.press('Enter');
    await shopper.expectTicket();
    expect((await intentOf(session)).method?.card?.networks).toMatchObject({chosen: other, chosen_by: 'shopper'});
  });
});
