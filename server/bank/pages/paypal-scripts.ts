import {asset} from './document.ts';

/**
 * In the frame of one field: says how it stands and never what stands in it. The frames of one form talk to one another on a
 * channel of the bank's own origin, and that of the number sends what was typed to the double.
 */
export const paypalFieldScript = asset(`
(() => {
  const input = document.querySelector('input');
  const {type} = input.dataset;
  const said = document.getElementById('said');
  const kinds = [
    {pattern: /^4/, start: /^4?$/, card: {type: 'visa', niceType: 'Visa', code: {name: 'CVV', size: 3}}},
    {pattern: /^(5[1-5]|2[2-7])/, start: /^(5?|2?)$/, card: {type: 'mastercard', niceType: 'Mastercard', code: {name: 'CVC', size: 3}}},
    {pattern: /^3[47]/, start: /^3?$/, card: {type: 'american-express', niceType: 'American Express', code: {name: 'CID', size: 4}}},
  ];
  const digits = () => input.value.replace(/\\D/g, '');
  const isLuhn = (number) => [...number].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0) % 10 === 0;
  const isAhead = () => {
    const [, month, year] = /^(0[1-9]|1[0-2])\\s*\\/?\\s*(?:20)?(\\d\\d)$/.exec(input.value.trim()) ?? [];
    return month !== undefined && new Date(2000 + Number(year), Number(month), 1) > new Date();
  };
  const rules = {
    number: () => [digits().length >= 15 && digits().length <= 19 && isLuhn(digits()), digits().length < 15],
    expiry: () => [isAhead(), digits().length < 4],
    cvv: () => [/^\\d{3,4}$/.test(input.value), /^\\d{0,2}$/.test(input.value)],
    name: () => [input.value.trim().length > 1, true],
  };
  const state = () => {
    const [isValid, isPotentiallyValid] = rules[type]();
    const isEmpty = input.value.trim() === '';
    return {isEmpty, isValid: isValid && !isEmpty, isPotentiallyValid: isValid || isPotentiallyValid, isFocused: document.activeElement === input};
  };
  const cards = () => type === 'number' ? kinds.filter(({pattern, start}) => pattern.test(digits()) || start.test(digits())).map(({card}) => card) : undefined;

  const rule = (selector, values) => selector + '{' + Object.entries(values).map(([name, value]) => name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase()) + ':' + value).join(';') + '}';
  const dress = (style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(Object.entries(style ?? {}).map(([selector, values]) => rule(selector === 'input.focus' ? 'input:focus' : selector, values)).join(''));
    document.adoptedStyleSheets = [sheet];
  };

  addEventListener('message', ({data: {channel, clientId, options}, ports: [port], source}) => {
    if (source !== parent || !port) return;
    dress(options.style);
    input.placeholder = options.placeholder ?? '';
    input.setAttribute('aria-label', options.ariaLabel ?? options.label ?? type);
    const line = new BroadcastChannel(channel);
    const heard = {};
    line.onmessage = ({data}) => {
      if (data.ask) line.postMessage({type, value: input.value});
      else if (data.type) heard[data.type] = data.value;
    };
    let wasValid = false;
    const tell = (name) => port.postMessage({name, state: state(), cards: cards()});
    const mark = () => {
      const {isEmpty, isValid} = state();
      const isWrong = !isValid && !isEmpty;
      input.classList.toggle('invalid', isWrong);
      input.setAttribute('aria-invalid', String(isWrong));
      said.textContent = isWrong ? options.ariaInvalidErrorMessage ?? '' : '';
    };
    input.addEventListener('input', () => {
      tell('change');
      if (state().isValid !== wasValid) {
        wasValid = !wasValid;
        mark();
        tell('validitychange');
      }
    });
    input.addEventListener('focus', () => tell('focus'));
    input.addEventListener('blur', () => { mark(); tell('blur'); });
    input.addEventListener('keydown', ({key}) => { if (key === 'Enter') tell('inputsubmit'); });
    port.onmessage = async ({data: {id, orderId, focus}}) => {
      if (focus) return input.focus();
      line.postMessage({ask: true});
      await new Promise((resolve) => setTimeout(resolve, 100));
      const body = new URLSearchParams({client_id: clientId, order_id: orderId, ...heard, number: input.value});
      const answer = await fetch('cards', {method: 'POST', body}).then((response) => response.json(), () => ({state: 'failed'}));
      port.postMessage({id, answer});
    };
    tell('ready');
  }, {once: true});
})();
`);

/** Says what the cardholder did, and hands the order back to the page around. */
export const paypalChallengeScript = asset(`
(() => {
  const form = document.forms[0];
  form.addEventListener('click', async ({target: {value}}) => {
    if (!value) return;
    if (value === 'leave') return parent.postMessage({state: 'canceled'}, '*');
    const body = new URLSearchParams({order_id: form.dataset.order, action: value});
    parent.postMessage(await fetch('challenge', {method: 'POST', body}).then((response) => response.json(), () => ({state: 'failed'})), '*');
  });
})();
`);
