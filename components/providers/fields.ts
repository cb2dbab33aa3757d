import type {FieldsActionView, SessionView} from '#contract/session.ts';
import type {Locale} from '#contract/locale.ts';
import type {MethodType} from '#contract/statuses.ts';

/**
 * What a provider's element keeps, so that the page can let it draw fields or a button for one method and pay with them.
 *
 * It renders into light DOM (`createRenderRoot() { return this; }`): it is a light child of the page's element, since no
 * provider draws into a shadow root. It is made when its method is first chosen, and only hidden when another one is. Its
 * properties are set before it is attached, and whenever they change.
 */
export interface ProviderFields extends HTMLElement {
  /** The session in the currency that is to be paid: amount and currency may change at any time. */
  view: SessionView;
  method: MethodType;
  locale: Locale;
  /** As the provider told our server (`Provider.fields.settings`): public, all of them. */
  settings: Readonly<Record<string, string>>;
  /** The provider's own button pays (it fires `guichet-fields-pay`): the page's button steps aside. */
  readonly ownButton?: boolean;
  /** The payment goes on at another page, whose address `pay` says: the page opens the way there in the click. */
  readonly leaves?: boolean;

  /**
   * Called once, when it is attached: loads the provider's script and draws. Rejects when the script did not come within
   * 10 s, or at once when it cannot; with `NotHere` when all came, and this browser cannot pay that way; with `NotServed` when the
   * provider does not take this method for this order. The element is then taken out.
   */
  ready(): Promise<void>;

  /** Looks whether all is filled in, and says beside the fields what is not. Our server is asked only after `ready`. */
  submit(): Promise<'ready' | 'incomplete'>;

  /**
   * Pays. Called in the click itself, right after `submit`, before our server has answered: a provider that opens a window
   * does it now, and hands on the promise. Where the promise rejects, nothing is to be paid: the page knows why.
   *
   * @returns a hint, and no more: the page asks the server how it ended.
   */
  pay(action: Promise<FieldsAction>): Promise<FieldsWord>;

  /** The merchant's theme has changed: a provider's frame does not inherit it. */
  refreshTheme?(): void;
}

/** What the provider's script needs for this try. */
export type FieldsAction = FieldsActionView;

/** What the provider's script says of it. `canceled`: the shopper closed it. With an address: it goes on there. */
export type FieldsWord = 'done' | 'canceled' | 'failed' | {readonly url: string};

/** Why there is nothing to pay with although the script came: no wallet in this browser, no card in the wallet. */
export class NotHere extends Error {}

/** The provider does not take this method for this order, this shop or this shopper: no network and no blocker is at fault. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
}

/** The provider's own button was pressed. The page calls `submit` and `pay` before this returns: the click still counts. */
export class GuichetFieldsPayEvent extends Event {
  constructor() {
    super('guichet-fields-pay', {bubbles: true});
  }
}

/**
 * What the shopper wants of a provider's fields: that they come (no script is brought unasked); where they did not come, that
 * they be tried once more, or to pay otherwise.
 */
export type FieldsWish = 'open' | 'again' | 'otherwise';

/** The shopper has said it in the panel. */
export class GuichetFieldsWishEvent extends Event {
  readonly wish: FieldsWish;

  constructor(wish: FieldsWish) {
    super('guichet-fields-wish');
    this.wish = wish;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'guichet-fields-pay': GuichetFieldsPayEvent;
    'guichet-fields-wish': GuichetFieldsWishEvent;
  }
}

/**
 * Who draws fields for which provider: by the name that the provider has on the server. Each comes in a chunk of its own
 * when a shopper opens its method. One line each: `stripe: () => import('./stripe.ts').then(({make}) => make())`.
 */
export const drawers = new Map<string, (method: MethodType) => Promise<ProviderFields>>([
  ['stripe', () => import('./stripe/guichet-stripe-fields.ts').then(({make}) => make())],
  ['lyra', () => import('./lyra/guichet-lyra-fields.ts').then(({make}) => make())],
  [
    'paypal',
    (method) =>
      method === 'card'
        ? import('./paypal/guichet-paypal-card.ts').then(({make}) => make())
        : import('./paypal/guichet-paypal-button.ts').then(({make}) => make()),
  ],
]);
