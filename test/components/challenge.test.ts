import {expect, fixture, html, oneEvent} from '@open-wc/testing';
import type {FromBridge, ToBridge} from '#contract/messages.ts';
import {loadTexts} from '../../components/base/i18n.ts';
import {sizeFor} from '../../components/challenge/room.ts';
import '../../components/challenge/guichet-challenge.ts';
import {inside, post, settle, until} from './frames.ts';

type Challenge = HTMLElementTagNameMap['guichet-challenge'];
type Part = 'window' | 'leave' | 'cancel' | 'issuer';

before(async () => {
  await Promise.all([loadTexts('fr'), loadTexts('en')]);
});

const part = (challenge: Challenge, name: Part) =>
  challenge.shadowRoot!.querySelector<HTMLElement>(`[part="${name}"]`)!;
const dialog = (challenge: Challenge, name: 'window' | 'leave') => part(challenge, name) as HTMLDialogElement;
const frameOf = (challenge: Challenge) => challenge.querySelector('iframe')!;
const bridgeUrl = () => `${location.origin}/nowhere/${Math.random()}`;

async function draw(url = bridgeUrl()) {
  sessionStorage.clear();
  return fixture<Challenge>(html`<guichet-challenge locale="fr" .url=${url}></guichet-challenge>`);
}

/** Plays the bridge page. */
async function join(challenge: Challenge) {
  const frame = frameOf(challenge);
  const inner = await inside(frame);
  const nonce = new URLSearchParams(new URL(frame.src).hash.slice(1)).get('n');
  post(inner, {type: 'guichet:hello', nonce});
  await until(() => inner.heard.length === 1);
  const [port] = inner.heard[0]!.ports;
  const heard: ToBridge[] = [];
  port!.onmessage = ({data}) => heard.push(data);
  return {inner, nonce, heard, say: (message: FromBridge | object) => port!.postMessage(message)};
}

/** An element whose bank asks. */
async function asked(challenge?: Challenge) {
  const element = challenge ?? (await draw());
  const bridge = await join(element);
  bridge.say({type: 'challenge'});
  await until(() => bridge.heard.length === 1);
  return {challenge: element, bridge};
}

