import type {CheckoutSession} from './session.ts';

/**
 * Where the shopper withdraws from the contract (code de la consommation L221-21, D221-5). Null where the merchant names no
 * address, and for a company: the right is a consumer's.
 */
export function withdrawalFor({customer}: Pick<CheckoutSession, 'customer'>, url: string | null): string | null {
  return customer?.type === 'company' ? null : url;
}
