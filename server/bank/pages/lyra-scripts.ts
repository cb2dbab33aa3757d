import {texts} from '../texts.ts';
import {asset} from './document.ts';
import {openWindow} from './issuer-window.ts';

const words = (['fr', 'en'] as const).map((locale) => {
  const t = texts(locale);
  return [
    locale,
    {
      drawn: t('doubles.lyra.drawn'),
      refused: t('doubles.lyra.refused'),
      number: t('doubles.lyra.wrong.number'),
      expiry: t('doubles.lyra.wrong.expiry'),
      cvc: t('doubles.lyra.wrong.cvc'),
    },
  ] as const;
});

/**
 * The stand-in for the platform's script: `window.KR`, with as much of it as our page uses. What is typed stays in frames of
 * the bank's origin, one for each field, as it would stay in the platform's; they hand it to one another, past this script.
 */
export const krScript = `
(() => {
  const {src} = document.currentScript;
  const home = new URL('../../../../', src).href;
  const origin = new URL(home).origin;
  const words = ${JSON.stringify(Object.fromEntries(words))};
  const config = {'kr-public-key': document.currentScript.getAttribute('kr-public-key'), 'kr-language': document.currentScript.getAttribute('kr-language') || 'fr-FR'};
  const fields = {number: 'kr-pan', expiry: 'kr-expiry', cvc: 'kr-security-code'};
  const codes = {number: 'CLIENT_301', expiry: 'CLIENT_302', cvc: 'CLIENT_303'};
  const demo = 'DEMO-TOKEN-TO-BE-REPLACED';
  let listeners = {};
  let form;
  const language = () => (config['kr-language'].startsWith('en') ? 'en' : 'fr');
  const listen = (name) => async (callback) => { (listeners[name] ??= []).push(callback); return {KR}; };
  const fire = (name, value) => (listeners[name] ?? []).map((callback) => callback(value));

  /** A frame, and a line to it. */
  const open = (place, name) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    const waiting = new Map();
    let count = 0;
    frame.src = home + 'field?name=' + name + '&lang=' + language();
    frame.title = 'Lyra';
    Object.assign(frame.style, {display: 'block', width: '100%', height: '100%', border: '0'});
    frame.addEventListener('load', () => {
      const {port1: port, port2} = new MessageChannel();
      port.onmessage = ({data}) => { if (data.focused) fire('onFocus', {field: data.focused}); waiting.get(data.id)?.(data); waiting.delete(data.id); };
      const {color, fontFamily, fontSize} = getComputedStyle(place);
      frame.contentWindow.postMessage({style: {color, fontFamily, fontSize}}, origin, [port2]);
      resolve({
        say: (message, ports = []) => port.postMessage(message, ports),
        ask: (message) => new Promise((answered) => {
          const id = ++count;
          waiting.set(id, answered);
          port.postMessage({...message, id});
        }),
      });
    });
    place.replaceChildren(frame);
  });

  const fail = (error) => { fire('onError', error); return Promise.reject({KR, result: error}); };
  const show = (text) => {
    const zone = form?.root.querySelector('.kr-form-error');
    if (zone) zone.textContent = text;
  };

  const validate = async () => {
    const names = Object.keys(fields);
    const checked = await Promise.all(names.map((name) => form.lines[name].ask({type: 'check'})));
    const wrong = names.filter((_, index) => !checked[index].ok);
    show('');
    if (wrong.length === 0) return undefined;
    const children = wrong.map((name) => ({errorCode: codes[name], errorMessage: words[language()][name], field: fields[name]}));
    return {errorCode: 'CLIENT_300', errorMessage: '', children, doOnError: () => {
      show(children.map(({errorMessage}) => errorMessage).join(' '));
      form.lines[wrong[0]].say({type: 'focus'});
    }};
  };

  /** The issuer's window, over the page. */
  const openWindow = ${openWindow};
  const challenge = () => openWindow(home + 'challenge?lang=' + language(), '3-D Secure');

  const charge = (passed) => form.lines.number.ask({type: 'charge', token: config.formToken, key: config['kr-public-key'], passed});

  const KR = {
    ready: true,
    async setFormConfig(change) { Object.assign(config, change); return {KR}; },
    async renderElements(target) {
      const place = typeof target === 'string' ? document.querySelector(target) : target;
      const root = place?.matches('.kr-embedded') ? place : place?.querySelector('.kr-embedded');
      if (!root || root.getRootNode() !== document) return fail({errorCode: 'CLIENT_500', errorMessage: 'No form defined'});
      if (!config.formToken) return fail({errorCode: 'CLIENT_305', errorMessage: 'No formToken'});
      const lines = {};
      await Promise.all(Object.entries(fields).map(async ([name, of]) => { lines[name] = await open(root.querySelector('.' + of), name); }));
      for (const name of ['expiry', 'cvc']) {
        const {port1, port2} = new MessageChannel();
        lines.number.say({type: 'peer', name}, [port1]);
        lines[name].say({type: 'peer', name: 'number'}, [port2]);
      }
      const note = document.createElement('p');
      note.className = 'kr-double';
      note.textContent = words[language()].drawn;
      root.append(note);
      form = {root, lines, isOver: false};
      fire('onFormReady');
      return {KR, result: {formId: 'F1'}};
    },
    async removeForms() {
      form?.root.replaceChildren();
      form = undefined;
      listeners = {};
      return {KR};
    },
    async validateForm() {
      const wrong = form ? await validate() : {errorCode: 'CLIENT_500', doOnError() {}};
      return wrong ? Promise.reject({KR, result: wrong}) : {KR, result: null};
    },
    async submit() {
      const wrong = form ? await validate() : {errorCode: 'CLIENT_500', doOnError() {}};
      if (wrong) { wrong.doOnError(); return fail(wrong); }
      if (form.isOver) return fail({errorCode: 'CLIENT_502', errorMessage: ''});
      if (config.formToken === demo) return fail({errorCode: 'CLIENT_998', errorMessage: 'Demo form, see the documentation'});
      void run();
      return {KR};
    },
    fields: {focus: async (of) => {
      const [name] = Object.entries(fields).find(([, one]) => one === of) ?? [];
      form?.lines[name]?.say({type: 'focus'});
      return {KR};
    }},
  };
  for (const name of ['onSubmit', 'onError', 'on3dSecureAbort', 'onFormReady', 'onFocus']) KR[name] = listen(name);

  async function run() {
    let result = await charge();
    if (result.challenge) {
      const passed = await challenge();
      if (passed === 'leave') {
        fire('on3dSecureAbort');
        return fire('onError', {errorCode: 'CLIENT_101', errorMessage: 'Aborted'});
      }
      result = await charge(passed);
    }
    const {errorCode, detailedErrorCode, answer} = result;
    const raw = answer?.['kr-answer'];
    const order = raw && JSON.parse(raw);
    // No try is left: the form says so, and takes nothing more.
    if (order?.orderCycle === 'CLOSED') {
      form.isOver = true;
      for (const line of Object.values(form.lines)) line.say({type: 'over'});
    }
    if (errorCode) {
      show(words[language()].refused);
      return fire('onError', {errorCode, errorMessage: '', detailedErrorCode, metadata: order && {answer: {clientAnswer: order}}});
    }
    fire('onSubmit', {clientAnswer: order, rawClientAnswer: raw, hash: answer['kr-hash'], hashKey: answer['kr-hash-key'], hashAlgorithm: 'sha256_hmac', _type: 'V4/Charge/ProcessPaymentAnswer'});
  }

  window.KR = KR;
})();
`;