describe('<guichet-challenge>', () => {
  it('does nothing without a bridge', async () => {
    const challenge = await draw('');
    expect(challenge.childElementCount).to.equal(0);
    expect(dialog(challenge, 'window').open).to.equal(false);
  });

  it('runs the bridge unseen, but laid out, in the light DOM', async () => {
    const frame = frameOf(await draw());
    await settle();
    const {visibility, display} = getComputedStyle(frame);
    expect([frame.slot, visibility, display]).to.deep.equal(['bridge', 'hidden', 'block']);
    expect(frame.offsetWidth).to.be.greaterThan(0);
    expect(new URL(frame.src).searchParams.get('l')).to.equal('fr');
    expect(new URLSearchParams(new URL(frame.src).hash.slice(1)).get('p')).to.equal(location.origin);
    expect(frame.title).to.equal('Authentification par votre banque');
    expect(frame.hasAttribute('sandbox')).to.equal(false);
  });

  it('opens when the bank asks, and gives the bank its room once', async () => {
    const {challenge, bridge} = await asked();
    expect(dialog(challenge, 'window').open).to.equal(true);
    expect(getComputedStyle(frameOf(challenge)).visibility).to.equal('visible');
    expect(bridge.heard).to.deep.equal([{type: 'open', size: challenge.size}]);
    bridge.say({type: 'challenge'});
    await settle();
    expect(dialog(challenge, 'window').open).to.equal(true);
  });

  it('keeps the frame’s document while it opens', async () => {
    const challenge = await draw();
    const inner = frameOf(challenge).contentWindow;
    await asked(challenge);
    expect(frameOf(challenge).contentWindow).to.equal(inner);
  });

  it('is accessible', async () => {
    const {challenge} = await asked();
    await expect(challenge).to.be.accessible({ignoredRules: ['document-title', 'html-has-lang']});
  });

  it('asks for the bank’s app without a frame', async () => {
    const challenge = await draw();
    challenge.step = 'app';
    await until(() => dialog(challenge, 'window').open);
    expect(challenge.querySelector('iframe')).to.equal(null);
    expect(challenge.shadowRoot!.querySelector('h2')!.textContent).to.equal(
      'Confirmez dans l’application de votre banque',
    );
    await expect(challenge).to.be.accessible();
  });

  it('shows the issuer’s words as text', async () => {
    const challenge = await draw();
    challenge.cardholderInfo = '<img src=x onerror=alert(1)>';
    await asked(challenge);
    expect(part(challenge, 'issuer').querySelector('img')).to.equal(null);
    expect(part(challenge, 'issuer').textContent).to.include('<img src=x');
  });

  for (const outcome of ['ended', 'failed'] as const) {
    it(`closes and says so when the bridge says ${outcome}`, async () => {
      const {challenge, bridge} = await asked();
      setTimeout(() => bridge.say({type: outcome, code: 'gone'}));
      const event = await oneEvent(challenge, 'guichet-challenge-end');
      expect(event).to.have.property('outcome', outcome);
      expect(dialog(challenge, 'window').open).to.equal(false);
      expect(challenge.querySelector('iframe')).to.equal(null);
    });
  }

  it('ends without ever opening when the bank does not ask', async () => {
    const challenge = await draw();
    const bridge = await join(challenge);
    setTimeout(() => bridge.say({type: 'ended'}));
    expect(await oneEvent(challenge, 'guichet-challenge-end')).to.have.property('outcome', 'ended');
  });

  it('leaves at once by its button', async () => {
    const {challenge} = await asked();
    setTimeout(() => part(challenge, 'cancel').click());
    expect(await oneEvent(challenge, 'guichet-challenge-end')).to.have.property('outcome', 'canceled');
    expect(part(challenge, 'cancel').textContent?.trim()).to.equal('Annuler et choisir un autre moyen de paiement');
  });

  it('asks before it leaves by Escape, and stays when told so', async () => {
    const {challenge} = await asked();
    let ended = 0;
    challenge.addEventListener('guichet-challenge-end', () => ended++);
    const escape = new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, cancelable: true});
    dialog(challenge, 'window').dispatchEvent(escape);
    expect(escape.defaultPrevented).to.equal(true);
    expect(dialog(challenge, 'leave').open).to.equal(true);
    challenge.shadowRoot!.querySelector<HTMLElement>('.stay')!.click();
    expect([dialog(challenge, 'leave').open, dialog(challenge, 'window').open, ended]).to.deep.equal([false, true, 0]);

    const close = new Event('cancel', {cancelable: true});
    dialog(challenge, 'window').dispatchEvent(close);
    expect([close.defaultPrevented, dialog(challenge, 'leave').open]).to.deep.equal([true, true]);
    challenge.shadowRoot!.querySelector<HTMLElement>('.go')!.click();
    expect(ended).to.equal(1);
  });

  it('is not closed by a browser that insists', async () => {
    const {challenge} = await asked();
    dialog(challenge, 'window').close();
    await until(() => dialog(challenge, 'leave').open);
    expect(dialog(challenge, 'window').open).to.equal(true);
  });

  it('takes the focus and gives it back', async () => {
    const button = await fixture<HTMLButtonElement>(html`<button>x</button>`);
    button.focus();
    const {challenge, bridge} = await asked();
    expect(challenge.shadowRoot!.activeElement).to.have.class('frame');
    setTimeout(() => bridge.say({type: 'ended'}));
    await oneEvent(challenge, 'guichet-challenge-end');
    expect(document.activeElement).to.equal(button);
  });

  it('keeps the page behind from scrolling, and lets it go', async () => {
    const root = document.documentElement.style;
    const {challenge} = await asked();
    expect(root.overflow).to.equal('hidden');
    part(challenge, 'cancel').click();
    expect([root.overflow, root.paddingInlineEnd]).to.deep.equal(['', '']);
  });

  it('lets the page go when it is removed, and tells who made room', async () => {
    const challenge = await draw();
    let closed: Promise<void> | undefined;
    challenge.addEventListener('guichet-challenge-show', (event) => (closed = event.closed));
    await asked(challenge);
    challenge.remove();
    await closed;
    expect(document.documentElement.style.overflow).to.equal('');
  });

  it('waits for a page that makes room first', async () => {
    const challenge = await draw();
    let make = () => {};
    challenge.addEventListener('guichet-challenge-show', (event) =>
      event.waitUntil(new Promise<void>((resolve) => (make = resolve))),
    );
    const bridge = await join(challenge);
    bridge.say({type: 'challenge'});
    await settle();
    expect(dialog(challenge, 'window').open).to.equal(false);
    make();
    await until(() => bridge.heard.length === 1);
  });

  it('keeps the size that its page asks for', async () => {
    const challenge = await draw();
    challenge.size = '01';
    const {bridge} = await asked(challenge);
    expect(bridge.heard).to.deep.equal([{type: 'open', size: '01'}]);
    expect([frameOf(challenge).offsetWidth, frameOf(challenge).offsetHeight]).to.deep.equal([250, 400]);
  });

  it('gives the same size again after a reload', async () => {
    const url = bridgeUrl();
    const {challenge} = await asked(await draw(url));
    const {size} = challenge;
    challenge.remove();
    sessionStorage.setItem(`guichet:challenge:${new URL(url).pathname}`, size === '02' ? '03' : '02');
    const again = await fixture<Challenge>(html`<guichet-challenge locale="fr" .url=${url}></guichet-challenge>`);
    const {bridge} = await asked(again);
    expect(bridge.heard).to.deep.equal([{type: 'open', size: size === '02' ? '03' : '02'}]);
  });

  it('begins again where it is moved', async () => {
    const {challenge} = await asked();
    const before = frameOf(challenge).src;
    const place = await fixture(html`<section></section>`);
    place.append(challenge);
    expect(frameOf(challenge).src).to.not.equal(before);
    await asked(challenge);
    expect(dialog(challenge, 'window').matches(':modal')).to.equal(true);
  });

  it('works inside a shadow root', async () => {
    const host = await fixture(html`<div></div>`);
    const challenge = document.createElement('guichet-challenge');
    challenge.url = bridgeUrl();
    host.attachShadow({mode: 'closed'}).append(challenge);
    await challenge.updateComplete;
    await asked(challenge);
  });

  it('does not hear a forged nonce, another window or another origin', async () => {
    const challenge = await draw();
    const frame = frameOf(challenge);
    const inner = await inside(frame);
    const nonce = new URLSearchParams(new URL(frame.src).hash.slice(1)).get('n');
    post(inner, {type: 'guichet:hello', nonce: 'x'});
    window.postMessage({type: 'guichet:hello', nonce}, location.origin);
    const forged = {data: {type: 'guichet:hello', nonce}, origin: 'https://evil.example', source: inner};
    dispatchEvent(new MessageEvent('message', forged));
    await settle();
    expect(inner.heard).to.deep.equal([]);
  });

  it('does not give a second port for the same nonce', async () => {
    const {inner, nonce} = await join(await draw());
    post(inner, {type: 'guichet:hello', nonce});
    await settle();
    expect(inner.heard).to.have.length(1);
  });

  it('asks for a bridge again that has come without a word', async function () {
    this.timeout(15_000);
    const challenge = await draw();
    const lost = frameOf(challenge);
    await until(() => frameOf(challenge) !== lost, 10_000);
    expect(challenge.querySelectorAll('iframe')).to.have.length(1);
    await asked(challenge);
    expect(dialog(challenge, 'window').open).to.equal(true);
  });

  it('drops what a bridge does not say', async () => {
    const challenge = await draw();
    const bridge = await join(challenge);
    for (const message of [{type: 'paid'}, {type: 'toString'}, {outcome: 'ended'}, {}]) bridge.say(message);
    await settle();
    expect(challenge.querySelector('iframe')).to.not.equal(null);
  });

  it('changes its language while it is open', async () => {
    const {challenge} = await asked();
    challenge.locale = 'en';
    await challenge.updateComplete;
    expect(part(challenge, 'cancel').textContent?.trim()).to.equal('Cancel and choose another way to pay');
    expect([frameOf(challenge).title, challenge.lang]).to.deep.equal(['Authentication by your bank', 'en']);
  });
});

describe('the room for the bank’s page', () => {
  for (const [width, height, size] of [
    [320, 568, '05'],
    [390, 844, '05'],
    [499, 900, '05'],
    [500, 900, '02'],
    [533, 900, '02'],
    [534, 796, '03'],
    [534, 795, '02'],
    [634, 795, '04'],
    [633, 795, '02'],
    [1280, 720, '04'],
    [1280, 796, '03'],
    [844, 390, '05'],
    [1280, 595, '05'],
    [1280, 596, '04'],
  ] as const) {
    it(`is ${size} in ${width} by ${height}`, () => expect(sizeFor({width, height})).to.equal(size));
  }
});
