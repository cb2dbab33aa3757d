import type {LetterKind} from '../../../server/contract/letters.ts';
import type {Locale} from '../../../server/contract/locale.ts';
import type {CommonFacts, LetterFacts} from '../../../server/letters/facts.ts';
import {letterOf, type Letter} from '../../../server/letters/letter.ts';

const nbsp = '\u00a0';

/** An order whose names try to break out of every part of a letter. */
export const common: CommonFacts = {
  merchant: {
    name: 'Maison Lumen',
    address: '12 rue des Lampes, 69001 Lyon',
    email: 'bonjour@lumen.example',
    timeZone: 'Europe/Paris',
  },
  origins: ['https://pay.example', 'https://shop.example'],
  customerName: 'Camille Ōé & <b>fils</b>',
  orderReference: 'ML-2026-0412',
  livemode: false,
  at: Date.UTC(2026, 10, 24, 9, 5),
  total: {amount: 12_990, currency: 'EUR'},
  charged: {amount: 12_990, currency: 'EUR'},
  lines: [
    {name: 'Lampe Aube, laiton', quantity: 1, amount: 11_900},
    {name: `Ampoule "douce" <img src=x onerror=alert(1)>${'très '.repeat(20)}longue`, quantity: 3, amount: 1_090},
  ],
  method: {type: 'card', card: {network: 'cb', last4: '4242'}},
  transaction: 'pi_4QzK2mV0xS1cB9dT4hRr7w',
  receiptUrl: 'https://pay.example/receipt#rc_abc',
  withdrawalUrl: 'https://shop.example/retractation',
};

const due = Date.UTC(2026, 11, 1);
const transfer = {
  by: 'transfer',
  reference: 'RF18 5390 0754 7034',
  rows: [
    {label: 'beneficiary', value: 'MAISON LUMEN SARL'},
    {label: 'iban', value: `FR76 3000 6000 0112 3456 7890 189`.replaceAll(' ', nbsp)},
    {label: 'bic', value: 'AGRIFRPP'},
  ],
} as const;
const cheque = {
  by: 'cheque',
  reference: 'ML20260412',
  payee: 'Maison Lumen SARL',
  words: 'Cent vingt-neuf euros et quatre-vingt-dix centimes',
  address: 'Maison Lumen, 12 rue des Lampes, 69001 Lyon',
} as const;

const euros = (amount: number) => ({amount, currency: 'EUR'}) as const;

/** Nothing of it has come. */
const awaited = {due, received: euros(0)} as const;

/** Every kind, in every state that it has. */
export const samples: {readonly [Kind in LetterKind]: Readonly<Record<string, LetterFacts[Kind]>>} = {
  order_confirmed: {
    reserved: {...common, state: 'reserved', until: due},
    paid: {...common, state: 'paid', paid: euros(12_990)},
    received: {...common, method: {type: 'bank_transfer', card: null}, state: 'received', paid: euros(12_990)},
  },
  in_review: {plain: common},
  debited: {whole: {...common, captured: euros(12_990)}, part: {...common, captured: euros(11_900)}},
  released: {
    voided: {...common, receiptUrl: null, reason: 'voided'},
    lapsed: {...common, receiptUrl: null, reason: 'lapsed'},
    declined: {...common, receiptUrl: null, reason: 'declined'},
  },
  payment_failed: {
    link: {
      ...common,
      method: null,
      transaction: null,
      receiptUrl: null,
      reason: 'refused',
      payUrl: 'https://pay.example/link#pl_abc',
      payUrlUntil: due,
      shopUrl: null,
    },
    shop: {
      ...common,
      method: null,
      transaction: null,
      receiptUrl: null,
      reason: 'expired',
      payUrl: null,
      payUrlUntil: null,
      shopUrl: 'https://shop.example/panier',
    },
    funds: {
      ...common,
      customerName: null,
      lines: [],
      method: null,
      transaction: null,
      receiptUrl: null,
      reason: 'funds',
      payUrl: null,
      payUrlUntil: null,
      shopUrl: null,
    },
  },
  transfer_instructions: {
    euro: {...common, ...awaited, method: {type: 'bank_transfer', card: null}, instructions: transfer},
    untold: {...common, ...awaited, method: {type: 'bank_transfer', card: null}, instructions: null},
  },
  cheque_instructions: {
    euro: {...common, ...awaited, method: {type: 'cheque', card: null}, instructions: cheque},
  },
  terms_instructions: {
    euro: {
      ...common,
      ...awaited,
      method: {type: 'net_30', card: null},
      instructions: transfer,
    },
  },
  reminder: {
    early: {
      ...common,
      method: {type: 'bank_transfer', card: null},
      receiptUrl: null,
      due,
      now: due - 1,
      received: euros(0),
      instructions: transfer,
    },
    late_part: {
      ...common,
      method: {type: 'cheque', card: null},
      receiptUrl: null,
      due,
      now: due + 1,
      received: euros(5_000),
      instructions: cheque,
    },
  },
  refunded: {
    all: {...common, refunded: euros(12_990)},
    part: {...common, method: {type: 'paypal', card: null}, refunded: euros(1_090)},
  },
  refund_returned: {
    card: {...common, refunded: euros(12_990)},
    wallet: {...common, method: {type: 'paypal', card: null}, refunded: euros(1_090)},
  },
  receipt: {plain: {...common, receiptUrl: 'https://pay.example/receipt#rc_abc'}},
  payment_link: {
    plain: {
      ...common,
      method: null,
      transaction: null,
      receiptUrl: null,
      payUrl: 'https://pay.example/link#pl_abc',
      payUrlUntil: due,
    },
  },
};

export interface Sample {
  readonly kind: LetterKind;
  readonly name: string;
  readonly locale: Locale;
  readonly letter: Letter;
}

export function everySample(): readonly Sample[] {
  return (Object.keys(samples) as LetterKind[]).flatMap((kind) => samplesOf(kind));
}

function samplesOf<Kind extends LetterKind>(kind: Kind): readonly Sample[] {
  return Object.entries<LetterFacts[Kind]>(samples[kind]).flatMap(([name, facts]) =>
    (['fr', 'en'] as const).map((locale) => ({kind, name, locale, letter: letterOf(kind, facts, locale)})),
  );
}
