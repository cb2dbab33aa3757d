import {brandOf, cvcDigits, detect, networkNames, parseExpiry, type Network} from '#contract/cards.ts';
import {firstMarks, networkMarks, type CardFrameFacts} from '#contract/card-frame.ts';
import type {CardField, FromCard} from '#contract/messages.ts';
import {createChoice} from './choice.ts';
import {typeInto} from './field.ts';
import {createLookup} from './lookup.ts';
import {
  cvcError,
  decide,
  expiryError,
  isRefusedBrand,
  numberError,
  offered,
  preselected,
  type ErrorKey,
} from './rules.ts';
import {digitsOf, typeCvc, typeExpiry, typeNumber} from './typing.ts';
import type {Sent, Vault} from './vault.ts';
import type {Words} from './words.ts';

/** The fields that the document has, in the order in which they are filled in. */
const names = ['number', 'expiry', 'cvc'] as const;
type Name = (typeof names)[number];

/** What the vault said against a field, and the sentence for it where it is not the field's own. */
const refusals: Readonly<Record<string, ErrorKey>> = {
  number_not_test: 'number_test',
  brand_not_accepted: 'number_brand',
};
const pointedAt = {number: 'number_invalid', expiry: 'expiry_refused', cvc: 'cvc_refused'} as const;

const announceMs = 400;

/** Well before anybody could have gone somewhere else meanwhile. */
const focusMs = 40;
const focusTries = 4;

/** The form as its frame drives it. */
export interface CardForm {
  submit(id: number): Promise<void>;
  refuse(field: CardField | null): void;
  focus(): void;
  setBusy(busy: boolean): void;
  /** Writes every sentence again. */
  say(): void;
  /** Says how it stands, whether that was said before or not. */
  report(): void;
}

