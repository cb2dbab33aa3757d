import type {Attempt, PaymentIntent, Step} from '../../../server/payments/intent.ts';
import type {Authentication} from '../../../server/payments/authentication.ts';

/** The answer of a wallet that was asked to open its page. */
export const opening = {
  name: 'authorizing',
  mandated: true,
  key: 'k',
  handle: 'h_1',
  sentAt: 5,
  lost: false,
} as const satisfies Step;

/** A payment as it is right after its session was created. */
export const fresh: PaymentIntent = {
  id: 'pi_1',
  session: 'cs_1',
  merchant: 'm_1',
  livemode: false,
  money: {amount: 12_990, currency: 'EUR'},
  captureMethod: 'manual',
  orderReference: 'ML-1',
  metadata: {},
  created: 0,
  expiresAt: 1_800_000,
  status: 'requires_payment_method',
  attempts: [],
  failedAuthentications: 0,
  amountCaptured: 0,
  amountRefunded: 0,
  received: [],
  operations: [],
  sequence: 0,
};

export const proof: Authentication = {
  version: '2.2.0',
  flow: 'challenge',
  outcome: 'authenticated',
  transStatus: 'Y',
  eci: '05',
  value: 'c2FuZGJveA',
  dsTransId: 'd',
  failures: 0,
};

const running = {handle: 'h', transId: 't', version: '2.2.0', mandated: false};

/** Each step that an attempt can be in, filled with something. */
export const steps = {
  versions: {name: 'versions', mandated: false, until: 10},
  device: {name: 'device', ...running, methodDone: false, until: 10},
  asked: {name: 'asked', ...running, until: 10},
  challenge: {
    name: 'challenge',
    ...running,
    acsTransId: 'a',
    dsTransId: 'd',
    acsUrl: 'https://acs.test/c',
    returned: false,
    until: 10,
  },
  decoupled: {name: 'decoupled', ...running, acsTransId: 'a', dsTransId: 'd', until: 10},
  authenticated: {name: 'authenticated', mandated: false, authentication: proof},
  authorizing: {name: 'authorizing', mandated: false, authentication: proof, key: 'k', sentAt: 5, lost: false},
  away: {
    name: 'away',
    key: 'k',
    reference: 'w1',
    url: 'https://wallet.test/w1',
    handle: 'h_1',
    sentAt: 5,
    until: 10,
  },
} as const satisfies Record<string, Step>;

export function attempt(step: Step, ordinal = 1): Attempt {
  return {
    id: `att_${ordinal}`,
    ordinal,
    method: 'card',
    provider: 'bank',
    opened: 0,
    request: `r${ordinal}`,
    card: {
      brand: 'visa',
      first6: '400000',
      last4: '0101',
      networks: {available: ['visa'], chosen: 'visa', chosenBy: 'only'},
    },
    cardToken: 'card_x',
    step,
  };
}

/** A payment whose one attempt is in that step. */
export function at(step: keyof typeof steps, change: Partial<Step> = {}): PaymentIntent {
  const whole = {...steps[step], ...change} as Step;
  const status =
    step === 'versions' || step === 'authenticated' || step === 'authorizing' ? 'processing' : 'requires_action';
  return {...fresh, status, attempts: [attempt(whole)]};
}

export const authorized: PaymentIntent = {
  ...fresh,
  status: 'requires_capture',
  reference: 'p1',
  captureBefore: 1000,
  lapseAnnounced: false,
  attempts: [attempt({name: 'authorized', authentication: proof, authorizationCode: 'A1B2C3'})],
};

export const paid: PaymentIntent = {
  ...fresh,
  status: 'succeeded',
  reference: 'p1',
  amountCaptured: 12_990,
  attempts: authorized.attempts,
};

export const awaiting: PaymentIntent = {
  ...fresh,
  status: 'awaiting_funds',
  reference: 'RF18',
  fundsUntil: 1000,
  remindAt: 500,
  reminded: false,
  attempts: [attempt({name: 'instructed', key: 'k'})],
};

export const inReview: PaymentIntent = {
  ...fresh,
  status: 'in_review',
  reference: 'p1',
  captureBefore: 1000,
  reasons: ['amount'],
  attempts: authorized.attempts,
};

export const sent = {state: 'sent', key: 'o', request: 'q', sentAt: 5, lost: false, final: true} as const;
