import {expect, fixture, fixtureCleanup, html} from '@open-wc/testing';
import '../../components/card/guichet-card-form.ts';
import type {GuichetCardForm} from '../../components/card/guichet-card-form.ts';
import type {GuichetCardChangeEvent} from '../../components/events.ts';
import {inside, post, settle, until} from './frames.ts';

const frameUrl = new URL('../../components/card/frame/frame.css?g=grant', import.meta.url).href;
const nonceOf = (frame: HTMLIFrameElement) => new URL(frame.src).searchParams.get('n')!;
const frameOf = (form: Element) => form.querySelector('iframe')!;

/** Plays the vault's document: shakes hands, and gives what it hears and a way to speak. */
async function join(frame: HTMLIFrameElement, nonce = nonceOf(frame), loaded = inside(frame)) {
  const inner = await loaded;
  post(inner, {type: 'guichet:hello', nonce});
  await until(() => inner.heard.length === 1);
  const port = inner.heard[0]!.ports[0]!;
  const heard: {type: string; id?: number; [key: string]: unknown}[] = [];
  port.onmessage = ({data}) => heard.push(data);
  const say = (message: object) => port.postMessage(message);
  say({type: 'ready'});
  return {heard, say, inner};
}

async function draw() {
  const form = await fixture<GuichetCardForm>(
    html`<guichet-card-form frame-url=${frameUrl} locale="fr"></guichet-card-form>`,
  );
  return {form, frame: frameOf(form), ...(await join(frameOf(form)))};
}

