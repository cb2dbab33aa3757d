import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {cards, intentOf, newSession, openPage} from './shopper.ts';
import {street} from './street.ts';

/** A picture for whoever looks, when asked for: `SHOTS=folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (!folder) return;
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({width, height: 844});
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({colorScheme});
      await page.screenshot({path: `${folder}/desk-${name}-${width}-${colorScheme}.png`, fullPage: true});
    }
  }
  await page.emulateMedia({colorScheme: 'light'});
  await page.setViewportSize({width: 390, height: 844});
}

async function expectNoOverflow(page: Page): Promise<void> {
  const {width = 0, height = 844} = page.viewportSize() ?? {};
  await page.setViewportSize({width: 320, height});
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, 'pixels beyond 320').toBeLessThanOrEqual(0);
  await page.setViewportSize({width, height});
}

test.describe('the desk on a phone', () => {
  test.use({viewport: {width: 390, height: 844}});

  test('a wrong key is told so, the right one lets in; an order is found, shipped, and refunded in part', async ({
    page,
    context,
    watch,
  }) => {
    // What the browser writes of the wrong key.
    watch.expecting(/status of 401/);
    const session = await newSession();
    const shop = await context.newPage();
    const shopper = await openPage(shop, session);
    await shopper.payCard(cards.frictionless);
    await shopper.expectTicket();
    await shop.close();
    const reference = (await intentOf(session)) as unknown as {readonly order_reference: string};

    await page.goto(`${street().pay}/desk`);
    const key = page.getByLabel('Clé secrète');
    await expect(key).toHaveAttribute('type', 'password');
    await key.fill('sk_test_wrong_0123456789');
    await key.press('Enter');
    await expect(page.getByText('Cette clé n’est pas reconnue.')).toBeVisible();
    await shoot(page, 'wrong-key');
    await key.fill(street().secretKey);
    await key.press('Enter');
    await expect(page.getByRole('heading', {name: 'Paiements'})).toBeVisible();

    await page.getByLabel('N° de commande').fill(reference.order_reference);
    await page.getByRole('button', {name: 'Rechercher'}).click();
    const order = page.locator(`a[href="#${session.intent}"]`);
    await expect(order).toContainText('Autorisé, à expédier');
    await expectNoOverflow(page);
    await shoot(page, 'list');
    await order.click();

    await page.getByRole('button', {name: 'Expédier et débiter'}).click();
    await shoot(page, 'ship');
    await expectNoOverflow(page);
    await page.getByRole('dialog').getByRole('button', {name: 'Débiter 129,90 €'}).click();
    await expect(page.getByRole('status').filter({hasText: '129,90 € débités pour la commande'})).toBeVisible();

    await page.getByRole('button', {name: 'Rembourser', exact: true}).click();
    await page.getByLabel(/^Montant à rembourser/).fill('9,90');
    await page.getByRole('dialog').getByRole('button', {name: 'Rembourser 9,90 €'}).click();
    await expect(page.getByRole('status').filter({hasText: '9,90 € remboursés'})).toBeVisible();
    await expect(page.locator('guichet-desk-payment').getByText('Remboursé en partie')).toBeVisible();
    await expect(page.getByText('Notification : remboursement effectué')).toBeVisible();
    await expectNoOverflow(page);
    await shoot(page, 'payment');

    const {status, amount_captured: captured, amount_refunded: refunded} = await intentOf(session);
    expect([status, captured, refunded]).toEqual(['succeeded', 12_990, 990]);

    await page.getByRole('button', {name: 'English'}).click();
    await expect(page.getByRole('heading', {name: 'Timeline'})).toBeVisible();
    await shoot(page, 'payment-en');
    for (const name of ['Bank statement', 'Notifications', 'Blocked cards']) {
      await page.getByRole('link', {name}).click();
      await expect(page.getByRole('heading', {name, level: 1})).toBeVisible();
      await expectNoOverflow(page);
      await shoot(page, name.toLowerCase().replaceAll(' ', '-'));
    }

    await page.reload();
    await expect(page.getByLabel(/Clé secrète|Secret key/)).toHaveValue('');
    expect(await page.evaluate(() => JSON.stringify([{...localStorage}, {...sessionStorage}, history.state]))).toBe(
      '[{},{},null]',
    );
  });
});

test('the words of the desk are in a file of their own: whoever pays does not load them', async ({request}) => {
  const {files} = (await (await request.get(`${street().pay}/v1/integrity.json`)).json()) as {files: object};
  const texts = await Promise.all(
    Object.keys(files)
      .filter((path) => path.endsWith('.js'))
      .map(async (path) => (await request.get(street().pay + path)).text()),
  );
  const ofTheDesk = texts.filter((text) => text.includes('Bureau du marchand'));
  const ofThePage = texts.filter((text) => text.includes('Ticket client à conserver'));
  expect([ofTheDesk.length, ofThePage.length > 0]).toEqual([1, true]);
  expect(ofThePage.some((text) => text.includes('Bureau du marchand'))).toBe(false);
});
