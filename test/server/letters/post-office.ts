import assert from 'node:assert/strict';
import {letterKinds, type LetterKind} from '../../../server/contract/letters.ts';
import type {LetterConfig} from '../../../server/letter-desk.ts';
import type {Mail, Message, Posted} from '../../../server/letters/mail.ts';
import type {ShopSettings} from '../../../server/shop-settings.ts';
import {shopperIn} from '../../shopper.ts';
import {openTown} from '../../town.ts';

export const minute = 60_000;
export const customer = {email: 'camille@example.test', name: 'Camille Ōé'};

/** A mail server that remembers, and does what a test says. */
function recording() {
  const sent: Message[] = [];
  let answer: (message: Message) => Promise<Posted> = async () => ({kind: 'sent'});
  return {
    sent,
    /** Kinds, in the order in which they were taken. */
    kinds: () => sent.map(({kind}) => kind),
    answers: (next: typeof answer) => void (answer = next),
    mail: {
      async send(message: Message): Promise<Posted> {
        const posted = await answer(message);
        if (posted.kind === 'sent') sent.push(message);
        return posted;
      },
    },
  };
}

/** A town whose letters a test sees, or that go where it says. */
export async function townWithMail(
  kinds: readonly LetterKind[] = letterKinds,
  {shop = {}, mail}: {readonly shop?: Partial<ShopSettings>; readonly mail?: Mail} = {},
) {
  const post = recording();
  const letters: LetterConfig = {
    mail: mail ?? post.mail,
    from: {name: 'Maison Lumen', address: 'commandes@lumen.example'},
    kinds,
    contact: 'bonjour@lumen.example',
    timeZone: 'Europe/Paris',
  };
  const town = await openTown(shop, letters);
  const shopper = shopperIn(town);

  async function pay(change: object = {}, number = '4000000000000010') {
    const session = await town.session({customer, ...change});
    const {json} = await shopper.confirm(session, await town.card(session, number));
    void shopper.bridge(json.payment_intent.next_action.url);
    await town.advance(2_000);
    return session;
  }

  async function operate(intent: string, verb: 'capture' | 'void', body: object = {}) {
    const answer = await town.api('POST', `/v1/payment_intents/${intent}/${verb}`, {body, key: crypto.randomUUID()});
    assert.equal(answer.status, 200, answer.text);
    await town.advance(2_000);
  }

  /** An order that its shopper pays by sending the money. */
  async function order(method: 'bank_transfer' | 'cheque' | 'net_30', change: object = {}) {
    const session = await town.session({customer, ...change});
    const {status, text} = await town.api('POST', `/v1/checkout_sessions/${session.id}/confirm`, {
      token: session.token,
      key: crypto.randomUUID(),
      body: {method},
    });
    assert.equal(status, 200, text);
    await town.advance(2_000);
    return session;
  }

  async function receive(intent: string, amount: number) {
    const body = {amount, received_on: '2026-11-25'};
    const key = crypto.randomUUID();
    const answer = await town.api('POST', `/v1/payment_intents/${intent}/mark_received`, {key, body});
    assert.equal(answer.status, 200, answer.text);
    await town.advance(2_000);
  }

  return {
    town,
    post,
    pay,
    order,
    receive,
    operate,
    letters: async () => town.store.find('letters', {by: 'intent', limit: 100}),
  };
}
