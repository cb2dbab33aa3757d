import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage, settled, shopperAt} from './shopper.ts';
import {street} from './street.ts';

test.describe('a challenge', () => {
  test('wrong three times cancels the payment, and says so', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.code);
    for (const left of [/2 tentatives|2 attempts/, /1 tentative|1 attempt/]) {
      await shopper.answerCode('000000');
      await expect(shopper.bank.getByRole('alert')).toContainText(left);
    }
    await shopper.answerCode('000000');
    await expect(shopper.state(shopper.say.canceled)).toBeVisible();
    await expect(shopper.state(shopper.say.canceled)).toContainText('3 échecs d’authentification');
    await expect(shopper.payButton).toBeHidden();
    await expectStatus(session, 'canceled');
    expect((await intentOf(session)).cancellation_reason).toBe('authentication_failed');
  });

  test('left in its window gives the form back, with what was typed but for the code, and another card pays', async ({
    page,
  }) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.code);
    await expect(shopper.answerField).toBeVisible();
    await shopper.dialog.getByRole('button', {name: shopper.say.leaveBank}).click();
    await expect(shopper.dialog).toBeHidden();
    await expect(shopper.payButton).toBeVisible();
    await expect(shopper.payButton).toHaveAttribute('aria-disabled', 'false');
    await expect(shopper.number).toHaveValue(/^4000 ?0000 ?0000 ?0101$/);
    await expect(shopper.expiry).toHaveValue('12 / 30');
    await expect(shopper.cvc).toHaveValue('');

    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
    await expectStatus(session, 'requires_capture');
  });

  test('goes on after the page was loaded again, and is the same one', async ({page}) => {
    const session = await newSession();
    const bridges = new Set<string>();
    page.on('request', (request) => {
      const {pathname} = new URL(request.url());
      if (request.isNavigationRequest() && pathname.includes('/bridge/')) bridges.add(pathname);
    });
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.code);
    await expect(shopper.answerField).toBeVisible();
    await page.reload();
    await expect(shopper.dialog).toBeVisible();
    await shopper.answerCode();
    await shopper.expectTicket();
    expect(bridges.size).toBe(1);
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('asked for by a soft decline is one and the same attempt', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.softDecline);
    await expect(shopper.dialog).toBeVisible();
    await expect(page.getByText(shopper.say.refused)).toBeHidden();
    await shopper.answerCode();
    await shopper.expectTicket();
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('by the bank’s app ends by itself when the phone approves', async ({page, context}) => {
    const session = await newSession({order_reference: 'ML-APP'});
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.app);
    await expect(shopper.dialog).toBeVisible();
    const phone = await context.newPage();
    await phone.goto(`${street().bank}/phone?lang=fr`);
    await phone.getByRole('button', {name: 'Approuver'}).first().click();
    await expect(phone.getByText('Approuvé').first()).toBeVisible();
    await page.bringToFront();
    await shopper.expectTicket();
  });

  for (const [card, answer] of [
    [cards.birthday, '01/02/1980'],
    [cards.question, 'felix'],
  ] as const) {
    test(`by ${answer === 'felix' ? 'a personal question' : 'date of birth'} pays`, async ({page}) => {
      const session = await newSession({locale: 'en'});
      const shopper = await openPage(page, session, 'en');
      await shopper.payCard(card);
      await shopper.answer(answer);
      await shopper.expectTicket();
    });
  }

  test('covers the screen of a phone', async ({page}) => {
    await page.setViewportSize({width: 390, height: 844});
    const session = await newSession();
    await page.goto(session.url);
    const shopper = shopperAt(page);
    await settled(page);
    await shopper.payCard(cards.code);
    await expect(shopper.answerField).toBeVisible();
    const box = await shopper.dialog.boundingBox();
    expect(box).toMatchObject({x: 0, y: 0, width: 390, height: 844});
    await shopper.answerCode();
    await shopper.expectTicket();
  });
});
