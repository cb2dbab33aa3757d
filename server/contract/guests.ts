import type {SessionView} from './session.ts';

/**
 * The providers whose scripts may draw into this session's page: of its methods as they are offered now, in each currency,
 * and of the try that runs. The page's policy lets them in, and the page knows by it whom its document was made for. Pure.
 */
export function guestsOf({
  status,
  payment_methods,
  quotes,
  payment_intent: {next_action: action},
}: SessionView): string[] {
  const offered = status === 'open' ? [payment_methods, ...quotes.map((quote) => quote.payment_methods)].flat() : [];
  const names = offered.flatMap(({fields}) => fields?.provider ?? []);
  return [...new Set(action?.type === 'fields' ? [...names, action.provider] : names)];
}
