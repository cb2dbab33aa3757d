import {expect} from '@open-wc/testing';
import {listen, openPort, type RawMessage} from '../../components/base/port.ts';
import {inside, post, settle, until} from './frames.ts';

let count = 0;

/** A frame of our own origin, played by the test. */
async function draw() {
  const frame = document.createElement('iframe');
  const loaded = inside(frame);
  frame.src = new URL('../../components/card/frame/frame.css', import.meta.url).href;
  document.body.append(frame);
  const life = new AbortController();
  return {frame, inner: await loaded, nonce: `port-${++count}`, life};
}

describe('the handshake of two frames', () => {
  afterEach(() => document.querySelectorAll('iframe').forEach((frame) => frame.remove()));

  it('opens one port, which carries messages both ways', async () => {
    const {frame, inner, nonce} = await draw();
    const opened = openPort(frame, location.origin, nonce);
    post(inner, {type: 'guichet:hello', nonce});
    const port = await opened;
    const heard: RawMessage[] = [];
    listen(port, (message) => heard.push(message));
    await until(() => inner.heard.length === 1);
    expect(inner.heard[0]!.data).to.deep.equal({type: 'guichet:port', nonce});
    inner.heard[0]!.ports[0]!.postMessage({type: 'ready'});
    await until(() => heard.length === 1);
  });

  const strangers: readonly [title: string, speak: (one: Awaited<ReturnType<typeof draw>>) => void][] = [
    ['another nonce', ({inner}) => post(inner, {type: 'guichet:hello', nonce: 'port-0'})],
    ['another word', ({inner, nonce}) => post(inner, {type: 'hello', nonce})],
    ['no object at all', ({inner}) => post(inner, 'guichet:hello')],
    [
      'another window of the same origin',
      ({nonce}) => window.postMessage({type: 'guichet:hello', nonce}, location.origin),
    ],
    [
      'another origin in the same window',
      ({frame, nonce}) => {
        const {contentWindow: source} = frame;
        dispatchEvent(
          new MessageEvent('message', {origin: 'https://evil.example', source, data: {type: 'guichet:hello', nonce}}),
        );
      },
    ],
  ];
  for (const [title, speak] of strangers) {
    it(`gives nothing to ${title}`, async () => {
      const one = await draw();
      let opened = false;
      openPort(one.frame, location.origin, one.nonce, one.life.signal).then(
        () => (opened = true),
        () => undefined,
      );
      speak(one);
      await settle();
      expect([opened, one.inner.heard]).to.deep.equal([false, []]);
      one.life.abort();
    });
  }

  it('gives no second port under the same nonce', async () => {
    const {frame, inner, nonce} = await draw();
    const opened = openPort(frame, location.origin, nonce);
    post(inner, {type: 'guichet:hello', nonce});
    post(inner, {type: 'guichet:hello', nonce});
    await opened;
    await settle();
    expect(inner.heard.length).to.equal(1);
    const again = await openPort(frame, location.origin, nonce).catch((error: Error) => error.message);
    expect(again).to.equal('nonce_spent');
  });

  it('ends when its owner does', async () => {
    const {frame, nonce, life} = await draw();
    const opened = openPort(frame, location.origin, nonce, life.signal);
    life.abort(new Error('gone'));
    expect(await opened.catch((error: Error) => error.message)).to.equal('gone');
  });

  it('drops what is no message or too large a one', async () => {
    const {port1, port2} = new MessageChannel();
    const heard: RawMessage[] = [];
    listen(port1, (message) => heard.push(message));
    const cycle: {type: string; self?: unknown} = {type: 'a'};
    cycle.self = cycle;
    for (const data of [null, 'a', 7, {}, {type: 7}, cycle, {type: 'a', text: 'é'.repeat(1100)}])
      port2.postMessage(data);
    port2.postMessage({type: 'a', text: 'é'.repeat(900)});
    await until(() => heard.length > 0);
    expect(heard.length).to.equal(1);
  });
});
