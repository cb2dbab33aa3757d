import {asset} from './document.ts';
import {openWindow} from './issuer-window.ts';

/**
 * The stand-in for Stripe.js: puts `window.Stripe` where Stripe's own loader looks first, with as much of it as our page uses.
 * What is typed stays in a frame of the bank's origin, as it would stay in Stripe's.
 */
export const stripeScript = `
(() => {
  const home = new URL('.', document.currentScript.src).href;
  const origin = new URL(home).origin;

  /** A frame, and a line to it. */
  const open = (place, drawn, state) => {
    const frame = document.createElement('iframe');
    const waiting = new Map();
    const handlers = {};
    let port;
    let count = 0;
    const line = {
      frame,
      on: (name, handler) => { handlers[name] = handler; },
      say: (message) => { if (port) port.postMessage(message); },
      ask: (message) => new Promise((resolve) => {
        const id = ++count;
        waiting.set(id, resolve);
        line.say({...message, id});
      }),
    };
    frame.src = home + 'frame?drawn=' + drawn + '&lang=' + state.locale;
    frame.title = 'Stripe';
    frame.allow = 'payment *';
    Object.assign(frame.style, {display: 'block', width: '100%', height: '0', border: '0', colorScheme: 'normal'});
    frame.addEventListener('load', () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({data}) => {
        if (data.id) {
          waiting.get(data.id)?.(data);
          return waiting.delete(data.id);
        }
        if (data.type === 'height') frame.style.height = data.height + 'px';
        handlers[data.type]?.(data);
      };
      frame.contentWindow.postMessage({key: state.key, appearance: state.appearance}, origin, [channel.port2]);
    });
    frame.addEventListener('error', () => handlers.loaderror?.({}));
    place.append(frame);
    return line;
  };

  const element = (group, kind, options) => {
    const listeners = {};
    const fire = (name, event) => (listeners[name] ?? []).map((listen) => listen(event));
    let line;
    return {
      on(name, listen) { (listeners[name] ??= []).push(listen); return this; },
      mount(place) {
        if (place.getRootNode() !== document) throw new Error('Elements cannot be mounted in a ShadowRoot. Please mount in the Light DOM.');
        const wallet = Object.entries(options.paymentMethods ?? {}).find(([, when]) => when !== 'never')?.[0];
        const drawn = kind === 'payment' ? group.state.allowedPaymentMethodTypes[0] : wallet === 'googlePay' ? 'google_pay' : 'apple_pay';
        line = open(place, drawn, group.state);
        group.line = line;
        group.drawn = drawn;
        line.on('ready', () => fire('ready', {elementType: kind, availablePaymentMethods: {[wallet ?? 'card']: true}}));
        line.on('pressed', () => {
          let isResolved = false;
          fire('click', {expressPaymentType: drawn, resolve: () => { isResolved = true; }, reject: () => {}});
          if (isResolved) fire('confirm', {expressPaymentType: drawn, paymentFailed: () => {}});
        });
      },
      destroy() { line?.frame.remove(); },
      unmount() { line?.frame.remove(); },
      update() { return this; },
    };
  };

  /** The issuer's window, over the page. */
  const openWindow = ${openWindow};
  const challenge = (secret, locale) => openWindow(home + 'challenge?client_secret=' + secret + '&lang=' + locale, 'Stripe');

  let latest;
  window.Stripe = Object.assign((key) => ({
    elements(options) {
      const group = {state: {locale: 'fr', ...options, key}, line: undefined, drawn: undefined};
      latest = group;
      return Object.assign(group, {
        create: (kind, more = {}) => element(group, kind, more),
        async update(change) {
          Object.assign(group.state, change);
          group.line?.say({appearance: group.state.appearance});
        },
        async submit() {
          group.isSubmitted = true;
          const {ok} = await group.line.ask({type: 'submit'});
          return ok ? {selectedPaymentMethod: group.drawn} : {error: {type: 'validation_error'}};
        },
      });
    },
    async confirmPayment({elements: group, clientSecret, confirmParams, redirect}) {
      if (!group.isSubmitted) throw new Error('elements.submit() must be called before stripe.confirmPayment().');
      group.isSubmitted = false;
      const question = {type: 'confirm', clientSecret, returnUrl: confirmParams.return_url, terms: {
        amount: group.state.amount, currency: group.state.currency, capture_method: group.state.captureMethod,
      }};
      let {error, intent} = await group.line.ask(question);
      if (intent?.status === 'requires_action') {
        const {type, alipay_handle_redirect: alipay} = intent.next_action;
        if (type === 'alipay_handle_redirect') {
          location.href = alipay.url;
          return new Promise(() => {});
        }
        ({error, intent} = await challenge(clientSecret, group.state.locale));
      }
      if (error) return {error};
      if (redirect === 'if_required') return {paymentIntent: intent};
      location.href = confirmParams.return_url;
      return new Promise(() => {});
    },
    /** As Stripe has it for whoever leads the shopper there: the frame only carries the question. */
    async confirmAlipayPayment(clientSecret, {return_url: returnUrl}, {handleActions = true} = {}) {
      const {error, intent} = await latest.line.ask({type: 'confirm', clientSecret, returnUrl, terms: {}});
      if (error) return {error};
      if (handleActions && intent.next_action) location.href = intent.next_action.alipay_handle_redirect.url;
      return {paymentIntent: intent};
    },
  }), {version: 'endive'});
})();
`;

