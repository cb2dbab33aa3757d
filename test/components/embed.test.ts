import {expect, fixture, html, oneEvent} from '@open-wc/testing';
import type {ToPage} from '#contract/messages.ts';
import {parseFromPage} from '../../components/embed/page-port.ts';
import '../../components/embed/guichet.ts';
import {inside, post, settle, until} from './frames.ts';

type Checkout = HTMLElementTagNameMap['guichet-checkout'];

const draw = () => fixture<Checkout>(html`<guichet-checkout session="cs_1" token="cst_2"></guichet-checkout>`);
const frameOf = (checkout: Checkout) => checkout.shadowRoot!.querySelector('iframe')!;
const nonceOf = (frame: HTMLIFrameElement) => new URL(frame.src).hash.split('.').at(-1)!;

/** Plays the page inside: shakes hands, and gives what it hears and a way to speak. */
async function join(checkout: Checkout) {
  const frame = frameOf(checkout);
  const inner = await inside(frame);
  post(inner, {type: 'guichet:hello', nonce: nonceOf(frame)});
  await until(() => inner.heard.length === 1);
  const [port] = inner.heard[0]!.ports;
  const heard: ToPage[] = [];
  port!.onmessage = ({data}) => heard.push(data);
  return {frame, inner, heard, say: (message: unknown) => port!.postMessage(message), answer: inner.heard[0]!.data};
}

