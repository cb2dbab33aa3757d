import {expect, type FrameLocator, type Locator, type Page} from '@playwright/test';
import {street} from './street.ts';

/** Cards by what they do (the bank's page prints them all). */
export const cards = {
  frictionless: '4000000000000010',
  code: '4000000000000101',
  codeMastercard: '5200000000000106',
  cobadgedCode: '4000000100000100',
  cobadged: '4000002500001001',
  hopeless: '4000000000000200',
  birthday: '4000000000000135',
  question: '4000000000000143',
  app: '4000000000000150',
  decoupled: '4000000000000705',
  softDecline: '4000000000000903',
  insufficientFunds: '4000000000001018',
  answerLost: '4000000000001109',
  notTaken: '4000000000001117',
  wrongCvc: '4000000000000127',
  amex: '378282246310005',
} as const;

export type Language = 'fr' | 'en';

/** The accessible names of the controls, as the vocabulary has them. */
export const words = {
  fr: {
    cardFrame: 'Saisie du numéro de carte',
    number: 'Numéro de carte',
    expiry: 'Date d’expiration',
    cvc: 'Cryptogramme visuel',
    network: 'Réseau de la carte',
    pay: /^Payer 129,90 €/,
    bank: 'Authentification par votre banque',
    bankPage: 'Page de votre banque',
    leaveBank: 'Annuler et choisir un autre moyen de paiement',
    authorized: 'Paiement autorisé',
    paid: 'Paiement accepté',
    ticket: 'Ticket de paiement',
    refused: 'Paiement refusé',
    checking: 'Nous vérifions votre paiement',
    canceled: 'Paiement annulé',
    expired: 'La session a expiré',
    back: 'Retour à la boutique',
  },
  en: {
    cardFrame: 'Card number entry',
    number: 'Card number',
    expiry: 'Expiry date',
    cvc: 'Security code',
    network: 'Card network',
    pay: /^Pay €129\.90/,
    bank: 'Authentication by your bank',
    bankPage: 'Your bank’s page',
    leaveBank: 'Cancel and choose another way to pay',
    authorized: 'Payment authorised',
    paid: 'Payment successful',
    ticket: 'Payment receipt',
    refused: 'Payment refused',
    checking: 'We are checking your payment',
    canceled: 'Payment cancelled',
    expired: 'The session has expired',
    back: 'Return to the shop',
  },
} as const;

export interface Session {
  readonly id: string;
  readonly token: string;
  readonly url: string;
  readonly intent: string;
}

export interface Intent {
  readonly status: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly cancellation_reason?: string | null;
  readonly method?: {readonly card?: {readonly networks: {readonly chosen: string; readonly chosen_by: string}}};
  readonly attempts: readonly object[];
}

