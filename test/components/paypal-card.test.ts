import {aTimeout, expect, fixture, html} from '@open-wc/testing';
import type {CardFieldTypes, EventState, MerchantMessagingEvents} from '@paypal/paypal-js/sdk-v6';
import {loadTexts} from '../../components/base/i18n.ts';
import {tokens} from '../../components/base/theme.ts';
import {faultOf} from '../../components/providers/paypal/card-faults.ts';
import {NotServed, type FieldsAction} from '../../components/providers/fields.ts';
import '../../components/providers/paypal/guichet-paypal-card.ts';
import {decline, openSession, withIntent} from '../../demo/gallery/samples.ts';

/** PayPal's card fields in our page, with a stub of PayPal's script that tells what it was asked. */

const heard: (readonly [what: string, ...details: readonly unknown[]])[] = [];
const listeners = new Map<string, (event: {data: EventState; sender: CardFieldTypes}) => void>();
let isEligible = true;
let answer: () => Promise<object> = async () => ({state: 'succeeded'});

const field = (isValid: boolean, isEmpty = false, isPotentiallyValid = isValid) => ({
  isFocused: false,
  isValid,
  isEmpty,
  isPotentiallyValid,
});
const nothing = field(false, true, true);
const visa = {type: 'visa', niceType: 'Visa', code: {name: 'CVV', size: 3}};
const all = (change: Partial<EventState> = {}): EventState => ({
  cards: [visa],
  emittedBy: 'number',
  number: field(true),
  expiry: field(true),
  cvv: field(true),
  name: nothing,
  ...change,
});

const stub = {
  version: '6.0.0',
  createInstance: async (given: {components: readonly string[]; locale: string}) => {
    heard.push(['instance', given.components, given.locale]);
    return {
      findEligibleMethods: async (given: object) => {
        heard.push(['eligible', given]);
        return {
          isEligible: (method: string) => method === 'advanced_cards' && isEligible,
          getDetails: () => ({vendors: [{network: 'AMEX', eligible: false}]}),
        };
      },
      updateLocale: (locale: string) => heard.push(['locale', locale]),
      createCardFieldsOneTimePaymentSession: () => ({
        createCardFieldsComponent(given: {type: CardFieldTypes}) {
          heard.push(['field', given]);
          return Object.assign(document.createElement('div'), {
            focus: () => heard.push(['focus', given.type]),
            destroy: () => undefined,
          });
        },
        on: async (
          name: MerchantMessagingEvents,
          listen: (event: {data: EventState; sender: CardFieldTypes}) => void,
        ) => void listeners.set(name, listen),
        update: (given: object) => heard.push(['update', given]),
        destroy: () => heard.push(['destroy']),
        submit: (order: string) => (heard.push(['submit', order]), answer()),
      }),
    };
  },
};

const told = (what: string) => heard.filter(([one]) => one === what).map(([, ...details]) => details);
const tell = (name: MerchantMessagingEvents, data: EventState, sender: CardFieldTypes = 'number') =>
  listeners.get(name)?.({data, sender});
