import {z} from 'zod';
import type {AcquirerPayment, AuthorizationRequest} from '#contract/acquirer.ts';
import {placeholders} from '#contract/vault.ts';
import {NetError, type Net} from '../ports.ts';
import {declineOfCb} from './cb.ts';
import {jsonOf} from './json.ts';
import type {AuthorizeRequest, NotFound, Outcome, Payer, Provider, SyncRequest} from './provider.ts';

export interface BankConfig {
  /** `https://bank.example`, without a slash at the end. */
  readonly baseUrl: string;
  readonly key: string;
}

const AcquirerPaymentSchema = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.enum(['approved', 'declined', 'voided', 'expired']),
  amount: z.int(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  final: z.boolean(),
  response_code: z.string(),
  authorization_code: z.string().nullable(),
  capture_before: z.iso.datetime().nullable(),
  operations: z.array(z.object({reference: z.string(), kind: z.enum(['capture', 'void', 'refund']), amount: z.int()})),
});

type Payment = z.infer<typeof AcquirerPaymentSchema> & Pick<AcquirerPayment, 'id'>;

const ProblemSchema = z.object({code: z.string()});

/** The test bank's acquirer (`#contract/acquirer.ts`). Cards go there by way of the vault; we run 3-D Secure ourselves. */
export function bank({baseUrl, key}: BankConfig, net: Net): Provider {
  const authorization = {authorization: `Bearer ${key}`};

  /** One call without a card: after an authorization, the acquirer's own number is enough. */
  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    try {
      const headers = {...authorization, 'content-type': 'application/json'};
      const sent = {
        method,
        url: `${baseUrl}${path}`,
        headers,
        timeoutMs: 10_000,
        ...(body && {body: JSON.stringify(body)}),
      };
      const {status, body: text} = await net.fetch(sent);
      return {status, text};
    } catch (error) {
      return error instanceof NetError && error.kind === 'not_sent' ? 'not_sent' : 'no_answer';
    }
  }

  return {
    name: 'bank',
    methods: ['card'],
    currencies: ['EUR', 'USD', 'GBP', 'CHF'],
    capabilities: {
      deferredCapture: 'partial',
      collects: 'we_take',
      settleWindowMs: 30_000,
      cards: 'vault',
      idempotent: true,
    },

    async authorize({payer, ...request}: AuthorizeRequest) {
      if (payer.kind !== 'card') throw new Error('not_a_card');
      const {card, ...proof} = payer;
      const answer = await card.send({
        path: '/acquirer/payments',
        headers: authorization,
        body: JSON.stringify(authorizationOf({...request, ...proof})),
        key: request.key,
      });
      switch (answer.kind) {
        case 'answered':
          return authorized(read({status: answer.status, text: answer.body}));
        case 'not_sent':
          return {
            kind: 'not_sent',
            reason: answer.reason === 'unreachable' || answer.reason === 'too_late' ? 'unreachable' : 'card_gone',
          };
        case 'no_answer':
          return {kind: 'unknown'};
      }
    },

    async capture({reference, key: ours, amount, final}) {
      const answer = await call('POST', `/acquirer/payments/${reference}/captures`, {reference: ours, amount, final});
      return operated(answer, ours);
    },

    async void({reference, key: ours}) {
      return operated(await call('POST', `/acquirer/payments/${reference}/voids`, {reference: ours}), ours);
    },

    async refund({reference, key: ours, amount}) {
      return operated(await call('POST', `/acquirer/payments/${reference}/refunds`, {reference: ours, amount}), ours);
    },

    async sync({kind, reference, key: ours}: SyncRequest): Promise<Outcome | NotFound> {
      if (kind === 'authorize') {
        const found = read(await call('GET', `/acquirer/payments?reference=${encodeURIComponent(ours)}`));
        return found === 'not_found' ? {kind: 'not_found'} : lookedUp(found);
      }
      const found = read(await call('GET', `/acquirer/payments/${encodeURIComponent(reference ?? '')}`));
      if (typeof found === 'string') return {kind: 'unknown'};
      if (ours === '') return standing(found);
      return found.operations.some((operation) => operation.reference === ours)
        ? done(found, kind)
        : {kind: 'not_found'};
    },
  };
}

type Answer = {readonly status: number; readonly text: string} | 'not_sent' | 'no_answer';

