import {expect, test} from './journey.ts';
import {api, cards, newSession, openPage, shopperAt} from './shopper.ts';
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

  // The soonest that a session may expire is five minutes: this one was made when the street was opened.
  test('because its time has passed says so by itself', {tag: '@slow'}, async ({page}) => {
    test.setTimeout(480_000);
    const {url, expiresAt} = street().brief;
    await page.goto(url);
    const shopper = shopperAt(page);
    const leftMs = Math.max(0, Date.parse(expiresAt) - Date.now());
    await expect(shopper.state(shopper.say.expired)).toBeVisible({timeout: leftMs + 60_000});
    await expect(shopper.state(shopper.say.expired)).toContainText('Aucun montant n’a été débité.');
    await expect(shopper.payButton).toBeHidden();
  });

  test('because nobody ever made it is told calmly', async ({page, watch}) => {
    watch.expecting(/status of 404/);
    await page.goto(`${street().pay}/pay/cs_nobodyEverMadeThis#cst_x`);
    await expect(page.getByText('Cette page de paiement n’existe pas').first()).toBeVisible();
  });
});
