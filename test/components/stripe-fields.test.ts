import {expect, fixture, html} from '@open-wc/testing';
import type {Stripe, StripeConstructor} from '@stripe/stripe-js';
import {tokens} from '../../components/base/theme.ts';
import {appearanceOf} from '../../components/providers/stripe/appearance.ts';
import '../../components/providers/stripe/guichet-stripe-fields.ts';
import {paymentOptions, termsOf, walletOptions} from '../../components/providers/stripe/options.ts';
import {NotHere, type FieldsAction} from '../../components/providers/fields.ts';
import {openSession} from '../../demo/gallery/samples.ts';

/** What is told to Stripe's script: the script is a stand-in that writes down what it hears. */
const heard: (readonly [what: string, ...details: readonly unknown[]])[] = [];
let answer: object = {paymentIntent: {status: 'requires_capture'}};
const listeners = new Map<string, (event: object) => void>();

const element = {
  on: (name: string, listen: (event: object) => void) => void listeners.set(name, listen),
  mount: (place: HTMLElement) => {
    heard.push(['mount', place.getRootNode() === document]);
    queueMicrotask(() => listeners.get('ready')?.({availablePaymentMethods: {applePay: true}}));
  },
  destroy: () => void heard.push(['destroy']),
};

const standIn = (key: string) => ({
  elements: (options: object) => {
    heard.push(['elements', key, options]);
    return {
      create: (kind: string, more: object) => (heard.push(['create', kind, more]), element),
      update: async (change: object) => void heard.push(['update', change]),
      submit: async () => (heard.push(['submit']), {selectedPaymentMethod: 'card'}),
    };
  },
  confirmPayment: async (options: Parameters<Stripe['confirmPayment']>[0]) => {
    heard.push(['confirm', options.confirmParams?.return_url, 'clientSecret' in options && options.clientSecret]);
    return answer;
  },
  confirmAlipayPayment: async (secret: string, asked: object, options: object) => {
    heard.push(['alipay', secret, asked, options]);
    return answer;
  },
});

const action = (data: Record<string, string>): Promise<FieldsAction> =>
  Promise.resolve({type: 'fields', provider: 'stripe', data, url: null});

const data = {
  client_secret: 'pi_1_secret_2',
  return_url: 'https://pay.example/return/cs_1/h_1',
  amount: '12990',
  currency: 'eur',
  capture: 'manual',
};

const told = (what: string) => heard.filter(([one]) => one === what).map(([, ...details]) => details);

async function fieldsFor(method: 'card' | 'apple_pay' | 'alipay') {
  heard.length = 0;
  listeners.clear();
  const fields = await fixture<HTMLElementTagNameMap['guichet-stripe-fields']>(
    html`<guichet-stripe-fields
      .view=${openSession}
      .method=${method}
      .locale=${'fr'}
      .settings=${{publishable_key: 'pk_test_12345678'}}
    ></guichet-stripe-fields>`,
  );
  await fields.ready();
  return fields;
}

