import {expect, test} from './journey.ts';
import {expectStatus, newSession} from './shopper.ts';
import {choose, goThere, pay, press} from './ways.ts';

for (const method of ['paypal', 'wero', 'instalments', 'apple_pay', 'google_pay'] as const) {
  test(`${method}: there and back to the ticket`, async ({page}) => {
    const session = await newSession({payment_methods: ['card', method]});
    await goThere(page, session, method);
    await press(page, 'pay');
    await expect(page.getByText('Paiement autorisé').first()).toBeVisible();
    await expectStatus(session, 'requires_capture');
  });
}

test('alipay takes the money at once', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'alipay'], capture_method: 'automatic'});
  await goThere(page, session, 'alipay');
  await press(page, 'pay');
  await expect(page.getByText('Paiement accepté').first()).toBeVisible();
  await expectStatus(session, 'succeeded');
  // Loaded again, it is still the shopper's own: the way to the PDF is there.
  await page.reload();
  await expect(page.getByRole('link', {name: 'PDF, e-mail, facture'})).toBeVisible();
});

test('given up at PayPal, another way is there; the back button loses nothing', async ({page}) => {
  const session = await newSession({payment_methods: ['card', 'paypal', 'bank_transfer']});
  await goThere(page, session, 'paypal');
  await page.goBack();
  await expect(page.getByText('Terminez chez PayPal')).toBeVisible();
  await page.getByRole('button', {name: 'Payer autrement'}).click();
  await page.locator('input[value=bank_transfer]').check();
  await pay(page);
  await expect(page.getByRole('heading', {name: 'En attente de votre virement'})).toBeVisible();
  await expectStatus(session, 'awaiting_funds');
});

for (const [method, title] of [
  ['bank_transfer', 'En attente de votre virement'],
  ['cheque', 'En attente de votre chèque'],
  ['net_30', 'Règlement à 30'],
] as const) {
  test(`${method}: the instructions, in the document itself too, and the way back`, async ({page}) => {
    const session = await newSession({
      payment_methods: ['card', method],
      customer: {type: method === 'net_30' ? 'company' : 'individual', paid_orders: 1},
    });
    await choose(page, session, method);
    await pay(page);
    await expect(page.locator('.state h2')).toContainText(title);
    await expect(page.getByText(/RF\d\d /).first()).toBeVisible();
    const answer = await page.request.get(session.url.replace(/#.*/, ''));
    expect(await answer.text()).toMatch(/RF\d\d [A-Z0-9]{4}/);
    if (method === 'cheque') {
      // On paper too, from here and from the ticket's own page: the slip goes with the cheque, the buttons do not.
      const slip = page.getByText('Bordereau à joindre au chèque');
      await page.emulateMedia({media: 'print'});
      await expect(slip).toBeVisible();
      await expect(page.getByRole('button')).toHaveCount(0);
      const ticket = await page.locator('a[href*="/receipt/"]').getAttribute('href');
      const copies = await page.context().newPage();
      await copies.emulateMedia({media: 'print'});
      await copies.goto(ticket ?? '');
      await expect(copies.getByText('Bordereau à joindre au chèque')).toBeVisible();
      await expect(copies.getByRole('button')).toHaveCount(0);
      await copies.close();
      await page.emulateMedia({media: 'screen'});
    }
    await page.getByRole('button', {name: /^Revenir sur/}).click();
    await page.waitForURL(/\/thanks/);
  });
}
