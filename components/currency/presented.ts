import type {Currency} from '#contract/money.ts';
import type {SessionView} from '#contract/session.ts';

/**
 * In which currency the order is, or would be, paid. Once a try is under way or done it is that try's, whatever this page
 * would have chosen; before, the shopper's choice, else that of the try before, else the order's own. Pure.
 */
export function currencyOf(view: SessionView, wanted: Currency | undefined): Currency {
  const tried = view.payment_intent.charged_currency;
  const choices = view.payment_intent.status === 'requires_payment_method' ? [wanted, tried] : [tried];
  return choices.find((currency) => currency && isOffered(view, currency)) ?? view.currency;
}

/** Whether there is anything to choose: another currency, and a payment still to be made. */
export function isChoosable({quotes, status, payment_intent: intent}: SessionView): boolean {
  return quotes.length > 0 && status === 'open' && intent.status === 'requires_payment_method';
}

/** The session as it is in that currency: what is to be paid, how it can be, and why not otherwise. Pure. */
export function presentedIn(view: SessionView, currency: Currency): SessionView {
  const quote = view.quotes.find((one) => one.currency === currency);
  if (!quote) return view;
  const {amount, payment_methods, hidden_methods} = quote;
  return {...view, amount, currency, payment_methods, hidden_methods};
}

function isOffered({currency: own, quotes}: SessionView, currency: Currency): boolean {
  return currency === own || quotes.some((quote) => quote.currency === currency);
}
