import type {Network} from '#contract/cards.ts';
import type {Locale} from '#contract/locale.ts';
import type {Currency} from '#contract/money.ts';
import type {MethodType} from '#contract/statuses.ts';

/** The shopper chose another way to pay. */
export class GuichetMethodChangeEvent extends Event {
  readonly method: MethodType;

  constructor(method: MethodType) {
    super('guichet-method-change', {bubbles: true, composed: true});
    this.method = method;
  }
}

/** The shopper chose another of the lender's plans. */
export class GuichetPlanChangeEvent extends Event {
  /** Its id. */
  readonly plan: string;

  constructor(plan: string) {
    super('guichet-plan-change', {bubbles: true, composed: true});
    this.plan = plan;
  }
}

/** The shopper chose to pay in another currency, or in the order's own again. */
export class GuichetCurrencyChangeEvent extends Event {
  readonly currency: Currency;

  constructor(currency: Currency) {
    super('guichet-currency-change', {bubbles: true, composed: true});
    this.currency = currency;
  }
}

/** The payment reached its end: `requires_capture` (authorized) or `succeeded`. A hint: only the server's word counts. */
export class GuichetCompleteEvent extends Event {
  readonly status: string;
  readonly session: string;

  constructor(status: string, session: string) {
    super('guichet-complete', {bubbles: true, composed: true});
    this.status = status;
    this.session = session;
  }
}

/** The shopper gave up, and the server agreed that nothing is paid. */
export class GuichetCancelEvent extends Event {
  constructor() {
    super('guichet-cancel', {bubbles: true, composed: true});
  }
}

/** The shopper has seen how it ended and asked to go back to the shop. */
export class GuichetReturnEvent extends Event {
  readonly orderReference: string;

  constructor(orderReference: string) {
    super('guichet-return', {bubbles: true, composed: true});
    this.orderReference = orderReference;
  }
}

/** The shopper chose the other language. */
export class GuichetLocaleChangeEvent extends Event {
  readonly locale: Locale;

  constructor(locale: Locale) {
    super('guichet-locale-change', {bubbles: true, composed: true});
    this.locale = locale;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'guichet-method-change': GuichetMethodChangeEvent;
    'guichet-currency-change': GuichetCurrencyChangeEvent;
    'guichet-plan-change': GuichetPlanChangeEvent;
    'guichet-complete': GuichetCompleteEvent;
    'guichet-cancel': GuichetCancelEvent;
    'guichet-locale-change': GuichetLocaleChangeEvent;
    'guichet-return': GuichetReturnEvent;
  }
}

/** The card form became complete, or is no more; or what it knows of the card changed. Never a digit of it. */
export class GuichetCardChangeEvent extends Event {
  readonly complete: boolean;
  readonly brand: Network | null;
  /** Those among which the shopper may choose; fewer than two leave nothing to choose. */
  readonly networks: readonly Network[];

  constructor(complete: boolean, brand: Network | null, networks: readonly Network[]) {
    super('guichet-card-change', {bubbles: true, composed: true});
    this.complete = complete;
    this.brand = brand;
    this.networks = networks;
  }
}

/** Enter was pressed in a field of the card form: the shopper means to pay. */
export class GuichetCardSubmitEvent extends Event {
  constructor() {
    super('guichet-card-submit', {bubbles: true, composed: true});
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'guichet-card-change': GuichetCardChangeEvent;
    'guichet-card-submit': GuichetCardSubmitEvent;
  }
}