describe('<guichet-card-form>', () => {
  it('is accessible, and its frame has a name in the language of the page', async function () {
    // The first test of the file waits for the texts and the parser of themes to be made.
    this.timeout(20_000);
    const {form, frame} = await draw();
    await expect(form).to.be.accessible();
    expect(frame.title).to.equal('Saisie du numéro de carte');
    form.locale = 'en';
    await until(() => frame.title === 'Card number entry');
  });

  it('makes the frame for one parent, one nonce, one language', async () => {
    const {frame} = await draw();
    const {searchParams} = new URL(frame.src);
    expect([searchParams.get('g'), searchParams.get('p'), searchParams.get('l')]).to.deep.equal([
      'grant',
      location.origin,
      'fr',
    ]);
    expect(nonceOf(frame)).to.match(/^[\da-f]{32}$/);
  });

  it('takes over a frame that the document brought along, without loading it again', async () => {
    const frame = document.createElement('iframe');
    frame.slot = 'frame';
    frame.dataset['nonce'] = 'from-the-server-0001';
    frame.src = frameUrl;
    const loaded = inside(frame);
    const host = await fixture<HTMLElement>(html`<div></div>`);
    host.append(frame);
    const inner = await loaded;
    let loads = 0;
    frame.addEventListener('load', () => loads++);
    // Through a second shadow root, as on the page: the frame stays a light child of the outermost element.
    host.attachShadow({mode: 'open'}).innerHTML =
      '<guichet-card-form locale="fr"><slot name="frame" slot="frame"></slot></guichet-card-form>';
    const form = host.shadowRoot!.querySelector('guichet-card-form')!;
    await form.updateComplete;
    const {heard} = await join(frame, 'from-the-server-0001', Promise.resolve(inner));
    await until(() => heard.some(({type}) => type === 'theme'));
    expect(loads).to.equal(0);
  });

  it('tells the frame theme, scheme and language', async () => {
    const form = await fixture<GuichetCardForm>(
      html`<guichet-card-form frame-url=${frameUrl} locale="fr"></guichet-card-form>`,
    );
    form.style.setProperty('--guichet-color-accent', 'rgb(90 20 120)');
    const {heard} = await join(frameOf(form));
    await until(() => heard.some(({type}) => type === 'theme') && heard.some(({type}) => type === 'locale'));
    const theme = heard.find(({type}) => type === 'theme');
    expect(theme).to.deep.include({scheme: 'light', tokens: {'--guichet-color-accent': '#5a1478'}});
  });

  it('loads a frame again that has come without a word, and none that has spoken', async function () {
    this.timeout(15_000);
    const form = await fixture<GuichetCardForm>(
      html`<guichet-card-form frame-url=${frameUrl} locale="fr"></guichet-card-form>`,
    );
    const lost = nonceOf(frameOf(form));
    await until(() => nonceOf(frameOf(form)) !== lost, 10_000);
    const nonce = nonceOf(frameOf(form));
    const {say, heard} = await join(frameOf(form));
    say({type: 'change', complete: true, empty: false, brand: 'visa', networks: []});
    await until(() => heard.some(({type}) => type === 'locale'));
    await settle(5000);
    expect(nonceOf(frameOf(form))).to.equal(nonce);
  });

  it('is as tall as its frame says', async () => {
    const {frame, say} = await draw();
    const width = frame.clientWidth;
    say({type: 'resize', height: 301, width});
    await until(() => frame.offsetHeight === 301);
    say({type: 'resize', height: 99_999, width});
    await settle();
    expect(frame.offsetHeight).to.equal(301);
  });

  it('does not believe a height that belongs to another width', async () => {
    const {frame, say} = await draw();
    const {clientWidth: width, offsetHeight: kept} = frame;
    say({type: 'resize', height: 563, width: 91});
    say({type: 'resize', height: 120, width: width * 2});
    await settle();
    expect(frame.offsetHeight).to.equal(kept);
    say({type: 'resize', height: 302, width: width - 2});
    await until(() => frame.offsetHeight === 302);
  });

  it('says how the card stands', async () => {
    const {form, say} = await draw();
    const seen: unknown[] = [];
    form.addEventListener('guichet-card-change', ({complete, brand, networks}: GuichetCardChangeEvent) =>
      seen.push([complete, brand, networks]),
    );
    say({type: 'change', complete: true, empty: false, brand: 'visa', networks: ['cb', 'visa', 'evil']});
    await until(() => seen.length === 1);
    expect(seen[0]).to.deep.equal([true, 'visa', ['cb', 'visa']]);
  });

  it('says that Enter was pressed', async () => {
    const {form, say} = await draw();
    let entered = 0;
    form.addEventListener('guichet-card-submit', () => entered++);
    say({type: 'enter'});
    await until(() => entered === 1);
  });

  const answers: readonly object[] = [
    {type: 'token', token: 'card_1', network: 'cb', chosen_by: 'shopper', last4: '1001'},
    {type: 'invalid', fields: ['number', 'cvc']},
    {type: 'failed', code: 'too_often'},
  ];
  for (const answer of answers) {
    it(`hands on the frame’s answer ${JSON.stringify(answer)}`, async () => {
      const {form, heard, say} = await draw();
      const submitted = form.submit();
      await until(() => heard.some(({type}) => type === 'submit'));
      const {id} = heard.find(({type}) => type === 'submit')!;
      say({...answer, id: 999});
      say({...answer, id});
      expect(await submitted).to.deep.equal({...answer, id});
    });
  }

  it('keeps its frame when it is moved with moveBefore', async () => {
    const {form, frame, heard} = await draw();
    const elsewhere = await fixture<HTMLElement & {moveBefore(node: Node, before: Node | null): void}>(
      html`<section></section>`,
    );
    const nonce = nonceOf(frame);
    elsewhere.moveBefore(form, null);
    void form.submit();
    await until(() => heard.some(({type}) => type === 'submit'));
    expect(nonceOf(frame)).to.equal(nonce);
  });

  for (const [title, move] of [
    ['moved with append', (form: Element, to: Element) => to.append(form)],
    [
      'taken out and put back later',
      async (form: Element, to: Element) => (form.remove(), await settle(), to.append(form)),
    ],
  ] as const) {
    it(`starts again under a new nonce when it is ${title}, and says that it is empty`, async () => {
      const {form, frame} = await draw();
      const elsewhere = await fixture<HTMLElement>(html`<section></section>`);
      const nonce = nonceOf(frame);
      const cut = form.submit();
      let complete: boolean | undefined;
      form.addEventListener('guichet-card-change', (event) => (complete = event.complete));
      await settle();
      await move(form, elsewhere);
      expect(await cut).to.deep.include({type: 'failed', code: 'card_form_gone'});
      expect(complete).to.equal(false);
      expect(nonceOf(frame)).to.not.equal(nonce);
      const {heard} = await join(frame);
      void form.submit();
      await until(() => heard.some(({type}) => type === 'submit'));
    });
  }

  afterEach(fixtureCleanup);
});
