/** Every way our API says no. The code is the contract; the status follows from it. */
export const problems = {
  validation_failed: 400,
  unknown_field: 400,
  malformed_json: 400,
  body_too_deep: 400,
  forbidden_key: 400,
  card_data_refused: 400,
  idempotency_key_missing: 400,
  idempotency_key_invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  wrong_session: 403,
  wrong_receipt: 403,
  not_found: 404,
  session_not_found: 404,
  intent_not_found: 404,
  refund_not_found: 404,
  receipt_not_found: 404,
  invoice_not_found: 404,
  event_not_found: 404,
  webhook_endpoint_not_found: 404,
  card_block_not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_in_flight: 409,
  payment_in_progress: 409,
  operation_in_progress: 409,
  payment_canceled: 409,
  session_complete: 409,
  intent_not_capturable: 409,
  intent_not_voidable: 409,
  intent_not_refundable: 409,
  operation_refused: 409,
  session_expired: 410,
  receipt_link_expired: 410,
  body_too_large: 413,
  invoice_too_large: 413,
  unsupported_media_type: 415,
  amount_too_large: 422,
  apple_pay_unavailable: 422,
  apple_pay_url_not_allowed: 422,
  invoice_not_pdf: 422,
  invoice_url_not_allowed: 422,
  letters_unavailable: 422,
  receipt_no_email: 422,
  capture_unsupported: 422,
  card_token_invalid: 422,
  card_token_missing: 422,
  currency_mismatch: 422,
  idempotency_key_reused: 422,
  items_mismatch: 422,
  statement_empty: 422,
  statement_too_large: 413,
  statement_encoding: 422,
  statement_malformed: 422,
  statement_format: 422,
  statement_columns: 422,
  statement_figures: 422,
  statement_account: 422,
  already_received: 409,
  link_not_found: 404,
  link_closed: 409,
  link_expired: 410,
  letter_not_found: 404,
  letter_waiting: 409,
  letter_outdated: 409,
  email_missing: 422,
  plan_mismatch: 422,
  intent_not_awaiting_funds: 409,
  intent_not_in_review: 409,
  review_pending: 409,
  no_open_task: 409,
  task_already_settled: 409,
  cheque_state_mismatch: 422,
  method_not_offered: 422,
  network_not_available: 422,
  partial_capture_unsupported: 422,
  refund_unsupported: 422,
  return_url_not_allowed: 422,
  void_unsupported: 422,
  webhook_endpoints_exceeded: 422,
  webhook_url_not_allowed: 422,
  rate_limited: 429,
  too_many_attempts: 429,
  internal: 500,
  apple_pay_unreachable: 502,
  store_unavailable: 503,
} as const satisfies Readonly<Record<string, number>>;

export type ProblemCode = keyof typeof problems;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problems, text);
}

/** One thing to mend. */
export interface FieldProblem {
  /** A JSON Pointer into the body, `/line_items/0/amount`; for a query, `/` and the parameter's name. */
  readonly path: string;
  readonly code: string;
}

export interface ProblemParts {
  readonly errors?: readonly FieldProblem[];
  /** Of this occurrence: a code or an id of ours or of a provider, never a text from elsewhere. */
  readonly detail?: string;
  /** Seconds after which asking again may help. */
  readonly retryAfter?: number;
}

/** A no of our API: thrown anywhere, written as RFC 9457 by `problem-answers.ts`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[] | undefined;
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, {errors, detail, retryAfter}: ProblemParts = {}) {
    super(code);
    this.code = code;
    this.errors = errors;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  get status(): (typeof problems)[ProblemCode] {
    return problems[this.code];
  }
}