/** In the frame: checks what was typed, and sends it to the double, from here and from nowhere else. */
export const fieldsScript = asset(`
(() => {
  const form = document.forms[0];
  const {drawn} = form.dataset;
  const names = {colorText: '--text', colorTextSecondary: '--muted', colorBackground: '--surface', colorDanger: '--danger', colorPrimary: '--primary', accessibleColorOnColorPrimary: '--on-primary', inputColorBorder: '--edge', inputFocusColorBorder: '--focus', fontFamily: '--font', fontSizeBase: '--size', borderRadius: '--radius', gridRowSpacing: '--gap'};
  const dress = (appearance) => {
    for (const [name, value] of Object.entries(appearance?.variables ?? {})) {
      if (names[name]) document.documentElement.style.setProperty(names[name], value);
    }
  };
  const typed = (name) => form.elements[name].value.replace(/[\\s-]/g, '');
  const expiry = () => /^(0[1-9]|1[0-2])\\/?(?:20)?(\\d\\d)$/.exec(typed('expiry'));
  const isPast = ([, month, year]) => new Date(2000 + Number(year), Number(month), 1) <= new Date();
  const rules = {
    number: () => /^\\d{12,19}$/.test(typed('number')),
    expiry: () => Boolean(expiry()) && !isPast(expiry()),
    cvc: () => /^\\d{3,4}$/.test(typed('cvc')),
  };
  const check = () => {
    if (drawn !== 'card') return true;
    const wrong = Object.keys(rules).filter((name) => {
      const isWrong = !rules[name]();
      form.elements[name].setAttribute('aria-invalid', String(isWrong));
      document.getElementById('wrong-' + name).hidden = !isWrong;
      return isWrong;
    });
    if (wrong[0]) form.elements[wrong[0]].focus();
    return wrong.length === 0;
  };
  const isCoBadged = () => /^40000025/.test(typed('number'));
  form.elements.number?.addEventListener('input', () => { form.querySelector('.network').hidden = !isCoBadged(); });
  form.addEventListener('submit', (event) => event.preventDefault());

  const data = () => {
    if (drawn === 'alipay') return {'payment_method_data[type]': 'alipay'};
    if (drawn !== 'card') return {'payment_method_data[type]': 'wallet', 'payment_method_data[wallet]': drawn};
    const [, month, year] = expiry();
    return {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': typed('number'),
      'payment_method_data[card][exp_month]': month,
      'payment_method_data[card][exp_year]': year,
      'payment_method_data[card][cvc]': typed('cvc'),
      ...(isCoBadged() && {'payment_method_options[card][network]': form.elements.network.value}),
    };
  };

  addEventListener('message', ({data: {key, appearance}, ports: [port], source}) => {
    if (source !== parent || !port) return;
    dress(appearance);
    port.onmessage = async ({data: {id, type, clientSecret, returnUrl, terms, appearance: look}}) => {
      if (look) dress(look);
      if (type === 'submit') return port.postMessage({id, ok: check()});
      if (type !== 'confirm') return;
      const body = new URLSearchParams({key, client_secret: clientSecret, return_url: returnUrl, ...data()});
      for (const [name, value] of Object.entries(terms)) body.set('elements[' + name + ']', String(value));
      const answer = await fetch('confirm', {method: 'POST', body}).then((response) => response.json(), () => ({error: {type: 'api_connection_error'}}));
      port.postMessage({id, ...(answer.error ? {error: answer.error} : {intent: answer})});
    };
    form.querySelector('.wallet')?.addEventListener('click', () => port.postMessage({type: 'pressed'}));
    const tell = () => port.postMessage({type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height)});
    new ResizeObserver(tell).observe(document.body);
    tell();
    port.postMessage({type: 'ready'});
  }, {once: true});
})();
`);

/** Says what the shopper did, and hands the payment back to the page around. */
export const challengeScript = asset(`
(() => {
  const form = document.forms[0];
  form.addEventListener('click', async ({target}) => {
    const {value} = target;
    if (!value) return;
    const body = new URLSearchParams({client_secret: form.dataset.secret, action: value});
    const answer = await fetch('acted', {method: 'POST', body}).then((response) => response.json(), () => ({error: {type: 'api_connection_error'}}));
    parent.postMessage(answer.error ? {error: answer.error} : {intent: answer}, '*');
  });
})();
`);
