import {z} from 'zod';
import {authenticationOutcomes} from '#contract/challenge.ts';

/**
 * What an authentication came to: our own shape, filled by 3-D Secure here or by a provider.
 * The outcome comes from the ARes or the RReq, never from a browser.
 */
export const AuthenticationSchema = z
  .object({
    version: z.string(),
    flow: z.enum(['frictionless', 'challenge', 'decoupled']),
    outcome: z.enum(authenticationOutcomes),
    /** EMV `transStatus` and `transStatusReason`, verbatim; absent when nobody told. */
    transStatus: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    /** Opaque: shown, never computed with. */
    eci: z.string().exactOptional(),
    /** The proof for the acquirer (CAVV, AAV). */
    value: z.string().exactOptional(),
    dsTransId: z.string().exactOptional(),
    /** Wrong entries that this result counts for, 0 to 3: only `failed` counts. */
    failures: z.int().min(0).max(3),
  })
  .readonly();

export type Authentication = z.infer<typeof AuthenticationSchema>;
