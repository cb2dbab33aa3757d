import {expect, test} from './journey.ts';
import {api, cards, newSession, openPage} from './shopper.ts';
import {street} from './street.ts';

test.describe('a session that is over', () => {
  test('because the merchant closed it says so at the click, and charges nothing', async ({page, watch}) => {
    watch.expecting(/status of 4(09|10)/);
    const session = await newSession();
    const shopper = await openPage(page, session);
    await shopper.type(cards.frictionless);
    await api('POST', `/v1/checkout_sessions/${session.id}/expire`);
    await shopper.pay();
    await expect(shopper.state(shopper.say.expired)).toContainText('Aucun montant n’a été débité.');
    await expect(shopper.payButton).toBeHidden();

    await page.reload();
    await expect(shopper.state(shopper.say.expired)).toBeVisible();
    await page.getByRole('button', {name: 'Revenir sur Maison Lumen'}).click();
    await page.waitForURL((url) => url.origin === street().merchant);
  });

  // The server's clock is real here, so the shop ends the session; that the server ends it by its own is for
  // `test/server/routes/`. The page learns of neither: it looks when by its clock the time has come.
  test('because its time has passed says so by itself', async ({page}) => {
    await page.clock.install();
    const session = await newSession({expires_in: 300});
    const shopper = await openPage(page, session);
    await api('POST', `/v1/checkout_sessions/${session.id}/expire`);
    await page.clock.fastForward('04:30');
    await page.waitForTimeout(500);
    await expect(shopper.payButton).toBeVisible();
    await page.clock.fastForward('00:32');
    await expect(shopper.state(shopper.say.expired)).toContainText('Aucun montant n’a été débité.');
    await expect(shopper.payButton).toBeHidden();
  });

  test('because nobody ever made it is told calmly', async ({page, watch}) => {
    watch.expecting(/status of 404/);
    await page.goto(`${street().pay}/pay/cs_nobodyEverMadeThis#cst_x`);
    await expect(page.getByText('Cette page de paiement n’existe pas').first()).toBeVisible();
  });
});