/** What of the platform's theme matters here: nothing. Its look is the page's. */
export const krStyle = `.kr-embedded{box-sizing:border-box}`;

/** In a field's frame: checks what was typed; the number's frame sends all three to the double, from here and nowhere else. */
export const krFieldScript = asset(`
(() => {
  const input = document.querySelector('input');
  const {name} = input;
  const peers = {};
  const typed = () => input.value.replace(/[\\s-]/g, '');
  const rules = {
    number: () => /^\\d{12,19}$/.test(typed()),
    expiry: () => {
      const [, month, year] = /^(0[1-9]|1[0-2])\\/?(?:20)?(\\d\\d)$/.exec(typed()) ?? [];
      return Boolean(month) && new Date(2000 + Number(year), Number(month), 1) > new Date();
    },
    cvc: () => /^\\d{3,4}$/.test(typed()),
  };
  const from = (peer) => new Promise((resolve) => {
    peers[peer].onmessage = ({data}) => resolve(data);
    peers[peer].postMessage('value');
  });
  const charge = async ({token, key, passed}) => {
    const body = new URLSearchParams({token, public_key: key, number: typed(), expiry: await from('expiry'), cvc: await from('cvc')});
    if (passed) body.set('passed', passed);
    return fetch('charge', {method: 'POST', body}).then((response) => response.json()).catch(() => ({errorCode: 'CLIENT_999'}));
  };
  addEventListener('message', ({data: {style}, ports: [port], source}) => {
    if (source !== parent || !port) return;
    for (const [property, value] of Object.entries(style)) input.style[property] = value;
    input.addEventListener('focus', () => port.postMessage({focused: name}));
    port.onmessage = async ({data, ports}) => {
      if (data.type === 'peer') {
        peers[data.name] = ports[0];
        // Whoever was given the other end is a frame like this one: the page has none.
        if (name !== 'number') ports[0].onmessage = () => ports[0].postMessage(input.value);
      }
      if (data.type === 'focus') input.focus();
      if (data.type === 'over') input.disabled = true;
      if (data.type === 'check') {
        const ok = rules[name]();
        input.setAttribute('aria-invalid', String(!ok));
        port.postMessage({id: data.id, ok});
      }
      if (data.type === 'charge') port.postMessage({...(await charge(data)), id: data.id});
    };
  }, {once: true});
})();
`);

/** Says what the shopper did. */
export const krChallengeScript = asset(`
document.forms[0].addEventListener('click', ({target}) => {
  if (target.value) parent.postMessage(target.value, '*');
});
`);
