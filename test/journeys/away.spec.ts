import type {Page} from '@playwright/test';
import {expect, test} from './journey.ts';
import {merchantPage} from './merchant-page.ts';
import {api, expectStatus, intentOf, newSession, settled, type Session} from './shopper.ts';
import {addressOf, choose, goThere, pay, pick, press} from './ways.ts';

const wallets = ['paypal', 'wero', 'alipay', 'apple_pay', 'google_pay', 'instalments'] as const;
type Wallet = (typeof wallets)[number];

/** Alipay takes at once, whatever the others do. */
const orderBy = (method: Wallet): Promise<Session> =>
  newSession({
    payment_methods: ['card', method, 'bank_transfer'],
    capture_method: method === 'alipay' ? 'automatic' : 'manual',
  });

const taken = (method: Wallet) => (method === 'alipay' ? 'succeeded' : 'requires_capture');

/** Paid, and nothing more is asked for. */
async function expectPaid(page: Page, session: Session, method: Wallet): Promise<void> {
  await expect(page.getByText(method === 'alipay' ? 'Paiement accepté' : 'Paiement autorisé').first()).toBeVisible();
  await expectStatus(session, taken(method));
  expect((await intentOf(session)).attempts).toHaveLength(1);
}

/** Another way to pay than the one that came to nothing. */
async function byTransferInstead(page: Page, session: Session): Promise<void> {
  await settled(page);
  await page.locator('input[value=bank_transfer]').check();
  await pay(page);
  await expect(page.getByRole('heading', {name: 'En attente de votre virement'})).toBeVisible();
  await expectStatus(session, 'awaiting_funds');
}

test.describe('refused', () => {
  for (const method of wallets) {
    test(`by ${method}: said so, nothing charged, and another way pays`, async ({page}) => {
      const session = await orderBy(method);
      await goThere(page, session, method);
      await press(page, method === 'instalments' ? 'lender_declined' : 'insufficient_funds');
      const alert = page.getByRole('alert').filter({has: page.getByRole('heading', {name: 'Paiement refusé'})});
      await expect(alert).toContainText('Aucun montant n’a été débité.');
      await alert.getByRole('button', {name: 'Choisir un autre moyen de paiement'}).click();
      await expect(page.locator('input:focus')).toHaveAttribute('value', method);
      await expectStatus(session, 'requires_payment_method');
      await byTransferInstead(page, session);
    });
  }

  test('a transfer, as the order was closed meanwhile: said at the click, and nothing is awaited', async ({
    page,
    watch,
  }) => {
    watch.expecting(/status of 4\d\d/);
    const session = await newSession({payment_methods: ['card', 'bank_transfer']});
    await choose(page, session, 'bank_transfer');
    await api('POST', `/v1/checkout_sessions/${session.id}/expire`);
    await pay(page);
    await expect(page.getByRole('heading', {name: 'La session a expiré'})).toBeVisible();
    await expectStatus(session, 'canceled');
  });

  test('a cheque, by the bank: still awaited, never called paid', async ({page}) => {
    const session = await newSession({payment_methods: ['card', 'cheque']});
    await choose(page, session, 'cheque');
    await pay(page);
    await expect(page.getByRole('heading', {name: 'En attente de votre chèque'})).toBeVisible();
    for (const cheque of ['received', 'bounced']) {
      const arrival = {amount: 12_990, received_on: '2026-11-24', cheque};
      await api('POST', `/v1/payment_intents/${session.intent}/mark_received`, arrival);
    }
    await page.reload();
    await expect(page.getByRole('heading', {name: 'En attente de votre chèque'})).toBeVisible();
    await expectStatus(session, 'awaiting_funds');
  });

  test('30 days, to a first order: it is told why, and cannot be chosen', async ({page}) => {
    const session = await newSession({
      payment_methods: ['card', 'net_30'],
      customer: {type: 'company', paid_orders: 0},
    });
    await page.goto(session.url);
    await settled(page);
    await expect(page.locator('input[value=net_30]')).toHaveCount(0);
    await page.locator('details.others summary').click();
    await expect(page.locator('details.others')).toContainText('deuxième commande');
  });
});

