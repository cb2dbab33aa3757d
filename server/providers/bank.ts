import {z} from 'zod';
import type {AcquirerPayment, AuthorizationRequest} from '#contract/acquirer.ts';
import {placeholders} from '#contract/vault.ts';
import type {Net} from '../ports.ts';
import {
  bookedFacts,
  callBank,
  captured,
  operated,
  operationIn,
  readBooked,
  type Answer,
  type BankConfig,
  type Found,
} from './bank-call.ts';
import {declineOfCb} from './cb.ts';
import type {AuthorizeRequest, NotFound, Outcome, Payer, Provider, SyncRequest} from './provider.ts';

const AcquirerPaymentSchema = z.object({
  ...bookedFacts,
  reference: z.string(),
  status: z.enum(['approved', 'declined', 'voided', 'expired']),
  amount: z.int(),
  response_code: z.string(),
  authorization_code: z.string().nullable(),
});

type Payment = z.infer<typeof AcquirerPaymentSchema> & Pick<AcquirerPayment, 'id'>;

/** The test bank's acquirer (`#contract/acquirer.ts`). Cards go there by way of the vault; we run 3-D Secure ourselves. */
export function bank(config: BankConfig, net: Net): Provider {
  const call = (method: 'GET' | 'POST', path: string, body?: object) => callBank(config, net, method, path, body);

  const does = async (deed: string, reference: string, ours: string, body: object = {}) => {
    const answer = await call('POST', `/acquirer/payments/${reference}/${deed}`, {reference: ours, ...body});
    return operated('bank', AcquirerPaymentSchema, answer, ours);
  };

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
        headers: {authorization: `Bearer ${config.key}`},
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
      return does('captures', reference, ours, {amount, final});
    },

    async void({reference, key: ours}) {
      return does('voids', reference, ours);
    },

    async refund({reference, key: ours, amount}) {
      return does('refunds', reference, ours, {amount});
    },

    async sync({kind, reference, key: ours}: SyncRequest): Promise<Outcome | NotFound> {
      if (kind === 'authorize') {
        const found = read(await call('GET', `/acquirer/payments?reference=${encodeURIComponent(ours)}`));
        return found === 'not_found' ? {kind: 'not_found'} : lookedUp(found);
      }
      const found = read(await call('GET', `/acquirer/payments/${encodeURIComponent(reference ?? '')}`));
      if (ours === '') return standing(found);
      return operationIn(found, kind, ours);
    },
  };
}

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

const read = (answer: Answer): Found<Payment> => readBooked(AcquirerPaymentSchema, answer);

/** What an authorization came to. A state that we have never seen is not a success. */
function authorized(payment: Found<Payment>): Outcome {
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

/** Where a payment stands that nobody asked anything of: it may have lapsed. */
function standing(payment: Found<Payment>): Outcome {
  if (typeof payment === 'string') return {kind: 'unknown'};
  // What had been captured before it lapsed is all that there will be.
  return payment.status === 'expired' && payment.amount_captured > 0
    ? captured({...payment, final: true})
    : authorized(payment);
}