const action: FieldsAction = {type: 'fields', provider: 'paypal', data: {order_id: '5O190127TN364715T'}, url: null};
const textOf = (element: Element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const wrongIn = (element: Element) => [...element.querySelectorAll('.wrong')].map(textOf);

async function drawn(view = openSession) {
  heard.length = 0;
  listeners.clear();
  [isEligible, answer] = [true, async () => ({state: 'succeeded'})];
  Object.assign(window, {paypal: stub});
  const element = await fixture<HTMLElementTagNameMap['guichet-paypal-card']>(
    html`<guichet-paypal-card
      .view=${view}
      .locale=${'fr'}
      .settings=${{client_id: 'c', environment: 'sandbox'}}
    ></guichet-paypal-card>`,
  );
  return element;
}

async function ready(view = openSession) {
  const element = await drawn(view);
  await element.ready();
  await element.updateComplete;
  return element;
}

describe('guichet-paypal-card', () => {
  before(async () => {
    document.adoptedStyleSheets.push(new CSSStyleSheet());
    document.adoptedStyleSheets.at(-1)?.replaceSync(tokens.cssText.replaceAll(':host', ':root'));
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
  });
  after(() => {
    document.adoptedStyleSheets.pop();
    Reflect.deleteProperty(window, 'paypal');
  });

  it('asks whether this order may be paid so, and draws four fields into light DOM, with our words and colours', async () => {
    const element = await ready();
    expect(element.shadowRoot).to.equal(null);
    expect(told('instance')).to.deep.equal([[['card-fields'], 'fr-FR']]);
    expect(told('eligible')).to.deep.equal([[{currencyCode: 'EUR', amount: '129.90'}]]);
    expect(told('field').map(([given]) => given)).to.have.length(4);
    expect(told('field')[0]?.[0]).to.deep.include({
      type: 'number',
      ariaLabel: 'Numéro de carte',
      ariaInvalidErrorMessage: 'Le numéro de carte n’est pas valide',
    });
    expect(told('field')[0]?.[0]).to.have.nested.property('style.input.color', '#17211f');
    expect(element.querySelectorAll('.hold > div')).to.have.length(4);
    expect([...element.querySelectorAll('.label')].map(textOf)).to.deep.equal([
      'Numéro de carte',
      'Date d’expiration',
      'Cryptogramme visuel',
      'Nom sur la carte (facultatif)',
    ]);
    await expect(element).to.be.accessible();
  });

  it('is not there for an order that PayPal does not take by card', async () => {
    const element = await drawn();
    isEligible = false;
    expect(await element.ready().catch((error: unknown) => error)).to.be.instanceOf(NotServed);
    expect(told('field')).to.have.length(0);
  });

  it('is incomplete before anything was typed, says beside each field what is missing, and leads to the first', async () => {
    const element = await ready();
    expect(await element.submit()).to.equal('incomplete');
    await element.updateComplete;
    expect(wrongIn(element)).to.deep.equal([
      'Saisissez le numéro de carte',
      'Saisissez la date d’expiration',
      'Saisissez le cryptogramme à 3 chiffres',
    ]);
    expect(told('focus')).to.deep.equal([['number']]);
    await expect(element).to.be.accessible();
    element.locale = 'en';
    await element.updateComplete;
    expect(wrongIn(element)[0]).to.equal('Enter the card number');
  });

  it('takes a word back once it is no longer true, and says a new one when a field is left', async () => {
    const element = await ready();
    await element.submit();
    tell('validitychange', all({expiry: nothing, cvv: nothing}));
    await element.updateComplete;
    expect(wrongIn(element)).to.have.length(2);
    tell('change', all({expiry: field(false, false, true), cvv: nothing}), 'expiry');
    tell('blur', all({expiry: field(false, false, true), cvv: nothing}), 'expiry');
    await element.updateComplete;
    expect(wrongIn(element)[0]).to.equal('Saisissez le mois et l’année, MM / AA');
    // Passed by without a word: nothing to say yet.
    const other = await ready();
    tell('blur', all({cvv: nothing}), 'cvv');
    await other.updateComplete;
    expect(wrongIn(other)).to.deep.equal([]);
  });

  it('hands the order over only when asked, and its word is passed on', async () => {
    const element = await ready();
    tell('change', all());
    expect(await element.submit()).to.equal('ready');
    expect(told('submit')).to.deep.equal([]);
    for (const [state, word] of [
      ['succeeded', 'done'],
      ['canceled', 'canceled'],
      ['failed', 'failed'],
    ]) {
      answer = async () => ({state});
      expect(await element.pay(Promise.resolve(action))).to.equal(word);
    }
    expect(told('submit')).to.deep.equal([['5O190127TN364715T'], ['5O190127TN364715T'], ['5O190127TN364715T']]);
    answer = () => Promise.reject(new Error('x'));
    expect(await element.pay(Promise.resolve(action))).to.equal('failed');
  });

  it('says that PayPal would not have the card, unless our server says why', async () => {
    const element = await ready();
    answer = async () => ({state: 'failed'});
    await element.pay(Promise.resolve(action));
    await element.updateComplete;
    expect(wrongIn(element)).to.deep.equal([
      'Cette carte n’a pas pu être utilisée. Vérifiez ce que vous avez saisi, ou prenez une autre carte.',
    ]);
    element.view = withIntent({last_decline: decline});
    await element.updateComplete;
    expect(wrongIn(element)).to.deep.equal([]);
    // That refusal is of the try before.
    await element.pay(Promise.resolve(action));
    await element.updateComplete;
    expect(wrongIn(element)).to.have.length(1);
  });

  it('pays when Enter is pressed in a field', async () => {
    const element = await ready();
    let presses = 0;
    element.addEventListener('guichet-fields-pay', () => presses++);
    tell('inputsubmit', all());
    expect(presses).to.equal(1);
  });

  it('is drawn again in the other language while it is empty, and never over what was typed', async () => {
    const element = await ready();
    element.locale = 'en';
    await aTimeout(0);
    expect(told('locale')).to.deep.equal([['en-GB']]);
    expect(told('field').at(-1)?.[0]).to.deep.include({type: 'name', ariaLabel: 'Name on the card (optional)'});
    expect(told('field')).to.have.length(8);
    tell('change', all());
    element.refreshTheme();
    element.locale = 'fr';
    await aTimeout(0);
    expect(told('field')).to.have.length(8);
  });

  it('is drawn anew wherever it is moved to, and keeps its frames where it is moved with moveBefore', async () => {
    const asleep = await drawn();
    const elsewhere = await fixture<HTMLElement & {moveBefore(node: Node, before: Node | null): void}>(
      html`<div></div>`,
    );
    elsewhere.append(asleep);
    expect(heard, 'nobody has asked for them').to.deep.equal([]);

    const element = await ready();
    tell('change', all());
    elsewhere.moveBefore(element, null);
    expect([await element.submit(), told('destroy').length]).to.deep.equal(['ready', 0]);
    document.body.append(element);
    expect([told('destroy').length, told('field').length]).to.deep.equal([1, 8]);
    expect(await element.submit(), 'what was typed is gone').to.equal('incomplete');
    element.remove();
    expect([told('destroy').length, told('field').length]).to.deep.equal([2, 8]);
  });

  it('tells PayPal the amount when it changes', async () => {
    const element = await ready();
    element.view = {...openSession, amount: 1_005, currency: 'CHF'};
    await element.updateComplete;
    expect(told('update')).to.deep.equal([[{amount: {value: '10.05', currencyCode: 'CHF'}}]]);
  });
});

describe('what is wrong with a field of PayPal’s', () => {
  const amex = {type: 'american-express', niceType: 'American Express', code: {name: 'CID', size: 4}};
  const vendors = [
    {network: 'AMEX', eligible: false, canBeVaulted: false, branded: false},
    {network: 'VISA', eligible: true, canBeVaulted: false, branded: false},
  ] as const;
  for (const [type, said, fault] of [
    ['number', undefined, 'card.error.number_empty'],
    ['number', all(), undefined],
    ['number', all({number: field(false, false, true)}), 'card.error.number_incomplete'],
    ['number', all({number: field(false)}), 'card.error.number_invalid'],
    // Some call an empty field valid.
    ['number', all({number: field(true, true)}), 'card.error.number_empty'],
    ['number', all({cards: [amex]}), 'card.error.number_brand'],
    ['number', all({cards: [amex, visa]}), undefined],
    ['number', all({cards: [{...visa, type: 'jcb'}]}), undefined],
    ['expiry', all({expiry: field(false)}), 'card.error.expiry_refused'],
    ['cvv', all({cvv: field(false)}), 'card.error.cvc_3'],
    ['cvv', all({cards: [amex], cvv: field(false)}), 'card.error.cvc_4'],
    ['name', undefined, undefined],
    ['name', all({name: field(false)}), 'paypal_card.name_invalid'],
    ['name', all({name: field(true)}), undefined],
  ] as const) {
    it(`${type}, ${JSON.stringify(said?.[type])}: ${fault}`, () =>
      expect(faultOf(type, said, [...vendors])).to.equal(fault));
  }
});
