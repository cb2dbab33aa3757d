import type {SessionView} from '#contract/session.ts';

/** The shopper has done all that there was to do: there is something to thank for. */
export function isDone({payment_intent: {status}}: SessionView): boolean {
  return ['succeeded', 'requires_capture', 'awaiting_funds', 'in_review'].includes(status);
}

/** Where the shopper goes: to the shop's thanks when there is something to thank for, else to its cart. */
export function wayBack(view: SessionView): string {
  const {id, return_url, cancel_url} = view;
  if (cancel_url && !isDone(view)) return cancel_url;
  const url = new URL(return_url);
  url.searchParams.set('session_id', id);
  return url.href;
}