describe('guichet-stripe-fields', () => {
  before(() => {
    // Where Stripe's own loader looks first: it then inserts no script.
    window.Stripe = Object.assign(standIn as unknown as StripeConstructor, {version: 'endive'});
  });

  it('draws into light DOM, for this amount and this means only', async () => {
    const fields = await fieldsFor('card');
    expect(fields.shadowRoot).to.equal(null);
    expect(told('mount')).to.deep.equal([[true]]);
    const [[key, options] = []] = told('elements');
    expect(key).to.equal('pk_test_12345678');
    expect(options).to.include({
      mode: 'payment',
      amount: 12990,
      currency: 'eur',
      captureMethod: 'manual',
      locale: 'fr',
    });
    expect(told('create')).to.deep.equal([['payment', paymentOptions]]);
    expect(document.querySelectorAll('script[src^="https://js.stripe.com"]')).to.have.length(0);
  });

  it('follows currency and language, and says nothing when neither has changed', async () => {
    const fields = await fieldsFor('card');
    fields.view = {...openSession, currency: 'CHF', amount: 11990};
    await fields.updateComplete;
    expect(told('update')).to.deep.equal([[termsOf(fields.view, 'card')]]);
    fields.view = {...fields.view};
    await fields.updateComplete;
    expect(told('update')).to.have.length(1);
    fields.locale = 'en';
    await fields.updateComplete;
    expect(told('update')[1]).to.deep.equal([{locale: 'en'}]);
  });

  it('checks before anything, then confirms with the secret of this try', async () => {
    const fields = await fieldsFor('card');
    const checked = fields.submit();
    expect(told('submit'), 'in the click itself').to.have.length(1);
    expect(await checked).to.equal('ready');
    expect(await fields.pay(action(data))).to.equal('done');
    expect(told('confirm')).to.deep.equal([[data.return_url, data.client_secret]]);
  });

  it('says that it failed, when Stripe says so, when it knows no secret, and when there is nothing to pay', async () => {
    const fields = await fieldsFor('card');
    answer = {error: {type: 'card_error', code: 'card_declined'}};
    expect(await fields.pay(action(data))).to.equal('failed');
    answer = {paymentIntent: {status: 'requires_capture'}};
    expect(await fields.pay(action({}))).to.equal('failed');
    let isRejected = false;
    await fields.pay(Promise.reject(new Error('refused'))).catch(() => (isRejected = true));
    expect(isRejected).to.equal(true);
  });

  it('hands on where Alipay is, and leads nobody there itself', async () => {
    const fields = await fieldsFor('alipay');
    expect(fields.leaves).to.equal(true);
    const there = {type: 'alipay_handle_redirect', alipay_handle_redirect: {url: 'https://alipay.example/1'}};
    answer = {paymentIntent: {status: 'requires_action', next_action: there}};
    expect(await fields.pay(action({...data, capture: 'automatic'}))).to.deep.equal({url: 'https://alipay.example/1'});
    expect(told('alipay')).to.deep.equal([
      [data.client_secret, {payment_method: {}, return_url: data.return_url}, {handleActions: false}],
    ]);
    answer = {paymentIntent: {status: 'requires_action', next_action: {type: 'unheard_of'}}};
    expect(await fields.pay(action({...data, capture: 'automatic'}))).to.equal('failed');
    answer = {paymentIntent: {status: 'requires_capture'}};
  });

  it('tells Stripe first where the server only reserves what is else taken', async () => {
    const fields = await fieldsFor('card');
    fields.view = {...openSession, capture_method: 'automatic'};
    await fields.updateComplete;
    await fields.pay(action(data));
    expect(told('update').at(-1)).to.deep.equal([{captureMethod: 'manual'}]);
  });

  it('is the button of one wallet: the sheet opens at once, and the page is asked to pay', async () => {
    const fields = await fieldsFor('apple_pay');
    expect(fields.ownButton).to.equal(true);
    expect(told('create')).to.deep.equal([['expressCheckout', walletOptions('apple_pay')]]);
    let isOpen = false;
    listeners.get('click')?.({resolve: () => (isOpen = true)});
    expect(isOpen).to.equal(true);
    let isAsked = false;
    fields.addEventListener('guichet-fields-pay', () => (isAsked = true));
    const said: object[] = [];
    listeners.get('confirm')?.({paymentFailed: (why: object) => said.push(why)});
    expect(isAsked).to.equal(true);
    answer = {error: {type: 'card_error'}};
    expect(await fields.pay(action(data))).to.equal('failed');
    expect(said).to.deep.equal([{reason: 'fail'}]);
    answer = {paymentIntent: {status: 'requires_capture'}};
  });

  it('is given up where no wallet can pay', async () => {
    heard.length = 0;
    listeners.clear();
    const fields = await fixture<HTMLElementTagNameMap['guichet-stripe-fields']>(
      html`<guichet-stripe-fields
        .view=${openSession}
        .method=${'google_pay'}
        .settings=${{publishable_key: 'pk_test_12345678'}}
      ></guichet-stripe-fields>`,
    );
    const {mount} = element;
    element.mount = () => queueMicrotask(() => listeners.get('ready')?.({availablePaymentMethods: undefined}));
    let why: unknown;
    await fields.ready().catch((error: unknown) => (why = error));
    element.mount = mount;
    expect(why).to.be.instanceOf(NotHere);
  });

  it('is drawn anew wherever it is moved to, and keeps its frames where it is moved with moveBefore', async () => {
    heard.length = 0;
    const asleep = await fixture<HTMLElement>(
      html`<guichet-stripe-fields .view=${openSession}></guichet-stripe-fields>`,
    );
    const elsewhere = await fixture<HTMLElement & {moveBefore(node: Node, before: Node | null): void}>(
      html`<div></div>`,
    );
    elsewhere.append(asleep);
    expect(heard, 'nobody has asked for them').to.deep.equal([]);

    const fields = await fieldsFor('card');
    elsewhere.moveBefore(fields, null);
    expect([told('mount').length, told('destroy').length]).to.deep.equal([1, 0]);
    document.body.append(fields);
    expect([told('mount').length, told('destroy').length]).to.deep.equal([2, 1]);
    expect(told('elements'), 'the same group').to.have.length(1);
    fields.remove();
    expect([told('mount').length, told('destroy').length]).to.deep.equal([2, 2]);
  });

  it('says our look in hex and px, whatever the merchant writes', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens.cssText.replaceAll(':host', '.like-the-page'));
    document.adoptedStyleSheets.push(sheet);
    const place = await fixture<HTMLElement>(html`<div class="like-the-page"></div>`);
    place.style.setProperty('--guichet-color-accent', 'oklch(0.5 0.1 250)');
    place.style.setProperty('--guichet-color-surface', '#101010');
    place.style.setProperty('--guichet-radius', '0.5rem');
    const {theme, variables = {}} = appearanceOf(place);
    document.adoptedStyleSheets.pop();
    expect(theme).to.equal('night');
    expect(variables.colorBackground).to.equal('#101010');
    expect(variables.borderRadius).to.equal('8px');
    expect(variables.spacingUnit).to.equal('4px');
    for (const [name, value] of Object.entries(variables)) {
      expect(value, name).to.not.match(/var\(|oklch|rgb|color\(/);
      if (/^color/.test(name)) expect(value, name).to.match(/^#[0-9a-f]{6}$/);
    }
  });
});