function authorizationOf({
  money,
  merchant,
  orderReference,
  capture,
  network,
  authentication,
  key,
}: Omit<AuthorizeRequest, 'payer'> & Omit<Extract<Payer, {kind: 'card'}>, 'kind' | 'card'>): AuthorizationRequest {
  const proof = authentication?.dsTransId === undefined ? undefined : authentication;
  return {
    reference: key,
    merchant,
    order_reference: orderReference,
    amount: money.amount,
    currency: money.currency,
    capture,
    network,
    card: {number: placeholders.number, expiry: placeholders.expiry, cvc: placeholders.cvc},
    ...(proof && {
      authentication: {
        version: proof.version,
        trans_status: proof.transStatus ?? '',
        eci: proof.eci ?? '',
        ...(proof.value !== undefined && {value: proof.value}),
        ds_trans_id: proof.dsTransId ?? '',
      },
    }),
  };
}

/** A payment as the bank's book has it; `not_found` only when the bank itself says so. */
function read(answer: Answer): Payment | 'not_found' | 'unknown' {
  if (typeof answer === 'string') return 'unknown';
  if (answer.status === 404) return codeOf(answer.text) === 'not_found' ? 'not_found' : 'unknown';
  if (answer.status !== 200 && answer.status !== 201) return 'unknown';
  const parsed = AcquirerPaymentSchema.safeParse(jsonOf(answer.text));
  return parsed.success ? parsed.data : 'unknown';
}

/** What an authorization came to. A state that we have never seen is not a success. */
function authorized(payment: Payment | 'not_found' | 'unknown'): Outcome {
  if (typeof payment === 'string') return {kind: 'unknown'};
  const {id, status, response_code: code, authorization_code: approval, capture_before: before} = payment;
  switch (status) {
    case 'approved':
      return payment.amount_captured > 0
        ? captured(payment)
        : {
            kind: 'authorized',
            reference: id,
            ...(approval !== null && {authorizationCode: approval}),
            ...(before !== null && {captureBefore: Date.parse(before)}),
          };
    case 'declined': {
      const decline = declineOfCb(code);
      return decline === 'unknown' ? {kind: 'unknown'} : {kind: 'declined', decline};
    }
    case 'voided':
    case 'expired':
      return {kind: 'voided', reference: id, lapsed: status === 'expired'};
  }
}

/** A look-up decides what an answer with such a code leaves open: the book holds no approval, so none was given. */
function lookedUp(payment: Payment | 'unknown'): Outcome {
  const outcome = authorized(payment);
  if (outcome.kind !== 'unknown' || typeof payment === 'string' || payment.status !== 'declined') return outcome;
  const decline = {
    code: 'provider_unavailable',
    advice: 'retry_later',
    providerCode: `cb:${payment.response_code}`,
    sensitive: false,
  } as const;
  return {kind: 'declined', decline};
}

function captured({id, amount_captured: total, final, authorization_code: approval}: Payment): Outcome {
  return {kind: 'captured', reference: id, total, final, ...(approval !== null && {authorizationCode: approval})};
}

/** What a capture, void or refund came to. 409 is a known, final refusal; anything unreadable is unknown. */
function operated(answer: Answer, ours: string): Outcome {
  if (answer === 'not_sent') return {kind: 'not_sent', reason: 'unreachable'};
  if (typeof answer !== 'string' && answer.status === 409) {
    const providerCode = `bank:${codeOf(answer.text)}`;
    return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
  }
  const payment = read(answer);
  if (typeof payment === 'string') return {kind: 'unknown'};
  const operation = payment.operations.find(({reference}) => reference === ours);
  return operation ? done(payment, operation.kind) : {kind: 'unknown'};
}

function done(payment: Payment, kind: 'capture' | 'void' | 'refund'): Outcome {
  switch (kind) {
    case 'capture':
      return captured(payment);
    case 'void':
      return {kind: 'voided', reference: payment.id, lapsed: false};
    case 'refund':
      return {kind: 'refunded', reference: payment.id, total: payment.amount_refunded};
  }
}

/** Where a payment stands that nobody asked anything of: it may have lapsed. */
function standing(payment: Payment): Outcome {
  // What had been captured before it lapsed is all that there will be.
  return payment.status === 'expired' && payment.amount_captured > 0
    ? captured({...payment, final: true})
    : authorized(payment);
}

function codeOf(text: string): string {
  const parsed = ProblemSchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.code : '';
}
