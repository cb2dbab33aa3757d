import {z} from '@hono/zod-openapi';
import {authenticationOutcomes} from '#contract/challenge.ts';
import {brands, networks} from '#contract/cards.ts';
import {adviceList, declineCodes} from '#contract/declines.ts';
import {courses, hiddenReasons} from '#contract/methods.ts';
import {receiptEntryTypes} from '#contract/receipt.ts';
import {
  cancellationReasons,
  captureMethods,
  intentStatuses,
  methodTypes,
  reviewReasons,
  sessionStatuses,
} from '#contract/statuses.ts';
import {InstructionsSchema} from './instructions.ts';
import {settlers, taskSights, tasks} from './intent.ts';
import {AmountSchema, CurrencySchema} from './money.ts';
import {PlanAnswer} from './plan.ts';

/** What goes out. Parsing an answer with these strips whatever the outside has no business seeing. */

const Instant = z.iso.datetime();
const WordsSchema = z.object({fr: z.string(), en: z.string()});

const LineItemSchema = z.object({name: z.string(), quantity: z.int(), amount: z.int()});

const CardSchema = z
  .object({
    brand: z.enum(brands),
    first6: z.string(),
    last4: z.string(),
    networks: z.object({
      available: z.array(z.enum(networks)),
      chosen: z.enum(networks),
      chosen_by: z.enum(['shopper', 'default', 'only']),
    }),
  })
  .openapi('Card');

const AuthenticationAnswer = z
  .object({
    version: z.string(),
    status: z.enum(authenticationOutcomes),
    eci: z.string().nullable(),
    flow: z.enum(['frictionless', 'challenge', 'decoupled']),
  })
  .openapi('Authentication');

const DeclineAnswer = z
  .object({
    code: z.enum(declineCodes),
    advice: z.enum(adviceList),
    provider_code: z.string(),
    listed: z
      .boolean()
      .openapi({description: 'False: no table of ours knows the provider’s code; the neutral category stands in'}),
    message: WordsSchema,
  })
  .openapi('Decline');

const MethodAnswer = z
  .object({
    type: z.enum(methodTypes),
    instalments: z.int().nullable().openapi({description: 'In how many parts the lender is paid back'}),
    plan: PlanAnswer.nullable().openapi({
      description: 'The lender’s plan; once money was reserved or taken, as it was agreed',
    }),
    card: CardSchema.nullable(),
  })
  .openapi('Method');

/** What the provider said of a dispute. */
const DisputeAnswer = z
  .object({
    id: z.string().openapi({description: 'The provider’s number of it'}),
    closed: z.boolean(),
    deadline: Instant.nullable().openapi({description: 'Until when the provider takes an answer, where it says so'}),
    created: Instant,
  })
  .openapi('Dispute');

/** A task that the merchant is done with, as it was told by `settle_task`. */
const SettledTaskAnswer = z
  .object({
    task: z.enum(tasks),
    seen: z.enum(taskSights).openapi({description: 'What became of the money, as the merchant saw it'}),
    note: z.string().nullable(),
    by: z.enum(settlers),
    created: Instant,
  })
  .openapi('SettledTask');

const AttemptAnswer = z
  .object({
    id: z.string(),
    method: MethodAnswer,
    provider: z.string(),
    status: z.enum(['requires_action', 'processing', 'awaiting_funds', 'authorized', 'declined', 'abandoned']),
    authentication: AuthenticationAnswer.nullable(),
    authorization_code: z.string().nullable(),
    decline: DeclineAnswer.nullable(),
    task: z.enum(tasks).nullable().openapi({
      description:
        '`check_back_office`: what became of the money can only be seen at the provider. `refund_failed`: a refund came back. `dispute`: the payment is disputed, or that is over',
    }),
    disputes: z.array(DisputeAnswer).openapi({description: 'Oldest first; one that is over stands there twice'}),
    settled_tasks: z.array(SettledTaskAnswer).openapi({description: 'Oldest first'}),
    created: Instant,
  })
  .openapi('Attempt');

/** What was charged instead, when the shopper chose another currency. */
const PresentmentAnswer = z
  .object({
    amount: AmountSchema,
    amount_captured: z.int(),
    amount_refunded: z.int(),
    currency: CurrencySchema,
    rate: z.string().nullable(),
    source: z.enum(['merchant', 'ECB']),
    source_date: z.string().nullable(),
    quoted_at: Instant,
    markup_percent: z.string().nullable(),
    sample: z.boolean().openapi({description: 'A rate of the test mode’s sample file'}),
  })
  .openapi('Presentment');

