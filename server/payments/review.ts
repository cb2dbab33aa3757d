import type {Currency} from '#contract/money.ts';
import type {ReviewReason} from '#contract/statuses.ts';
import type {PaymentIntent} from './intent.ts';
import type {CheckoutSession} from './session.ts';

/** When a merchant wants to look at an order before anything is debited. A rule that is absent never speaks. */
export interface ReviewRules {
  /** From so much on, in minor units of the session's currency. */
  readonly amountFrom?: Readonly<Partial<Record<Currency, number>>>;
  /** The same, for a customer without a paid order. */
  readonly firstOrderFrom?: Readonly<Partial<Record<Currency, number>>>;
  /** Billed in one country, sent to another. */
  readonly countryMismatch?: boolean;
  /** So many refusals came before. */
  readonly refusalsFrom?: number;
}

/** Every reason to look, in the order of the rules. Pure. */
export function reviewReasonsOf(
  {money, customer}: CheckoutSession,
  intent: PaymentIntent,
  {amountFrom, firstOrderFrom, countryMismatch, refusalsFrom}: ReviewRules,
): readonly ReviewReason[] {
  const refusals = intent.attempts.filter(({step}) => step.name === 'declined').length;
  const reaches = (from: number | undefined) => from !== undefined && money.amount >= from;
  const billed = customer?.billing_country;
  const shipped = customer?.shipping_country;
  const rules: readonly (readonly [ReviewReason, boolean])[] = [
    ['amount', reaches(amountFrom?.[money.currency])],
    // Only of a customer whom the shop describes can one say that it is the first order.
    ['first_order', customer?.paid_orders === 0 && reaches(firstOrderFrom?.[money.currency])],
    [
      'country_mismatch',
      countryMismatch === true && billed !== undefined && shipped !== undefined && billed !== shipped,
    ],
    ['repeated_refusals', refusalsFrom !== undefined && refusals >= refusalsFrom],
  ];
  return rules.flatMap(([reason, speaks]) => (speaks ? [reason] : []));
}