describe('<guichet-checkout>', () => {
  it('frames the page, with the token in the fragment only', async () => {
    const frame = frameOf(await draw());
    const url = new URL(frame.src);
    expect(url.origin + url.pathname + url.search).to.equal(`${location.origin}/embed/cs_1?p=${location.origin}`);
    expect(url.hash).to.match(/^#cst_2\.[\d-]{20,}$/);
    expect(frame.allow).to.equal('payment *; publickey-credentials-get *; clipboard-write');
    expect(frame.referrerPolicy).to.equal('no-referrer');
    expect(frame.title).to.equal(
      /^fr/.test(document.documentElement.lang || navigator.language) ? 'Paiement sécurisé' : 'Secure payment',
    );
  });

  it('is accessible', async function () {
    // The checker waits for an answer from the frame, which is empty here.
    this.timeout(20_000);
    await expect(await draw()).to.be.accessible();
  });

  it('waits for both session and token', async () => {
    const checkout = await fixture<Checkout>(html`<guichet-checkout session="cs_1"></guichet-checkout>`);
    expect(checkout.shadowRoot!.querySelector('iframe')).to.equal(null);
    checkout.setAttribute('token', 'cst_2');
    expect(frameOf(checkout)).to.be.instanceOf(HTMLIFrameElement);
  });

  it('gives a port to the page that says its nonce', async () => {
    const {answer, frame} = await join(await draw());
    expect(answer).to.deep.equal({type: 'guichet:port', nonce: nonceOf(frame)});
  });

  it('does not hear a forged nonce', async () => {
    const inner = await inside(frameOf(await draw()));
    post(inner, {type: 'guichet:hello', nonce: '1-2-3-4'});
    await settle();
    expect(inner.heard).to.deep.equal([]);
  });

  it('does not hear the right nonce from another window', async () => {
    const frame = frameOf(await draw());
    const inner = await inside(frame);
    const stranger = await fixture<HTMLIFrameElement>(html`<iframe src="/nowhere"></iframe>`);
    const strange = await inside(stranger);
    post(strange, {type: 'guichet:hello', nonce: nonceOf(frame)});
    window.postMessage({type: 'guichet:hello', nonce: nonceOf(frame)}, location.origin);
    await settle();
    expect([...inner.heard, ...strange.heard]).to.deep.equal([]);
  });

  it('does not hear the right nonce from another origin, whatever the window says', async () => {
    const frame = frameOf(await draw());
    const inner = await inside(frame);
    const forged = {
      data: {type: 'guichet:hello', nonce: nonceOf(frame)},
      origin: 'https://evil.example',
      source: frame.contentWindow!,
    };
    dispatchEvent(new MessageEvent('message', forged));
    await settle();
    expect(inner.heard).to.deep.equal([]);
    // The same event with our own origin is heard: it was the origin that kept the other one out.
    dispatchEvent(new MessageEvent('message', {...forged, origin: location.origin}));
    await until(() => inner.heard.length === 1);
  });

  it('does not give a second port for the same nonce', async () => {
    const {inner, frame} = await join(await draw());
    post(inner, {type: 'guichet:hello', nonce: nonceOf(frame)});
    await settle();
    expect(inner.heard).to.have.length(1);
  });

  it('hands over tokens, resolved, and language', async () => {
    const outer = await fixture(
      html`<div><guichet-checkout session="cs_1" token="cst_2" locale="en"></guichet-checkout></div>`,
    );
    const checkout = outer.querySelector('guichet-checkout')!;
    const root = document.documentElement.style;
    root.setProperty('--brand', 'oklch(0.628 0.2577 29.23)');
    root.setProperty('--guichet-color-accent', 'var(--brand)');
    root.setProperty('--guichet-radius', 'calc(2px + 0.25rem)');
    const {heard} = await join(checkout);
    await until(() => heard.length === 2);
    expect(heard[0]).to.deep.equal({
      type: 'theme',
      tokens: {'--guichet-color-accent': 'rgb(255 0 0 / 1)', '--guichet-radius': '6px'},
      scheme: 'normal',
    });
    expect(heard[1]).to.deep.equal({type: 'locale', locale: 'en'});

    root.setProperty('--guichet-color-accent', '#00f');
    await until(() => heard.length === 4);
    expect(heard[2]).to.have.nested.property('tokens.--guichet-color-accent', 'rgb(0, 0, 255)');
    checkout.setAttribute('locale', 'fr');
    await until(() => heard.length === 6);
    expect(heard[5]).to.deep.equal({type: 'locale', locale: 'fr'});
    expect(frameOf(checkout).title).to.equal('Paiement sécurisé');
    for (const name of ['--brand', '--guichet-color-accent', '--guichet-radius']) root.removeProperty(name);
  });

  it('reserves its height, then takes that of the page', async () => {
    const checkout = await draw();
    expect(checkout.offsetHeight).to.equal(640);
    const {say} = await join(checkout);
    say({type: 'resize', height: 812.4});
    await until(() => checkout.offsetHeight === 813);
    say({type: 'resize', height: 4001});
    say({type: 'resize', height: -1});
    say({type: 'resize', height: '9px'});
    await settle();
    expect(checkout.offsetHeight).to.equal(813);
  });

  it('takes the whole viewport during a challenge, keeps its place, and gives all back', async () => {
    const checkout = await draw();
    const {say, frame} = await join(checkout);
    const inner = frame.contentWindow;
    const overflow = document.documentElement.style.getPropertyValue('overflow');
    say({type: 'resize', height: 700});
    say({type: 'viewport', mode: 'full'});
    const dialog = checkout.shadowRoot!.querySelector('dialog')!;
    await until(() => dialog.open);
    const {width, height} = frame.getBoundingClientRect();
    expect([width, height]).to.deep.equal([document.documentElement.clientWidth, window.innerHeight]);
    expect(checkout.offsetHeight).to.equal(700);
    expect(document.documentElement.style.getPropertyValue('overflow')).to.equal('hidden');
    say({type: 'resize', height: 900});
    await settle();
    expect(checkout.offsetHeight).to.equal(700);

    dialog.dispatchEvent(new Event('cancel', {cancelable: true}));
    dialog.close();
    await until(() => dialog.open);

    say({type: 'viewport', mode: 'inline'});
    await until(() => !dialog.open);
    await settle();
    expect(dialog.open).to.equal(false);
    expect(checkout.offsetHeight).to.equal(900);
    expect(document.documentElement.style.getPropertyValue('overflow')).to.equal(overflow);
    expect(frame.contentWindow).to.equal(inner);
  });

  it('unlocks the page when it is removed during a challenge', async () => {
    const checkout = await draw();
    const {say} = await join(checkout);
    say({type: 'viewport', mode: 'full'});
    await until(() => document.documentElement.style.getPropertyValue('overflow') === 'hidden');
    checkout.remove();
    expect(document.documentElement.style.getPropertyValue('overflow')).to.equal('');
  });

  for (const [message, event, fields] of [
    [{type: 'ready'}, 'guichet-ready', {}],
    [{type: 'method', name: 'card'}, 'guichet-method-change', {method: 'card'}],
    [{type: 'error', code: 'expired'}, 'guichet-error', {code: 'expired'}],
    [{type: 'cancel', cancel_url: null}, 'guichet-cancel', {cancel_url: null}],
  ] as const) {
    it(`tells ${event}`, async () => {
      const checkout = await draw();
      const {say} = await join(checkout);
      setTimeout(() => say(message));
      const heard = (await oneEvent(checkout, event)) as CustomEvent;
      expect(heard.detail).to.deep.equal(fields);
      expect(heard).to.include(fields);
      expect([heard.bubbles, heard.composed]).to.deep.equal([true, true]);
    });
  }

  it('tells that it is complete, and keeps the ticket on show', async () => {
    const checkout = await draw();
    const {say} = await join(checkout);
    setTimeout(() => say({type: 'complete', status: 'succeeded', session: 'cs_1'}));
    const event = await oneEvent(checkout, 'guichet-complete');
    expect(event).to.include({status: 'succeeded', session: 'cs_1'});
    await settle();
    expect(checkout.shadowRoot!.querySelector('iframe')).to.exist;
  });

  it('asks to go back, and stays when the shop says so', async () => {
    const checkout = await draw();
    const {say} = await join(checkout);
    checkout.addEventListener('guichet-return', (event) => event.preventDefault());
    setTimeout(() => say({type: 'return', return_url: `${location.origin}/away`}));
    const event = await oneEvent(checkout, 'guichet-return');
    expect(event).to.include({return_url: `${location.origin}/away`});
    await settle();
    expect(location.pathname).to.not.equal('/away');
  });

  it('begins again where it is moved, with another nonce', async () => {
    const checkout = await draw();
    const before = nonceOf(frameOf(checkout));
    const place = await fixture(html`<section></section>`);
    place.append(checkout);
    expect(nonceOf(frameOf(checkout))).to.not.equal(before);
    await join(checkout);
  });

  it('keeps its page when it is moved by moveBefore()', async () => {
    const checkout = await draw();
    const frame = frameOf(checkout);
    await inside(frame);
    const place = await fixture(html`<section></section>`);
    if (!('moveBefore' in place)) return;
    (place as Element & {moveBefore(node: Node, before: Node | null): void}).moveBefore(checkout, null);
    expect(frameOf(checkout)).to.equal(frame);
  });

  it('leaves nothing behind when it is removed', async () => {
    const checkout = await draw();
    const {say} = await join(checkout);
    let told = 0;
    checkout.addEventListener('guichet-ready', () => told++);
    checkout.remove();
    say({type: 'ready'});
    await settle();
    expect(told).to.equal(0);
    expect(checkout.shadowRoot!.childElementCount).to.equal(0);
  });

  it('draws a button in redirect mode, and no frame', async () => {
    const checkout = await fixture<Checkout>(
      html`<guichet-checkout session="cs_1" token="cst_2" mode="redirect" locale="fr"></guichet-checkout>`,
    );
    const button = checkout.shadowRoot!.querySelector('button')!;
    expect(button.textContent).to.equal('Aller au paiement');
    expect(checkout.shadowRoot!.querySelector('iframe')).to.equal(null);
    expect(button.offsetHeight).to.be.greaterThan(43);
    await expect(checkout).to.be.accessible();
  });
});

describe('what the page may say to a shop', () => {
  const complete = {type: 'complete', status: 's', session: 'c'};
  const back = {type: 'return', return_url: 'https://shop.example/'};
  const allowed = [
    {type: 'ready'},
    {type: 'submitting'},
    {type: 'resize', height: 0},
    {type: 'resize', height: 4000},
    {type: 'viewport', mode: 'inline'},
    {type: 'cancel', cancel_url: 'https://shop.example/'},
    complete,
    back,
  ];
  const dropped = [
    null,
    undefined,
    'ready',
    7,
    [],
    {},
    {type: 'toString'},
    {type: '__proto__'},
    {type: 'submit'},
    {type: 'resize', height: 4001},
    {type: 'resize', height: Number.NaN},
    {type: 'resize'},
    {type: 'viewport', mode: 'half'},
    {type: 'method', name: 7},
    {type: 'cancel'},
    {...back, return_url: 7},
    {...complete, session: 'x'.repeat(2048)},
  ];
  for (const message of allowed)
    it(`hears ${JSON.stringify(message)}`, () => expect(parseFromPage(message)).to.equal(message));
  for (const message of dropped) {
    it(`drops ${(JSON.stringify(message) ?? 'undefined').slice(0, 60)}`, () =>
      expect(parseFromPage(message)).to.equal(undefined));
  }
});