/** What comes between, each at one wallet; all of it works alike at the others. */
const mishaps: readonly {
  readonly method: Wallet;
  readonly what: string;
  readonly happens: (page: Page, session: Session) => Promise<void>;
  /** How it ends; paid when absent. */
  readonly ends?: 'canceled';
}[] = [
  {method: 'alipay', what: 'canceled there', happens: (page) => press(page, 'cancel'), ends: 'canceled'},
  {method: 'instalments', what: 'the lender is left', happens: (page) => press(page, 'cancel'), ends: 'canceled'},
  {
    method: 'wero',
    what: 'our page is opened again, and leads back there',
    async happens(page, session) {
      await page.goto(addressOf(session));
      await expect(page.getByRole('heading', {name: 'Terminez chez Wero'})).toBeVisible();
      await page.getByRole('link', {name: 'Continuer vers Wero'}).click();
      await press(page, 'pay');
    },
  },
  {
    method: 'apple_pay',
    what: 'paid, closed, and nobody told us',
    async happens(page, session) {
      await press(page, 'vanish');
      await expect(page.getByRole('heading', {name: 'Ce paiement est fait'})).toBeVisible();
      await page.goto(addressOf(session));
    },
  },
  {
    method: 'google_pay',
    what: 'paid, and never back',
    async happens(page, session) {
      await press(page, 'stay');
      await expect(page.getByRole('heading', {name: 'Ce paiement est fait'})).toBeVisible();
      await expectStatus(session, 'requires_capture');
      await page.goto(addressOf(session));
    },
  },
  {method: 'paypal', what: 'back before the notification', happens: (page) => press(page, 'early')},
  {
    method: 'paypal',
    what: 'back twice, once without the token',
    async happens(page) {
      await press(page, 'twice');
      const [second] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', {name: /première fois/}).click(),
      ]);
      await expect(second.getByText('Paiement autorisé').first()).toBeVisible();
      await second.close();
      await page.getByRole('link', {name: /seconde fois/}).click();
    },
  },
  {
    method: 'paypal',
    what: 'back in a browser that keeps nothing',
    async happens(page) {
      await page.context().addInitScript(() => {
        Object.defineProperty(globalThis, 'sessionStorage', {
          get() {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
      });
      await press(page, 'pay');
    },
  },
];

test.describe('interrupted', () => {
  for (const {method, what, happens, ends} of mishaps) {
    test(`${method}: ${what}`, async ({page}) => {
      const session = await orderBy(method);
      await goThere(page, session, method);
      await happens(page, session);
      if (ends === undefined) return expectPaid(page, session, method);
      // The shopper's own doing: no alarm, the ways to pay are there again.
      await expect(page.getByRole('heading', {name: 'Comment souhaitez-vous payer'})).toBeVisible();
      await expect(page.getByRole('alert').filter({has: page.getByRole('heading')})).toHaveCount(0);
      await byTransferInstead(page, session);
    });
  }

  for (const method of ['bank_transfer', 'cheque', 'net_30'] as const) {
    test(`${method}: the page is closed, and its address opens the same instructions`, async ({page, context}) => {
      const session = await newSession({
        payment_methods: ['card', method],
        customer: {type: method === 'net_30' ? 'company' : 'individual', paid_orders: 1},
      });
      await choose(page, session, method);
      await pay(page);
      const reference = page.getByText(/RF\d\d [A-Z0-9]{4}/).first();
      await expect(reference).toBeVisible();
      const told = (await reference.innerText()).trim();
      const later = await context.newPage();
      await page.close();
      await later.goto(session.url);
      await expect(later.getByText(told).first()).toBeVisible();
      await expect(later.locator('.pay')).toBeHidden();
    });
  }
});

test.describe('in a shop’s frame', () => {
  test('the wallet has a window of its own, which closes when it is paid; the ticket is in the frame', async ({
    page,
  }) => {
    const session = await orderBy('paypal');
    await merchantPage(page, {policy: 'strict', element: 'guichet-checkout', session});
    const place = page.frameLocator('guichet-checkout iframe');
    await pick(place, 'paypal');
    const [theirs] = await Promise.all([page.waitForEvent('popup'), pay(page, place)]);
    await theirs.waitForURL(/\/wallet\//);
    await expect(place.getByRole('heading', {name: 'Terminez chez PayPal, dans l’autre fenêtre'})).toBeVisible();
    const closed = theirs.waitForEvent('close');
    await press(theirs, 'pay');
    await closed;
    await expect(place.getByText('Paiement autorisé').first()).toBeVisible();
    await expectStatus(session, 'requires_capture');
  });

  test('a browser that opens no window shows a link, which does', async ({page}) => {
    const session = await orderBy('paypal');
    // As a blocker of pop-ups does: no window but the one of a link.
    await page.addInitScript(() => Object.defineProperty(globalThis, 'open', {value: () => null}));
    await merchantPage(page, {policy: 'none', element: 'guichet-checkout', session});
    const place = page.frameLocator('guichet-checkout iframe');
    await pick(place, 'paypal');
    await pay(page, place);
    await expect(place.getByRole('heading', {name: 'Ouvrez PayPal pour confirmer'})).toBeVisible();
    const [theirs] = await Promise.all([
      page.context().waitForEvent('page'),
      place.getByRole('link', {name: 'Ouvrir PayPal'}).click(),
    ]);
    await press(theirs, 'pay');
    // Not opened by us, it cannot close itself: it says how it ended.
    await expect(theirs.getByText('Paiement autorisé').first()).toBeVisible();
    await expect(place.getByText('Paiement autorisé').first()).toBeVisible();
    await expectStatus(session, 'requires_capture');
  });

  test('a window that is closed halfway opens again, or makes room for another way', async ({page}) => {
    const session = await orderBy('wero');
    await merchantPage(page, {policy: 'none', element: 'guichet-checkout', session});
    const place = page.frameLocator('guichet-checkout iframe');
    await pick(place, 'wero');
    const [first] = await Promise.all([page.waitForEvent('popup'), pay(page, place)]);
    await first.waitForURL(/\/wallet\//);
    await first.close();
    const [again] = await Promise.all([
      page.waitForEvent('popup'),
      place.getByRole('link', {name: 'Rouvrir la fenêtre'}).click(),
    ]);
    await again.waitForURL(/\/wallet\//);
    const closed = again.waitForEvent('close');
    await place.getByRole('button', {name: 'Payer autrement'}).click();
    await closed;
    await pick(place, 'bank_transfer');
    await pay(page, place);
    await expect(place.getByRole('heading', {name: 'En attente de votre virement'})).toBeVisible();
    await expectStatus(session, 'awaiting_funds');
  });
});
