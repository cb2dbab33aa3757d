import type {SessionView} from '#contract/session.ts';

/** Where the shopper goes: to the shop's thanks when there is something to thank for, else to its cart. */
export function wayBack({id, return_url, cancel_url, payment_intent: {status}}: SessionView): string {
  if (cancel_url && status !== 'succeeded' && status !== 'requires_capture') return cancel_url;
  const url = new URL(return_url);
  url.searchParams.set('session_id', id);
  return url.href;
}
