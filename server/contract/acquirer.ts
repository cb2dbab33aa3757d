/**
 * The test bank's acquirer, as `pay`'s provider `bank` and the bank itself agree on it. JSON, snake_case.
 *
 * Every call carries `Authorization: Bearer <BANK_KEY>`. Every POST carries our `reference`, which is also its
 * idempotency key: the same reference again gives the first answer again and has no second effect; the same
 * reference with another body is 422 `reference_reused`.
 *
 * POST /acquirer/payments                       AuthorizationRequest → 201 AcquirerPayment (approved or declined)
 * GET  /acquirer/payments?reference=…           → 200 AcquirerPayment, or 404 `not_found`
 * GET  /acquirer/payments/{id}                  → 200 AcquirerPayment, or 404
 * POST /acquirer/payments/{id}/captures         {reference, amount, final} → 201 AcquirerPayment
 * POST /acquirer/payments/{id}/voids            {reference} → 201 AcquirerPayment
 * POST /acquirer/payments/{id}/refunds          {reference, amount} → 201 AcquirerPayment
 * GET  /acquirer/book                           → {payments: AcquirerPayment[]}: the audit's view
 *
 * Refused operations are 409 with `{code}`: `not_capturable`, `amount_too_large`, `not_voidable`, `not_refundable`,
 * `authorization_expired`; they are remembered under their reference as well. A void after a partial capture releases
 * the rest and leaves `approved`, `final`. Bad requests are 400 `{code, detail}` (names of fields), a body of more than
 * 32 kB is 413. Unknown fields are refused.
 *
 * `merchant` is what the AReq called `merchantName` or `acquirerMerchantID`. A proof that the issuer did not give for
 * this card, amount, currency and merchant, or that has already bought an approval, is declined with `63`.
 */
export interface AuthorizationRequest {
  readonly reference: string;
  readonly merchant: string;
  readonly order_reference: string;
  readonly amount: number;
  readonly currency: string;
  /** Capture at once when true; else reserve. */
  readonly capture: boolean;
  readonly network: string;
  readonly card: {readonly number: string; readonly expiry: string; readonly cvc: string};
  readonly authentication?: AcquirerAuthentication;
}

/** The proof from 3-D Secure, passed on. */
export interface AcquirerAuthentication {
  readonly version: string;
  readonly trans_status: string;
  readonly eci: string;
  readonly value?: string;
  readonly ds_trans_id: string;
}

export interface AcquirerPayment {
  readonly id: string;
  readonly reference: string;
  readonly order_reference: string;
  /** `approved` stays so after captures; see the amounts. */
  readonly status: 'approved' | 'declined' | 'voided' | 'expired';
  readonly amount: number;
  readonly currency: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  /** True once no more can be captured. */
  readonly final: boolean;
  /** ISO 8583 field 39 in its CB reading: `00`, `51`, `1A`… */
  readonly response_code: string;
  /** Six characters, on approval. */
  readonly authorization_code: string | null;
  /** ISO 8601: the authorization lapses then. */
  readonly capture_before: string | null;
  /** Each capture, void and refund that took effect, by our reference. */
  readonly operations: readonly AcquirerOperation[];
}

export interface AcquirerOperation {
  readonly reference: string;
  readonly kind: 'capture' | 'void' | 'refund';
  readonly amount: number;
}
