import type {Page} from '@playwright/test';
import {methodTypes} from '#contract/statuses.ts';
import {expect, test} from './journey.ts';
import {cards, settled, shopperAt, type Place} from './shopper.ts';
import {street} from './street.ts';

interface Way {
  readonly label: string;
  /** Where the payment page is. */
  readonly place: (page: Page) => Place;
}

const ways: Readonly<Record<string, Way>> = {
  'the payment page': {label: 'Page de paiement', place: (page) => page},
  'the page in a frame': {label: 'Dans la boutique', place: (page) => page.frameLocator('guichet-checkout iframe')},
  'single elements': {label: 'Éléments séparés', place: (page) => page},
};

for (const [name, {label, place}] of Object.entries(ways)) {
  test(`the demo shop: from the basket over ${name} to an order that is paid, shipped and refunded`, async ({page}) => {
    await page.goto(`${street().shop}/fr`);
    await page.getByRole('button', {name: 'Ajouter au panier\u00a0: Lampe Aube, laiton'}).click();
    await page.getByRole('radio', {name: new RegExp(`^${label}`)}).check();
    await page.getByRole('button', {name: 'Passer au paiement'}).click();
    const shopper = shopperAt(place(page));
    await expect(shopper.number).toBeVisible();
    if (label === 'Dans la boutique') await page.waitForTimeout(2000);
    else await settled(page);
    await shopper.payCard(cards.code);
    await shopper.answerCode();
    await shopper.expectTicket();
    await expect(page.getByText('À payer')).toBeHidden();
    await shopper.goBack();
    await page.waitForURL(`${street().shop}/fr/orders/**`);
    // Told by the webhook, not by the browser.
    await expect(page.getByText('Le paiement est autorisé. Le montant sera débité à l’expédition.')).toBeVisible();
    const reference = /ML-[0-9A-F]+/.exec((await page.getByRole('heading', {level: 1}).textContent()) ?? '')?.[0] ?? '';

    await page.getByRole('link', {name: 'Atelier'}).click();
    const order = page.getByRole('listitem').filter({hasText: reference});
    await expect(order).toContainText('Autorisé');
    await order.getByRole('button', {name: 'Expédier', exact: true}).click();
    await expect(page.getByRole('status')).toHaveText('Fait.');
    await expect(order).toContainText('Payé');
    await order.getByRole('button', {name: 'Rembourser'}).click();
    await expect(page.getByRole('status')).toHaveText('Fait.');
    await order.getByRole('link', {name: reference}).click();
    await expect(page.getByText(/Débité\s: 129,90\s€/)).toBeVisible();
    await expect(page.getByText(/Remboursé\s: 129,90\s€/)).toBeVisible();
  });
}

test('the demo shop offers every way to pay, to those whom it is for', async ({page}) => {
  const offeredTo = async (buyer: string): Promise<readonly string[]> => {
    await page.goto(`${street().shop}/fr`);
    await page.getByRole('button', {name: 'Ajouter au panier\u00a0: Lampe Aube, laiton'}).click();
    await page.locator('input[name=capture][value=automatic]').check();
    await page.locator(`input[name=buyer][value=${buyer}]`).check();
    await page.getByRole('button', {name: 'Passer au paiement'}).click();
    await settled(page);
    await expect(page.locator('input[name=method][value=apple_pay]')).toBeVisible();
    const inputs = await page.locator('input[name=method]').all();
    return Promise.all(inputs.map((input) => input.inputValue()));
  };
  const [one, company] = [await offeredTo('individual'), await offeredTo('company')];
  expect([...new Set([...one, ...company])].sort()).toEqual([...methodTypes].sort());
  expect(one).not.toContain('net_30');
});
