import {z} from 'zod';
import {CheckoutSessionSchema} from './session.ts';

/** What is to be paid, whoever comes to pay it and when: a session without its visit. */
export const OrderSchema = CheckoutSessionSchema.unwrap()
  .omit({id: true, intent: true, link: true, status: true, tokenHash: true, created: true, expiresAt: true})
  .readonly();

export type Order = z.infer<typeof OrderSchema>;

/** A link that opens an order for as long as it is unpaid. */
export const LinkSchema = z
  .object({
    id: z.templateLiteral(['pl_', z.string()]),
    /** SHA-256 of its token, hex. */
    tokenHash: z.string(),
    order: OrderSchema,
    /** The order's latest session. */
    session: z.templateLiteral(['cs_', z.string()]).exactOptional(),
    created: z.int(),
    expiresAt: z.int(),
    /** When letters with it were asked for, newest last. */
    letters: z.array(z.int()).readonly().exactOptional(),
  })
  .readonly();

export type Link = z.infer<typeof LinkSchema>;
