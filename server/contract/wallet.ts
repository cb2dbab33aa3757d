/**
 * The test bank's wallets and its lender, as `pay`'s providers (`providers/test-wallet.ts`) and the bank itself agree on
 * them. JSON, snake_case. The shopper pays on a page of the bank's own origin.
 *
 * Every call carries `Authorization: Bearer <BANK_KEY>`. Every POST carries our `reference`, which is also its
 * idempotency key, as in `acquirer.ts`: the same again gives the first answer again; with another body 422
 * `reference_reused`.
 *
 * POST /wallets/payments                      WalletRequest → 201 WalletPayment, `open`
 * GET  /wallets/payments?reference=…          → 200 WalletPayment, or 404 `not_found`
 * GET  /wallets/payments/{id}                 → 200 WalletPayment, or 404
 * POST /wallets/payments/{id}/captures        {reference, amount, final} → 201 WalletPayment
 * POST /wallets/payments/{id}/voids           {reference, only_open?} → 201 WalletPayment: an open one is closed for
 *                                             good, so that nobody can pay it any more; an approved one is released,
 *                                             but with `only_open: true` refused: what was paid meanwhile stands
 * POST /wallets/payments/{id}/refunds         {reference, amount} → 201 WalletPayment
 * GET  /wallets/book                          → {payments: WalletPayment[]}
 *
 * Refused operations are 409 `{code}`: `not_capturable`, `amount_too_large`, `not_voidable`, `not_refundable`,
 * `capture_unsupported` (Alipay takes at once), `partial_capture_unsupported` (Wero, lender). A request that the real
 * one would refuse is refused too: 400 `{code: 'bad_request', detail}`, for a currency or an amount that the wallet does
 * not take, a reservation where it takes at once, a lender's plan that it does not have, or an address elsewhere than
 * at the one origin that the bank knows as `pay`.
 *
 * When the shopper has decided, or nobody has come in time, the bank POSTs `{"id": "wp_…"}` to `notify_url`, with `bank-signature: t=<seconds>,v1=<hex>`,
 * the HMAC-SHA256 under the BANK_KEY of `<t>.<body>`; repeated with pauses until answered 2xx. The body is a hint.
 */
export interface WalletRequest {
  readonly reference: string;
  readonly kind: WalletKind;
  readonly merchant: string;
  readonly order_reference: string;
  readonly amount: number;
  readonly currency: string;
  /** Take at once when true; else reserve. */
  readonly capture: boolean;
  readonly return_url: string;
  readonly notify_url: string;
  readonly locale: 'fr' | 'en';
  /** The lender's plan: 3 for "in three times". */
  readonly instalments?: number;
}

export const walletKinds = ['paypal', 'wero', 'alipay', 'apple_pay', 'google_pay', 'instalments'] as const;
export type WalletKind = (typeof walletKinds)[number];

export const walletStatuses = ['open', 'approved', 'refused', 'canceled', 'expired', 'voided'] as const;

export interface WalletPayment {
  /** `wp_…` */
  readonly id: string;
  readonly reference: string;
  readonly kind: WalletKind;
  readonly order_reference: string;
  /** `canceled`: by the shopper, or closed by us. `expired`: nobody came. `approved` stays so after captures. */
  readonly status: (typeof walletStatuses)[number];
  readonly amount: number;
  readonly currency: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly final: boolean;
  /** While `open`: where the shopper goes. */
  readonly url: string;
  /** ISO 8601: the page closes then. */
  readonly expires_at: string;
  /** Why it was refused: `insufficient_funds`, `declined`, `lender_declined`. */
  readonly refusal: string | null;
  /** ISO 8601: a reservation lapses then. */
  readonly capture_before: string | null;
  readonly operations: readonly {
    readonly reference: string;
    readonly kind: 'capture' | 'void' | 'refund';
    readonly amount: number;
  }[];
}
