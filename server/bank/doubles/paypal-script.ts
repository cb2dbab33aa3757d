/**
 * A stub of PayPal's script (v6), as far as our page speaks to it: `createInstance`, `findEligibleMethods`, a one-time payment
 * session whose `start` opens the window in the click, and the element `paypal-button`. What it does is not what PayPal's does
 * inside; what it can be asked is.
 *
 * @param base - Where the double's API and its page are.
 */
export function paypalScript({api, page}: {readonly api: string; readonly page: string}): string {
  return `(() => {
  const api = ${JSON.stringify(api)};
  const page = ${JSON.stringify(page)};
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
    async createInstance({clientId, components}) {
      if (clientId !== 'paypal-double-client' || !components.includes('paypal-payments')) throw new Error('not_authorized');
      return {
        findEligibleMethods: async () => ({isEligible: (method) => method === 'paypal'}),
        updateLocale() {},
        createPayPalOneTimePaymentSession,
      };
    },
  };
})();
`;
}
