import {z} from 'zod';
import {captureMethods, methodTypes, sessionStatuses} from '#contract/statuses.ts';
import {MoneySchema} from './money.ts';
import {QuoteSchema} from './quote.ts';

const Instant = z.int();

/** One visit to the window: what is to be paid, how it may be paid, and until when. Fixed at creation but for its status. */
export const CheckoutSessionSchema = z
  .object({
    id: z.templateLiteral(['cs_', z.string()]),
    merchant: z.string(),
    livemode: z.boolean(),
    intent: z.templateLiteral(['pi_', z.string()]),
    /** The payment link by which it was opened. */
    link: z.templateLiteral(['pl_', z.string()]).exactOptional(),
    status: z.enum(sessionStatuses),
    /** SHA-256 of the client token, hex. The token itself is not kept. */
    tokenHash: z.string(),
    money: MoneySchema,
    orderReference: z.string(),
    lineItems: z.array(z.object({name: z.string(), quantity: z.int(), amount: z.int()}).readonly()).readonly(),
    returnUrl: z.string(),
    cancelUrl: z.string().exactOptional(),
    /** The shop's own invoice, on https. */
    invoiceUrl: z.string().exactOptional(),
    captureMethod: z.enum(captureMethods),
    locale: z.enum(['fr', 'en', 'auto']),
    customer: z
      .object({
        email: z.string().exactOptional(),
        name: z.string().exactOptional(),
        type: z.enum(['individual', 'company']).exactOptional(),
        paid_orders: z.int().min(0).exactOptional(),
        company: z.string().exactOptional(),
        /** ISO 3166-1 alpha-2. */
        billing_country: z.string().exactOptional(),
        billing_address: z
          .object({
            line1: z.string(),
            line2: z.string().exactOptional(),
            postal_code: z.string(),
            city: z.string(),
          })
          .readonly()
          .exactOptional(),
        shipping_country: z.string().exactOptional(),
      })
      .readonly()
      .exactOptional(),
    /** Other currencies that the shopper may choose, each at a fixed amount. */
    quotes: z.array(QuoteSchema).readonly().exactOptional(),
    paymentMethods: z.array(z.enum(methodTypes)).readonly(),
    embedOrigins: z.array(z.string()).readonly(),
    submitType: z.enum(['pay', 'order']),
    metadata: z.record(z.string(), z.string()).readonly(),
    created: Instant,
    expiresAt: Instant,
  })
  .readonly();

export type CheckoutSession = z.infer<typeof CheckoutSessionSchema>;
