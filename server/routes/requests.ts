import {z} from '@hono/zod-openapi';
import {networks} from '#contract/cards.ts';
import {captureMethods, intentStatuses, methodTypes} from '#contract/statuses.ts';
import {settlers, taskSights, tasks} from '../payments/intent.ts';
import {AmountSchema, CurrencySchema} from '../payments/money.ts';

/** What comes in. Unknown fields are refused: a misspelt `capture_method` must not become a payment captured at once. */

const Text = (max: number) => z.string().trim().min(1).max(max);
/** What may stand in a header of a letter: nothing in it ends a line. */
const OneLine = (max: number) => Text(max).regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/);
/** One line of printable text. */
const Reference = z
  .string()
  .regex(/^[\x21-\x7E\u00A1-\u017F](?:[\x20-\x7E\u00A1-\u017F]{0,62}[\x21-\x7E\u00A1-\u017F])?$/);
const Origin = z
  .url({protocol: /^https?$/})
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {message: 'not an origin'});
const Prices = z.strictObject({
  EUR: AmountSchema.exactOptional(),
  USD: AmountSchema.exactOptional(),
  GBP: AmountSchema.exactOptional(),
  CHF: AmountSchema.exactOptional(),
});

/** ISO 3166-1 alpha-2. */
const Country = z.string().regex(/^[A-Z]{2}$/);
const Metadata = z.record(z.string().max(40), z.string().max(500)).refine((all) => Object.keys(all).length <= 20);

export const NewSessionRequest = z
  .strictObject({
    amount: AmountSchema.openapi({example: 12990}),
    currency: CurrencySchema.openapi({example: 'EUR'}),
    order_reference: Reference.openapi({example: 'ML-2026-0412'}),
    return_url: z.string().max(2048).openapi({example: 'https://shop.example/merci'}),
    cancel_url: z.string().max(2048).exactOptional(),
    invoice_url: z
      .string()
      .max(2048)
      .exactOptional()
      .openapi({description: 'The shop’s own invoice, offered beside the ticket'}),
    line_items: z
      .array(
        z.strictObject({
          name: Text(200),
          quantity: z.int().min(1).max(9999),
          amount: z.int().min(0).max(99_999_999),
          currency: CurrencySchema.exactOptional().openapi({
            description: 'May repeat the session’s currency; no other',
          }),
        }),
      )
      .max(100)
      .default([]),
    capture_method: z.enum(captureMethods).default('automatic'),
    locale: z.enum(['fr', 'en', 'auto']).default('auto'),
    customer: z
      .strictObject({
        email: z.email().max(254).exactOptional(),
        name: OneLine(200).exactOptional(),
        type: z.enum(['individual', 'company']).exactOptional(),
        paid_orders: z.int().min(0).exactOptional(),
        company: Text(200).exactOptional(),
        billing_country: Country.exactOptional(),
        billing_address: z
          .strictObject({
            line1: OneLine(200),
            line2: OneLine(200).exactOptional(),
            postal_code: OneLine(20),
            city: OneLine(100),
          })
          .exactOptional()
          .openapi({description: 'Some providers pass it on to the shopper’s bank, and need it'}),
        shipping_country: Country.exactOptional(),
      })
      .exactOptional(),
    presentment: z
      .union([z.strictObject({currencies: z.array(CurrencySchema).min(1).max(4)}), z.strictObject({prices: Prices})])
      .exactOptional()
      .openapi({description: 'Other currencies: converted at a quoted rate, or at your own prices'}),
    payment_methods: z
      .array(z.enum(methodTypes))
      .min(1)
      .exactOptional()
      .openapi({description: 'All that are enabled and fit when absent'}),
    embed_origins: z.array(Origin).max(10).exactOptional(),
    submit_type: z.enum(['pay', 'order']).default('pay'),
    expires_in: z.int().min(300).max(86_400).default(1800).openapi({description: 'Seconds'}),
    metadata: Metadata.default({}),
  })
  .openapi('NewCheckoutSession');

