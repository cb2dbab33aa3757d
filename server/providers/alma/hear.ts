import type {Heard, Notification} from '../connection.ts';
import {paymentNamed, verify} from './signature.ts';

/** `GET …?pid=payment_…`, signed over the id alone: it proves no state, so the payment is fetched. */
export function hearAlma(apiKey: string, {rawQuery, headers}: Notification): Heard {
  const verdict = verify(rawQuery, headers['x-alma-signature'], apiKey);
  if (verdict !== 'valid') return {kind: 'refused', reason: verdict.invalid};
  const reference = paymentNamed(rawQuery);
  return reference === undefined ? {kind: 'nothing'} : {kind: 'look', reference};
}