/** Wakes the form that the document already shows. Nothing here waits for the frame's parent. */
export function wakeForm(
  facts: CardFrameFacts,
  words: Words,
  vault: Vault,
  tell: (message: FromCard) => void,
): CardForm {
  const form = find('form', HTMLFormElement);
  const inputs = {
    number: find('#number', HTMLInputElement),
    expiry: find('#expiry', HTMLInputElement),
    cvc: find('#cvc', HTMLInputElement),
  };
  const under = find('#under', HTMLElement);
  const marks = find('#marks', HTMLElement);
  const status = find('#status', HTMLElement);
  const alert = find('#alert', HTMLElement);
  const hint = find('#cvc-hint', HTMLElement);

  /** What is shown to be wrong. Every other field may be wrong too, in silence. */
  const shown = new Map<Name, ErrorKey>();
  /** Of those, what only the bank or the vault could know: it goes with the first key. */
  const toldToUs = new Set<Name>();
  let said = '';
  let speech = 0;
  let sending = false;
  let told = '';

  const accepted = facts.brands;
  /** Which marks stand in the field; the document brings the first ones along. */
  let drawn = firstMarks(accepted);
  const mark = (network: Network) => {
    const box = document.createElement('b');
    box.className = `mark ${network}`;
    box.textContent = networkMarks[network];
    return box;
  };
  const choice = createChoice(under, mark, words, facts.prefers === 'cb' ? 'cb' : 'mastercard');
  const lookup = createLookup(vault, () => {
    update();
    const [first, second] = offered(lookup.found, accepted);
    const network = preselected(offered(lookup.found, accepted), facts.prefers);
    if (first && second && network) {
      announce(
        words.t('networks_found', {
          first: networkNames[first],
          second: networkNames[second],
          network: networkNames[network],
        }),
      );
    }
  });

  const digits = () => digitsOf(inputs.number.value);
  const now = () => vault.now();
  /** What is wrong with each field as it stands. */
  const judge: Readonly<Record<Name, () => ErrorKey | null>> = {
    number: () => numberError(digits(), accepted, lookup.found),
    expiry: () => expiryError(inputs.expiry.value, now()),
    cvc: () => cvcError(digits(), inputs.cvc.value),
  };

  const fields = {
    number: typeInto(inputs.number, digitsOf, typeNumber, () => {
      lookup.digits(digits());
      edited('number');
      // The code of another brand may have another length.
      if (inputs.cvc.value !== '' && inputs.cvc.value.length > cvcDigits(brandOf(digits()))) show('cvc', judge.cvc());
      else if (shown.has('cvc')) edited('cvc');
    }),
    expiry: typeInto(inputs.expiry, digitsOf, typeExpiry, () => edited('expiry')),
    cvc: typeInto(
      inputs.cvc,
      digitsOf,
      (typed) => {
        const brand = brandOf(digits());
        return typeCvc(typed, brand ? cvcDigits(brand) : 4);
      },
      () => edited('cvc'),
    ),
  };

  function edited(name: Name): void {
    alert.textContent = '';
    if (shown.has(name) && (toldToUs.has(name) || !judge[name]())) show(name, null);
    update();
  }

  function show(name: Name, error: ErrorKey | null): void {
    if (error) shown.set(name, error);
    else shown.delete(name);
    toldToUs.delete(name);
    const input = inputs[name];
    input.setAttribute('aria-invalid', String(error !== null));
    if (name === 'cvc') input.setAttribute('aria-describedby', error ? 'cvc-error' : 'cvc-hint');
    const note = find(`#${name}-error`, HTMLElement);
    note.textContent = error ? words.t(`error.${error}`) : '';
    note.closest('.field')?.classList.toggle('bad', error !== null);
  }

  /** An error that somebody else found. */
  function relay(name: Name, error: ErrorKey): void {
    show(name, error);
    toldToUs.add(name);
    point([name]);
  }

  /** Draws what follows from the number: marks, choice, the picture beside the code. */
  function update(): void {
    const brand = brandOf(digits());
    const among = offered(lookup.found, accepted);
    choice.offer(among, preselected(among, facts.prefers));
    const next = brand !== null && accepted.includes(brand) ? [brand] : firstMarks(accepted);
    if (next.join() !== drawn.join()) marks.replaceChildren(...next.map(mark));
    drawn = next;
    form.classList.toggle('amex-code', cvcDigits(brand) === 4);
    hint.dataset['t'] = cvcDigits(brand) === 4 ? 'cvc_front' : 'cvc_back';
    hint.textContent = words.t(hint.dataset['t']);
    // The only error that comes while typing: it is certain, whatever follows.
    if (isRefusedBrand(digits(), accepted, lookup.found)) show('number', 'number_brand');
    if (brand && brand !== said && detect(digits()).length > 0)
      announce(words.t('detected', {brand: networkNames[brand]}));
    said = brand ?? '';
    report(false);
  }

  /** After a pause, so that it does not drown in the echo of the keys. */
  function announce(sentence: string): void {
    clearTimeout(speech);
    speech = window.setTimeout(() => (status.textContent = sentence), announceMs);
  }

  function report(always: boolean): void {
    const message: FromCard = {
      type: 'change',
      complete: names.every((name) => !judge[name]()),
      empty: names.every((name) => inputs[name].value === ''),
      brand: brandOf(digits()),
      networks: offered(lookup.found, accepted),
    };
    const text = JSON.stringify(message);
    if (always || text !== told) tell(message);
    told = text;
  }

  function leave(name: Name): void {
    if (name === 'expiry') {
      const expiry = parseExpiry(inputs.expiry.value, now());
      if (expiry.valid) fields.expiry.set(`${two(expiry.month)} / ${two(expiry.year % 100)}`);
    }
    for (const each of names) {
      // An empty field is no error before the shopper means to pay. What was said before is said as it is now: the code's
      // length changes with the number.
      const isDue = shown.has(each) || (each === name && inputs[each].value !== '');
      if (isDue && !toldToUs.has(each)) show(each, judge[each]());
    }
  }

  /** Points at fields, moves the focus to the first, and says once how many there are. */
  function point(wrong: readonly Name[]): void {
    const [first] = wrong;
    if (!first) return;
    inputs[first].focus();
    alert.textContent = '';
    // A region that changes in the same task as the focus is often not read.
    setTimeout(() => (alert.textContent = words.plural('summary', wrong.length)), 50);
  }

  async function submit(id: number): Promise<void> {
    if (sending) return tell({type: 'failed', id, code: 'card_form_busy'});
    sending = true;
    try {
      await lookup.settled();
      for (const name of names) show(name, judge[name]());
      const wrong = names.filter((name) => shown.has(name));
      const expiry = parseExpiry(inputs.expiry.value, now());
      if (wrong.length > 0 || !expiry.valid) {
        point(wrong);
        return tell({type: 'invalid', id, fields: wrong});
      }
      const sent = await vault.send({
        number: digits(),
        expiry: two(expiry.year % 100) + two(expiry.month),
        cvc: inputs.cvc.value,
      });
      answer(id, sent);
    } finally {
      sending = false;
    }
  }

  function answer(id: number, sent: Sent): void {
    const brand = brandOf(digits());
    if (sent.kind === 'created' && brand) {
      const {network, chosenBy} = decide(offered(sent.networks, accepted), brand, facts.prefers, choice.chosen);
      return tell({type: 'token', id, token: sent.token, network, chosen_by: chosenBy, last4: sent.last4});
    }
    const {code, field} = sent.kind === 'failed' ? sent : {code: 'vault_unreadable', field: null};
    if (field !== 'number' && field !== 'expiry' && field !== 'cvc') return tell({type: 'failed', id, code});
    relay(field, refusals[code] ?? pointedAt[field]);
    tell({type: 'invalid', id, fields: [field]});
  }

  for (const name of names) {
    inputs[name].addEventListener('blur', () => leave(name));
    inputs[name].addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) tell({type: 'enter'});
    });
  }
  form.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  form.addEventListener('submit', (event) => event.preventDefault());

  // Keys that were typed before this script ran, or that the browser brought back.
  for (const name of names) if (inputs[name].value !== '') inputs[name].dispatchEvent(new Event('input'));
  update();

  return {
    submit,
    refuse(field) {
      fields.cvc.set('');
      show('cvc', null);
      if (field === 'number' || field === 'expiry' || field === 'cvc') {
        relay(field, pointedAt[field]);
      }
      update();
    },
    focus() {
      const input = inputs[names.find((name) => shown.has(name) || judge[name]()) ?? 'number'];
      // Page and frame are given the focus by two processes, in any order: what the page's word takes from the field again,
      // the field is given again.
      const keepAt = (tries: number): void => {
        if (!document.hasFocus() || document.activeElement === document.body) {
          // Chosen while the frame was without the focus, a field does not take the frame's with it when it is chosen again.
          if (!document.hasFocus()) input.blur();
          input.focus();
        }
        if (tries > 0) setTimeout(keepAt, focusMs, tries - 1);
      };
      input.focus();
      keepAt(focusTries);
    },
    setBusy(busy) {
      form.setAttribute('aria-busy', String(busy));
      // Not disabled: the focus stays where it is.
      for (const name of names) inputs[name].readOnly = busy;
      for (const net of under.querySelectorAll<HTMLElement>('.nets')) net.inert = busy;
    },
    say() {
      for (const element of document.querySelectorAll<HTMLElement>('[data-t]'))
        element.textContent = words.t(element.dataset['t'] ?? '');
      form.setAttribute('aria-label', words.t('form'));
      inputs.expiry.placeholder = words.t('expiry_format');
      choice.say();
      for (const [name, error] of shown) find(`#${name}-error`, HTMLElement).textContent = words.t(`error.${error}`);
    },
    report: () => report(true),
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function find<E extends HTMLElement>(selector: string, kind: new () => E): E {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error('document_incomplete');
  return found;
}