export const LinkOfPaymentRequest = z
  .strictObject({
    payment_intent: z.string().max(64),
    expires_in: z.int().min(3600).max(7_776_000).default(1_209_600).openapi({description: 'Seconds; two weeks'}),
  })
  .openapi('NewPaymentLinkOfPayment');

export const ConfirmRequest = z
  .strictObject({
    method: z.enum(methodTypes),
    card_token: z.templateLiteral(['card_', z.string().regex(/^[A-Za-z0-9_-]{43}$/)]).exactOptional(),
    network: z.enum(networks).exactOptional(),
    chosen_by: z.enum(['shopper', 'default', 'only']).exactOptional(),
    currency: CurrencySchema.exactOptional(),
    plan: Text(64)
      .exactOptional()
      .openapi({description: 'One of the plans that the session’s view offers; for `instalments` only'}),
    without: z
      .array(z.string().regex(/^[a-z0-9_]{1,40}$/))
      .max(10)
      .exactOptional()
      .openapi({description: 'Providers that this browser cannot use, as their script did not come'}),
  })
  .openapi('Confirmation');

export const CancelRequest = z
  .strictObject({attempt: z.boolean().default(false).openapi({description: 'Give up the running try only'})})
  .openapi('Cancellation');

export const CaptureRequest = z
  .strictObject({
    amount: AmountSchema.exactOptional().openapi({description: 'Minor units; all that is left when absent'}),
    final: z.boolean().default(true).openapi({description: 'Nothing more will be captured: release the rest'}),
  })
  .openapi('Capture');

export const ReceivedRequest = z
  .strictObject({
    amount: AmountSchema,
    currency: CurrencySchema.exactOptional().openapi({description: 'May repeat the payment’s currency; no other'}),
    received_on: z.iso.date().openapi({example: '2026-11-24'}),
    reference: Text(140).exactOptional(),
    bank_id: Text(200)
      .exactOptional()
      .openapi({description: 'The bank’s own id of the line: the same one is never booked twice'}),
    cheque: z.enum(['received', 'cashed', 'bounced']).exactOptional(),
  })
  .openapi('Received');

export const ReviewRequest = z.strictObject({decision: z.enum(['approve', 'decline'])}).openapi('Review');

export const SettleTaskRequest = z
  .strictObject({
    attempt: z
      .string()
      .regex(/^att_[\w-]{1,60}$/)
      .openapi({description: 'The attempt that bears the task', example: 'att_4QzK2mV0xS1cB9dT4hRr7w'}),
    task: z.enum(tasks),
    seen: z.enum(taskSights).openapi({description: 'What became of the money; it is written down, and moves none'}),
    note: Text(200).exactOptional(),
    by: z.enum(settlers).default('api').openapi({description: 'Who says so; the desk says `desk`'}),
  })
  .openapi('SettleTask');

export const EmptyRequest = z.strictObject({});

export const SendLinkRequest = z
  .strictObject({
    email: z
      .email()
      .max(254)
      .exactOptional()
      .openapi({description: 'Becomes the address of the order; absent: the one that it has'}),
  })
  .openapi('SendPaymentLink');

export const NewRefundRequest = z
  .strictObject({
    payment_intent: z.string().max(64),
    amount: AmountSchema.exactOptional(),
    reason: Text(200).exactOptional(),
  })
  .openapi('NewRefund');

export const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  starting_after: z.string().max(64).exactOptional(),
});

export const IntentListQuery = ListQuery.extend({
  status: z.enum(intentStatuses).exactOptional(),
  task: z.literal('open').exactOptional().openapi({description: 'Only those on which a task is open'}),
  order_reference: z.string().max(64).exactOptional(),
  'created[gte]': z.iso.datetime().exactOptional(),
});

export const SessionId = z.templateLiteral(['cs_', z.string()]);
