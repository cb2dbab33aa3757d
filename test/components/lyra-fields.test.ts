import {expect, fixture, html, waitUntil} from '@open-wc/testing';
import {loadTexts} from '../../components/base/i18n.ts';
import type {FieldsAction} from '../../components/providers/fields.ts';
import '../../components/providers/lyra/guichet-lyra-fields.ts';
import {
  noToken,
  turnOf,
  type Krypton,
  type KryptonAnswer,
  type KryptonError,
} from '../../components/providers/lyra/krypton.ts';
import {openSession} from '../../demo/gallery/samples.ts';

/** What is told to the platform's script: the script is a stand-in that writes down what it hears. */
const heard: (readonly [what: string, ...details: readonly unknown[]])[] = [];
const told = (what: string) => heard.filter(([one]) => one === what).map(([, ...details]) => details);
let says: {
  submit?: (answer: KryptonAnswer) => boolean;
  error?: (error: KryptonError) => void;
  focus?: () => void;
} = {};
let isWhole = true;

const standIn: Krypton = {
  ready: true,
  setFormConfig: async (config) => void heard.push(['config', config]),
  renderElements: async (place) =>
    void heard.push(['draw', place.getRootNode() === document, place.querySelectorAll('.kr-pan').length]),
  removeForms: async () => {
    says = {};
    heard.push(['removed']);
  },
  validateForm: async () => {
    if (!isWhole) throw {result: {doOnError: () => heard.push(['said'])}};
  },
  submit: async () => void heard.push(['submit']),
  onSubmit: async (hear) => void (says.submit = hear),
  onError: async (hear) => void (says.error = hear),
  on3dSecureAbort: async () => undefined,
  onFocus: async (hear) => void (says.focus = hear),
};

const action: Promise<FieldsAction> = Promise.resolve({
  type: 'fields',
  provider: 'lyra',
  data: {form_token: 'the token'},
  url: null,
});

async function fieldsFor() {
  heard.length = 0;
  isWhole = true;
  const fields = await fixture<HTMLElementTagNameMap['guichet-lyra-fields']>(
    html`<guichet-lyra-fields
      .view=${openSession}
      .settings=${{public_key: '12345678:testpublickey_a', static_url: 'https://static.example/'}}
    ></guichet-lyra-fields>`,
  );
  await fields.ready();
  return fields;
}
const submitted = (times: number) => waitUntil(() => told('submit').length === times);

describe('guichet-lyra-fields', () => {
  before(async () => {
    window.KR = standIn;
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
  });
  after(() => {
    Reflect.deleteProperty(window, 'KR');
  });

  it('draws into light DOM, with a token that pays nothing', async () => {
    const fields = await fieldsFor();
    expect(fields.shadowRoot).to.equal(null);
    expect(told('draw')).to.deep.equal([[true, 1]]);
    expect(told('config')[0]?.[0]).to.include({formToken: noToken, 'kr-language': 'fr-FR'});
    expect(getComputedStyle(fields.querySelector('.kr-payment-button') ?? fields).display).to.equal('none');
  });

  it('lets the script say what is missing', async () => {
    const fields = await fieldsFor();
    expect(await fields.submit()).to.equal('ready');
    isWhole = false;
    expect(await fields.submit()).to.equal('incomplete');
    expect(told('said')).to.have.length(1);
  });

  it('asks for the whole viewport before it submits, and posts nothing', async () => {
    const fields = await fieldsFor();
    let letGo = () => {};
    fields.addEventListener('guichet-challenge-show', (event) =>
      event.waits.push(new Promise((resolve) => (letGo = () => resolve(undefined)))),
    );
    const paid = fields.pay(action);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told('submit')).to.have.length(0);
    letGo();
    await submitted(1);
    expect(told('config').at(-1)).to.deep.equal([{formToken: 'the token'}]);
    expect(says.submit?.({clientAnswer: {orderStatus: 'PAID'}})).to.equal(false);
    expect(await paid).to.equal('done');
  });

  it('goes on with the same token after a window that was closed or a refusal that leaves it open, and ends with one that does not', async () => {
    const fields = await fieldsFor();
    const paid = fields.pay(action);
    await submitted(1);
    says.error?.({errorCode: 'CLIENT_704'});
    says.error?.({errorCode: 'CLIENT_101'});
    await waitUntil(() => fields.querySelector('.paused button'));
    fields.querySelector<HTMLElement>('.paused button')?.click();
    await submitted(2);
    says.error?.({errorCode: 'ACQ_001', metadata: {answer: {clientAnswer: {orderCycle: 'OPEN'}}}});
    await waitUntil(() => fields.querySelector('.paused button'));
    fields.querySelector<HTMLElement>('.paused button')?.click();
    await submitted(3);
    says.error?.({errorCode: 'ACQ_001', metadata: {answer: {clientAnswer: {orderCycle: 'CLOSED'}}}});
    expect(await paid).to.equal('failed');
    expect(
      told('config').filter(([config]) => Reflect.get(Object(config), 'formToken') === 'the token'),
    ).to.have.length(1);
  });

  it('is drawn anew once the server says that the try is over, also while it waits for the shopper', async () => {
    const fields = await fieldsFor();
    const paid = fields.pay(action);
    await submitted(1);
    says.error?.({errorCode: 'CLIENT_101'});
    await waitUntil(() => fields.querySelector('.paused button'));
    fields.view = {...openSession};
    expect(await paid).to.equal('canceled');
    await waitUntil(() => told('draw').length === 2);
    expect(told('config').at(-1)?.[0]).to.include({formToken: noToken});
    expect(fields.querySelector('.paused')).to.equal(null);
  });

  it('speaks the other language without losing what was typed', async () => {
    const fields = await fieldsFor();
    says.focus?.();
    fields.locale = 'en';
    await fields.updateComplete;
    expect(told('draw')).to.have.length(1);
    expect(told('config').at(-1)).to.deep.equal([{'kr-language': 'en-US'}]);
    expect(fields.textContent).to.include('Card number');
  });

  it('is drawn anew wherever it is moved to, and keeps its frames where it is moved with moveBefore', async () => {
    const fields = await fieldsFor();
    const elsewhere = await fixture<HTMLElement & {moveBefore(node: Node, before: Node | null): void}>(
      html`<div></div>`,
    );
    elsewhere.moveBefore(fields, null);
    says.focus?.();
    document.body.append(fields);
    await waitUntil(() => told('draw').length === 2);
    expect(await fields.submit(), 'also over what was typed: it is gone').to.equal('ready');
    const removed = told('removed').length;
    fields.remove();
    expect([told('draw').length, told('removed').length]).to.deep.equal([2, removed + 1]);

    const asleep = await fixture<HTMLElement>(html`<guichet-lyra-fields .view=${openSession}></guichet-lyra-fields>`);
    heard.length = 0;
    elsewhere.append(asleep);
    expect(heard, 'nobody has asked for them').to.deep.equal([]);
  });

  it('takes a code that nobody knows for the end of the try', () => {
    expect(
      ['ACQ_001', 'AUTH_149', 'PSP_108', 'CLIENT_998', 'x', ''].map((errorCode) => turnOf({errorCode})),
    ).to.deep.equal(Array.from({length: 6}, () => 'failed'));
    expect(['CLIENT_101', 'CLIENT_300', 'CLIENT_999', 'PSP_999'].map((errorCode) => turnOf({errorCode}))).to.deep.equal(
      Array.from({length: 4}, () => 'open'),
    );
  });
});