/** What was asked of the provider after the authorization. `pending`: sent, and its answer is not known yet. */
const OperationAnswer = z
  .object({
    type: z.enum(['capture', 'void', 'refund']),
    amount: z.int(),
    presentment_amount: z
      .int()
      .nullable()
      .openapi({description: 'The same in the currency that was charged, when that is another'}),
    status: z.enum(['pending', 'succeeded', 'failed']),
    provider_code: z.string().nullable(),
    refund: z.string().nullable(),
    source: z
      .enum(['api', 'back_office'])
      .openapi({description: '`back_office`: done at the provider’s own desk, and found there'}),
    created: Instant.nullable().openapi({description: 'When it was first sent; null where that was not kept yet'}),
  })
  .openapi('Operation');

/** A transfer or a cheque, as it was told by `mark_received`. */
const ReceivedAnswer = z
  .object({
    amount: AmountSchema,
    received_on: z.iso.date(),
    reference: z.string().nullable(),
    cheque: z.enum(['received', 'cashed', 'bounced']).nullable(),
    created: Instant,
  })
  .openapi('ReceivedMoney');

/** For the secret key. Amounts are integers in minor units of `currency`. */
export const PaymentIntentAnswer = z
  .object({
    id: z.string().openapi({example: 'pi_4QzK2mV0xS1cB9dT4hRr7w'}),
    object: z.literal('payment_intent'),
    status: z.enum(intentStatuses),
    livemode: z.boolean(),
    amount: AmountSchema,
    currency: CurrencySchema,
    presentment: PresentmentAnswer.nullable(),
    amount_captured: z.int(),
    amount_refunded: z.int(),
    amount_received: z
      .int()
      .openapi({description: 'What came by transfer or cheque; above `amount`, the excess is to be given back'}),
    capture_method: z.enum(captureMethods),
    capture_before: Instant.nullable(),
    funds_until: Instant.nullable(),
    funds_reference: z.string().nullable(),
    review_reasons: z.array(z.enum(reviewReasons)),
    method: MethodAnswer.nullable(),
    authentication: AuthenticationAnswer.nullable(),
    failed_authentications: z.int(),
    last_decline: DeclineAnswer.nullable(),
    cancellation_reason: z.enum(cancellationReasons).nullable(),
    attempts: z.array(AttemptAnswer),
    operations: z.array(OperationAnswer),
    received: z.array(ReceivedAnswer),
    checkout_session: z.string(),
    receipt: z.string().nullable().openapi({description: 'Once money was reserved or moved'}),
    order_reference: z.string(),
    metadata: z.record(z.string(), z.string()),
    created: Instant,
  })
  .openapi('PaymentIntent');

/** For the secret key. */
export const CheckoutSessionAnswer = z
  .object({
    id: z.string(),
    object: z.literal('checkout_session'),
    status: z.enum(sessionStatuses),
    livemode: z.boolean(),
    amount: AmountSchema,
    currency: CurrencySchema,
    order_reference: z.string(),
    line_items: z.array(LineItemSchema),
    return_url: z.string(),
    cancel_url: z.string().nullable(),
    invoice_url: z.string().nullable(),
    capture_method: z.enum(captureMethods),
    locale: z.enum(['fr', 'en', 'auto']),
    payment_methods: z.array(z.enum(methodTypes)),
    embed_origins: z.array(z.string()),
    submit_type: z.enum(['pay', 'order']),
    payment_intent: z.string(),
    metadata: z.record(z.string(), z.string()),
    created: Instant,
    expires_at: Instant,
    url: z
      .string()
      .nullable()
      .openapi({description: 'Where to send the shopper; only in the answer that creates the session'}),
    client_token: z
      .string()
      .nullable()
      .openapi({description: 'For the browser; only in the answer that creates the session'}),
  })
  .openapi('CheckoutSession');

export const RefundAnswer = z
  .object({
    id: z.string(),
    object: z.literal('refund'),
    payment_intent: z.string(),
    amount: z
      .int()
      .min(0)
      .openapi({description: '0 where what goes back in another currency is less than a minor unit of this one'}),
    currency: CurrencySchema,
    presentment: z
      .object({amount: z.int(), currency: CurrencySchema})
      .nullable()
      .openapi({description: 'What goes back to the shopper, when another currency was charged'}),
    reason: z.string().nullable(),
    status: z
      .enum(['pending', 'succeeded', 'failed'])
      .openapi({description: 'One that succeeded can still fail: then the money is yours again'}),
    source: z
      .enum(['api', 'back_office'])
      .openapi({description: '`back_office`: made at the provider’s own desk, and found there'}),
    created: Instant,
  })
  .openapi('Refund');

export const CardBlockAnswer = z
  .object({
    id: z.string(),
    object: z.literal('card_block'),
    blocked_at: Instant,
    expires_at: Instant,
  })
  .openapi('CardBlock');

const FallbackSchema = z.object({provider: z.string(), course: z.enum(courses)});

