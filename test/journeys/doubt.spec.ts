import {expect, test} from './journey.ts';
import {cards, expectStatus, intentOf, newSession, openPage} from './shopper.ts';

test.describe('when nobody knows yet', () => {
  test.slow();

  test('because the answer was lost, the page never says "refused", and ends as paid', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.answerLost);
    // How long nobody knows is up to the bank: the page may have asked before and after.
    const ticket = page.locator('guichet-receipt').getByText(shopper.say.authorized, {exact: true});
    await expect(shopper.state(shopper.say.checking).or(ticket).first()).toBeVisible({timeout: 120_000});
    await expect(page.getByText(shopper.say.refused)).toBeHidden();
    await expect(shopper.payButton).toBeHidden();
    await expect(ticket).toBeVisible({timeout: 240_000});
    expect((await intentOf(session)).attempts).toHaveLength(1);
  });

  test('the page checks, and says so when nothing was charged', async ({page}) => {
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.payCard(cards.notTaken);
    await expect(shopper.state(shopper.say.checking)).toContainText('ne payez pas une seconde fois', {
      timeout: 120_000,
    });
    await expect(shopper.payButton).toBeHidden();
    await expect(shopper.alert).toContainText('Aucun montant n’a été débité.', {timeout: 300_000});
    await expectStatus(session, 'requires_payment_method');
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
  });
});