/** A call of the merchant's server. */
export async function api<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const {pay, secretKey} = street();
  const answer = await fetch(pay + path, {
    method,
    headers: {
      authorization: `Bearer ${secretKey}`,
      'idempotency-key': crypto.randomUUID(),
      ...(body && {'content-type': 'application/json'}),
    },
    ...(body && {body: JSON.stringify(body)}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** An order of 129.90 euros, to be captured at shipment, unless `change` says otherwise. */
export async function newSession(change: object = {}): Promise<Session> {
  const made = await api<Record<'id' | 'client_token' | 'url' | 'payment_intent', string>>(
    'POST',
    '/v1/checkout_sessions',
    {
      amount: 12_990,
      currency: 'EUR',
      order_reference: `ML-${crypto.randomUUID().slice(0, 8)}`,
      return_url: `${street().merchant}/thanks`,
      cancel_url: `${street().merchant}/cart`,
      capture_method: 'manual',
      locale: 'fr',
      line_items: [
        {name: 'Lampe Aube, laiton', quantity: 1, amount: 11_900},
        {name: 'Livraison', quantity: 1, amount: 1090},
      ],
      ...change,
    },
  );
  return {id: made.id, token: made.client_token, url: made.url, intent: made.payment_intent};
}

export const intentOf = (session: Session): Promise<Intent> => api('GET', `/v1/payment_intents/${session.intent}`);

/** What the server says about the payment, however long it takes. */
export async function expectStatus(session: Session, status: string, timeout = 60_000): Promise<void> {
  await expect.poll(async () => (await intentOf(session)).status, {timeout}).toBe(status);
}

/** A page of ours, alone or in a merchant's frame. */
export type Place = Page | FrameLocator;

/** What a shopper does on the page of a session. Every step by the names that a screen reader would say. */
export function shopperAt(place: Place, language: Language = 'fr') {
  const say = words[language];
  const form = place.frameLocator(`iframe[title="${say.cardFrame}"]`);
  const fields = {
    number: form.getByLabel(say.number, {exact: true}),
    expiry: form.getByLabel(say.expiry, {exact: true}),
    cvc: form.getByLabel(say.cvc, {exact: true}),
  };
  const payButton = place.getByRole('button', {name: say.pay});
  const dialog = place.getByRole('dialog', {name: say.bank});
  // Its language is the browser's: the bank asks that, not us.
  const bank = place
    .frameLocator(`iframe[title="${say.bank}"]`)
    .frameLocator(`iframe[title="${words.fr.bankPage}"], iframe[title="${words.en.bankPage}"]`);
  const answerField = bank.getByRole('textbox');

  const shopper = {
    say,
    form,
    ...fields,
    payButton,
    dialog,
    bank,
    answerField,
    alert: place.getByRole('alert').filter({has: place.getByRole('heading')}),

    async type(number: string, {expiry = '12 / 30', cvc = '123'} = {}): Promise<void> {
      await fields.number.fill(number);
      await fields.expiry.fill(expiry);
      await fields.cvc.fill(cvc);
    },

    async payCard(number: string, card: {expiry?: string; cvc?: string} = {}): Promise<void> {
      await shopper.type(number, card);
      await shopper.pay();
    },

    /** As a person would: scrolls there, looks, and clicks. A button that has just come into view takes no click yet. */
    async pay(): Promise<void> {
      await expect(payButton).toBeEnabled();
      await payButton.scrollIntoViewIfNeeded();
      await payButton.page().waitForTimeout(500);
      await payButton.click({delay: 50});
    },

    async answer(text: string): Promise<void> {
      await answerField.fill(text);
      await bank.getByRole('button', {name: /^(Confirmer le paiement|Confirm the payment)$/}).click();
    },

    async answerCode(code = '123456'): Promise<void> {
      await shopper.answer(code);
    },

    async expectTicket(title: string = say.authorized): Promise<void> {
      const receipt = place.locator('guichet-receipt');
      await expect(receipt.getByText(title, {exact: true})).toBeVisible();
      await expect(receipt.getByRole('region', {name: say.ticket})).toBeVisible();
    },

    /**
     * As a person would: reads the ticket, and then clicks. In the instant in which a frame takes its place in the shop's page
     * again, Chrome sends the press by its old map, to the shop's page, and the release by the new one: that is no click.
     */
    async goBack(): Promise<void> {
      const button = place.getByRole('button', {name: say.back});
      await button.scrollIntoViewIfNeeded();
      await button.page().waitForTimeout(700);
      await button.click({delay: 50});
    },

    /** A state with its own card: canceled, expired, checking. */
    state: (title: string): Locator => place.getByRole('region', {name: title}),
  };
  return shopper;
}

export type Shopper = ReturnType<typeof shopperAt>;

/** Opens the page of a session, and waits for its form. */
export async function openPage(page: Page, session: Pick<Session, 'url'>, language: Language = 'fr'): Promise<Shopper> {
  await page.goto(session.url);
  const shopper = shopperAt(page, language);
  await expect(shopper.number).toBeVisible();
  await settled(page);
  return shopper;
}

/** The elements have taken over what the server drew, and the half second in which the button counts no click is over. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement & {hasUpdated?: boolean}>('guichet-payment-page')?.hasUpdated,
  );
  await page.waitForTimeout(600);
}
