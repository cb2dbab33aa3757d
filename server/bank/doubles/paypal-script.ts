import {openWindow} from '../pages/issuer-window.ts';

/**
 * A stub of PayPal's script (v6), as far as our page speaks to it: `createInstance`, `findEligibleMethods`, a one-time payment
 * session whose `start` opens the window in the click, the element `paypal-button`, and card fields, each in a frame of its own.
 * What it does is not what PayPal's does inside; what it can be asked is. Cards in Swiss francs are not for this account.
 *
 * @param base - Where the double's API and its page are.
 */
export function paypalScript({api, page}: {readonly api: string; readonly page: string}): string {
  return `(() => {
  const api = ${JSON.stringify(api)};
  const page = ${JSON.stringify(page)};
  let language = 'fr';
  const speak = (locale) => { language = locale?.startsWith('en') ? 'en' : 'fr'; };
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  class PaypalButton extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({mode: 'open', delegatesFocus: true});
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        'button{width:100%;min-height:48px;border:0;border-radius:4px;background:#ffc439;color:#111;font:600 1rem sans-serif;cursor:pointer}' +
          'button:focus-visible{outline:3px solid #003087;outline-offset:2px}',
      );
      root.adoptedStyleSheets = [sheet];
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'PayPal';
      root.append(button);
    }
  }
  if (!customElements.get('paypal-button')) customElements.define('paypal-button', PaypalButton);

  /** One field, in a frame of the bank's: what is typed there never comes out. */
  class PaypalCardField extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) return;
      const frame = document.createElement('iframe');
      frame.src = api + '/sdk/field?type=' + this.given.type + '&lang=' + language;
      frame.title = this.given.options.ariaLabel ?? this.given.type;
      Object.assign(frame.style, {display: 'block', width: '100%', height: '100%', border: '0', colorScheme: 'light'});
      const {port1, port2} = new MessageChannel();
      port1.onmessage = ({data}) => this.given.hear(data);
      this.port = port1;
      frame.addEventListener('load', () => frame.contentWindow.postMessage(this.given.opening, new URL(api).origin, [port2]), {once: true});
      this.append(frame);
    }
    focus() { this.port?.postMessage({focus: true}); }
    destroy() { this.remove(); }
  }
  if (!customElements.get('paypal-card-field')) customElements.define('paypal-card-field', PaypalCardField);

  /** The cardholder's bank, over the page. */
  const openWindow = ${openWindow};
  const challenge = (orderId) => openWindow(api + '/sdk/challenge?order_id=' + encodeURIComponent(orderId) + '&lang=' + language, 'PayPal');

  const cardFields = (clientId) => {
    const channel = crypto.randomUUID();
    const listeners = {};
    const data = {cards: []};
    let number;
    let hand;
    return {
      createCardFieldsComponent({type, ...options}) {
        if (!['number', 'expiry', 'cvv', 'name'].includes(type)) throw new Error('INVALID_FIELD_TYPE');
        const field = document.createElement('paypal-card-field');
        if (type === 'number') number = field;
        data[type] = {isEmpty: true, isValid: false, isPotentiallyValid: true, isFocused: false};
        const hear = ({answer, name, state, cards}) => {
          if (answer) return hand?.(answer);
          data[type] = state;
          if (cards) data.cards = cards;
          for (const listen of listeners[name] ?? []) listen({sender: type, data: {...data, emittedBy: type}});
        };
        field.given = {type, options, hear, opening: {channel, clientId, options}};
        return field;
      },
      async on(name, listen) { (listeners[name] ??= []).push(listen); },
      update() {},
      destroy() { number = undefined; },
      async submit(orderId) {
        if (!number?.isConnected) throw new Error('FIELDS_NOT_RENDERED');
        let said = await new Promise((resolve) => {
          hand = resolve;
          number.port.postMessage({id: 1, orderId});
        });
        if (said.state === 'asking') said = await challenge(orderId);
        const {state, liabilityShift} = said;
        return {state, data: {orderId, ...(liabilityShift && {liabilityShift})}};
      },
    };
  };

  async function follow(opened, orderId, told) {
    for (;;) {
      await pause(200);
      const {status, left} = await (await fetch(api + '/sdk/orders/' + encodeURIComponent(orderId))).json();
      if (status === 'APPROVED' || status === 'COMPLETED') {
        opened.close();
        return told.onApprove?.({orderId});
      }
      if (left || status === 'EXPIRED' || opened.closed) {
        opened.close();
        return told.onCancel?.({orderId});
      }
    }
  }

  function createPayPalOneTimePaymentSession(told) {
    return {
      async start(_options, order) {
        // In the click, or the browser lets no window open.
        const opened = open('', 'paypal_double', 'popup,width=500,height=700');
        if (!opened) throw Object.assign(new Error('popup_blocked'), {isRecoverable: true});
        try {
          const {orderId} = await order;
          opened.location = page + '/' + encodeURIComponent(orderId);
          void follow(opened, orderId, told);
        } catch (error) {
          opened.close();
          told.onError?.(error);
        }
      },
      cancel() {},
      destroy() {},
      hasReturned: () => false,
    };
  }

  window.paypal = {
    version: '6.0.0',
    async createInstance({clientId, components, locale}) {
      if (clientId !== 'paypal-double-client' || components.length === 0) throw new Error('not_authorized');
      speak(locale);
      const cards = {supportsInstallments: false, cobrandedEnabled: false, vendors: ['VISA', 'MASTERCARD', 'AMEX'].map((network) => ({network, eligible: true}))};
      return {
        findEligibleMethods: async ({currencyCode}) => ({
          isEligible: (method) => method === 'paypal' || (method === 'advanced_cards' && currencyCode !== 'CHF'),
          getDetails: (method) => (method === 'advanced_cards' ? cards : {}),
        }),
        updateLocale: speak,
        ...(components.includes('paypal-payments') && {createPayPalOneTimePaymentSession}),
        ...(components.includes('card-fields') && {createCardFieldsOneTimePaymentSession: () => cardFields(clientId)}),
      };
    },
  };
})();
`;
}
