import {messageBytesMax, type Hello, type PortOffer} from '#contract/messages.ts';

/** What comes out of a port before anyone has looked at it: an object with a type, small enough, and nothing more. */
export type RawMessage = Readonly<Record<string, unknown>> & {readonly type: string};

/** Nonces that have bought a port in this document. A second hello under the same one is a replay. */
const spent = new Set<string>();

/** The first hello goes out at once; a parent whose script is still on its way hears a later one. */
const firstPauseMs = 30;
const longestPauseMs = 500;
const patienceMs = 3_600_000;

/**
 * The parent's half of the handshake (`#contract/messages.ts`): waits until the document in `iframe` says hello from
 * `origin` under `nonce`, and hands it the other end of the port.
 *
 * The nonce serves once. A frame that was reloaded needs a new address with a new nonce, and a new call.
 *
 * @throws when the nonce was used before, or with the signal's reason when it is aborted.
 */
export function openPort(
  iframe: HTMLIFrameElement,
  origin: string,
  nonce: string,
  signal?: AbortSignal,
): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    if (nonce === '' || spent.has(nonce)) return reject(new Error('nonce_spent'));
    if (signal?.aborted) return reject(signal.reason);

    const stop = () => {
      removeEventListener('message', hear);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      stop();
      reject(signal?.reason);
    };
    const hear = ({origin: from, source, data}: MessageEvent<unknown>) => {
      // A frame that is out of the document has no window, and neither has the source of its last words.
      const child = iframe.contentWindow;
      if (
        child === null ||
        source !== child ||
        from !== origin ||
        !is('guichet:hello', data, nonce) ||
        spent.has(nonce)
      )
        return;
      spent.add(nonce);
      stop();
      const {port1, port2} = new MessageChannel();
      child.postMessage({type: 'guichet:port', nonce} satisfies PortOffer, origin, [port2]);
      resolve(port1);
    };
    addEventListener('message', hear);
    signal?.addEventListener('abort', abort);
  });
}

/**
 * The child's half: says hello to exactly `origin` until the parent answers with a port. Nothing is ever posted to
 * `*`, so a page that frames us without being that origin hears nothing.
 *
 * @throws `no_parent` when nobody answered within an hour.
 */
export function joinParent(origin: string, nonce: string): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    let pause = firstPauseMs;
    let waited = 0;
    let timer = 0;
    const stop = () => {
      clearTimeout(timer);
      removeEventListener('message', hear);
    };
    const hear = ({origin: from, source, data, ports: [port]}: MessageEvent<unknown>) => {
      if (source !== parent || from !== origin || !is('guichet:port', data, nonce) || !port) return;
      stop();
      resolve(port);
    };
    const hello = () => {
      if (waited > patienceMs) {
        stop();
        return reject(new Error('no_parent'));
      }
      parent.postMessage({type: 'guichet:hello', nonce} satisfies Hello, origin);
      timer = window.setTimeout(hello, pause);
      waited += pause;
      pause = Math.min(pause * 2, longestPauseMs);
    };
    addEventListener('message', hear);
    hello();
  });
}

/**
 * Reads a port: whatever is no object with a string type, or larger than 2 kB, is dropped without a word. Whoever
 * listens parses further and drops the types that it does not know.
 */
export function listen(port: MessagePort, handle: (message: RawMessage) => void): void {
  port.onmessage = ({data}: MessageEvent<unknown>) => {
    if (isRawMessage(data)) handle(data);
  };
}

function isRawMessage(data: unknown): data is RawMessage {
  if (typeof data !== 'object' || data === null || !('type' in data) || typeof data.type !== 'string') return false;
  try {
    return new TextEncoder().encode(JSON.stringify(data)).length <= messageBytesMax;
  } catch {
    // A cycle, or a bigint: nothing that we would ever send.
    return false;
  }
}

function is(type: (Hello | PortOffer)['type'], data: unknown, nonce: string): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === type &&
    'nonce' in data &&
    data.nonce === nonce
  );
}