const MethodViewSchema = z.object({
  type: z.enum(methodTypes),
  course: z.enum(courses),
  brands: z.array(z.enum(networks)),
  frame_url: z.string().nullable(),
  fields: z.object({provider: z.string(), settings: z.record(z.string(), z.string())}).nullable(),
  fallback: FallbackSchema.nullable(),
  plans: z.array(PlanAnswer).exactOptional(),
});

const HiddenMethodSchema = z.object({
  type: z.enum(methodTypes),
  reason: z.enum(hiddenReasons),
  from: z.int().nullable(),
});

/** What a browser may know: `SessionView` of the contract, as a schema that strips everything else. */
export const SessionViewAnswer = z
  .object({
    id: z.string(),
    object: z.literal('checkout_session'),
    status: z.enum(sessionStatuses),
    livemode: z.boolean(),
    locale: z.enum(['fr', 'en']),
    merchant: z.object({
      name: z.string(),
      terms_url: z.string().exactOptional().openapi({description: 'Terms and right of withdrawal'}),
    }),
    amount: AmountSchema,
    currency: CurrencySchema,
    line_items: z.array(LineItemSchema),
    order_reference: z.string(),
    capture_method: z.enum(captureMethods),
    submit_type: z.enum(['pay', 'order']),
    payment_methods: z.array(MethodViewSchema),
    quotes: z.array(
      z.object({
        currency: CurrencySchema,
        amount: AmountSchema,
        source: z.enum(['merchant', 'ECB']),
        rate: z.string().nullable(),
        source_date: z.string().nullable(),
        markup_percent: z.string().nullable(),
        sample: z.boolean(),
        payment_methods: z.array(MethodViewSchema),
        hidden_methods: z.array(HiddenMethodSchema),
      }),
    ),
    hidden_methods: z.array(HiddenMethodSchema),
    payment_intent: z.object({
      id: z.string(),
      status: z.enum(intentStatuses),
      cancellation_reason: z.enum(cancellationReasons).nullable(),
      uncertain: z.boolean(),
      next_action: z
        .discriminatedUnion('type', [
          z.object({
            type: z.literal('challenge'),
            url: z.string(),
            step: z.enum(['hidden', 'challenge', 'app']),
            cardholder_info: z.string().nullable(),
          }),
          z.object({type: z.literal('redirect'), url: z.string()}),
          z.object({
            type: z.literal('fields'),
            provider: z.string(),
            data: z.record(z.string(), z.string()).openapi({description: 'For the session’s own token only'}),
            url: z.string().nullable(),
          }),
        ])
        .nullable(),
      method: z.enum(methodTypes).nullable(),
      charged_currency: CurrencySchema.nullable(),
      instructions: InstructionsSchema.nullable(),
      last_decline: z
        .object({
          code: z.enum(declineCodes),
          advice: z.enum(adviceList),
          field: z.enum(['number', 'expiry', 'cvc']).nullable(),
          other_provider: FallbackSchema.nullable().openapi({
            description: 'Nothing was sent, and this one takes the next try',
          }),
          message: WordsSchema,
        })
        .nullable(),
      authentications_left: z.int(),
      card: z
        .object({brand: z.enum(brands).nullable(), network: z.enum(networks).nullable(), last4: z.string()})
        .nullable(),
    }),
    return_url: z.string(),
    cancel_url: z.string().nullable(),
    expires_at: Instant,
    payment_link: z
      .string()
      .nullable()
      .openapi({description: 'By which it was opened; its secret is the session’s token'}),
    receipt: z
      .object({
        merchant: z.object({
          name: z.string(),
          address: z.string().nullable(),
          siret: z.string().nullable(),
          contract_id: z.string().nullable(),
        }),
        created: Instant,
        order_reference: z.string(),
        type: z.enum(receiptEntryTypes).exclude(['credit_returned']),
        amount: AmountSchema,
        currency: CurrencySchema,
        conversion: z
          .object({
            amount: AmountSchema,
            currency: CurrencySchema,
            source: z.enum(['merchant', 'ECB']),
            rate: z.string().nullable(),
            source_date: z.string().nullable(),
            markup_percent: z.string().nullable(),
            sample: z.boolean(),
          })
          .exactOptional(),
        method: z.enum(methodTypes).optional(),
        card: z
          .object({brand: z.enum(brands).nullable(), network: z.enum(networks).nullable(), last4: z.string()})
          .nullable(),
        plan: PlanAnswer.exactOptional(),
        transaction_id: z.string(),
        authorization_code: z.string().nullable(),
        authentication: z.enum(authenticationOutcomes).nullable(),
        amount_refunded: z.int(),
        livemode: z.boolean(),
        proof: z
          .object({
            id: z.string(),
            url: z.string(),
            verify_url: z.string(),
            invoice_url: z.string().nullable(),
            withdrawal_url: z.string().exactOptional(),
          })
          .exactOptional(),
      })
      .nullable(),
  })
  .openapi('CheckoutSessionForTheBrowser');
