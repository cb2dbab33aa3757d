import {expect, test} from './journey.ts';
import {cards, expectStatus, newSession, openPage} from './shopper.ts';
import {street} from './street.ts';

test.describe('the hosted page', () => {
  test('takes a card that the bank does not ask about, shows the ticket, and leads back', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
    await expectStatus(session, 'requires_capture');
    await shopper.goBack();
    await page.waitForURL((url) => url.origin === street().merchant && url.pathname === '/thanks');
  });

  test('says "paid" where the money is taken at once', async ({page}) => {
    const session = await newSession({capture_method: 'automatic'});
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket(shopper.say.paid);
    await expectStatus(session, 'succeeded');
  });

  for (const language of ['fr', 'en'] as const) {
    test(`lets the bank ask for its code, in ${language}`, async ({page}) => {
      const session = await newSession({locale: language});
      const shopper = await openPage(page, session, language);
      await shopper.payCard(cards.code);
      await expect(shopper.dialog).toBeVisible();
      await shopper.answerCode();
      await shopper.expectTicket();
      await expect(shopper.dialog).toBeHidden();
      await expectStatus(session, 'requires_capture');
    });
  }

  test('gives up, and leads back to the basket', async ({page}) => {
    const session = await newSession();
    await openPage(page, session);
    await page.getByRole('button', {name: 'Annuler et revenir sur Maison Lumen'}).click();
    await page.waitForURL((url) => url.origin === street().merchant && url.pathname === '/cart');
    await expectStatus(session, 'canceled');
  });

  test('puts no token into what the server is asked, nor leaves it in the address', async ({page}) => {
    const session = await newSession();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await openPage(page, session);
    expect(asked.filter((url) => url.split('#')[0]?.includes(session.token))).toEqual([]);
    expect(page.url()).not.toContain(session.token);
  });
});
