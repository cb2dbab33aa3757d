import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage} from './shopper.ts';

test.describe('when nobody knows yet', () => {
  test.slow();

  test('the page says that we are checking, and then that it is paid', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.answerLost);
    await expect(shopper.state(shopper.say.checking)).toBeVisible({timeout: 120_000});
    await expect(shopper.state(shopper.say.checking)).toContainText('ne payez pas une seconde fois');
    await expect(page.getByText(shopper.say.refused)).toBeHidden();
    await expect(shopper.payButton).toBeHidden();
    await expect(page.locator('guichet-receipt').getByText(shopper.say.authorized, {exact: true})).toBeVisible({timeout: 240_000});
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('the page checks, and says so when nothing was charged', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.notTaken);
    await expect(shopper.state(shopper.say.checking)).toBeVisible({timeout: 120_000});
    await expect(shopper.alert).toContainText('Aucun montant n’a été débité.', {timeout: 300_000});
    await expectStatus(session, 'requires_payment_method');
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
  });
});
