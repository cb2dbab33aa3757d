import {messageBytesMax, type FromPage} from '#contract/messages.ts';

/** The tallest page that a shop's document makes room for, in CSS pixels. */
const heightMax = 4000;

/**
 * The parent's half of the handshake, as `base/port.ts` has it, in fewer bytes: a shop's document hears our page only when
 * origin, window and nonce are right, and hears it once. Everything later comes over the port.
 */
export function awaitPage(
  frame: HTMLIFrameElement,
  origin: string,
  nonce: string,
  take: (port: MessagePort) => void,
): () => void {
  const hear = ({origin: from, source, data}: MessageEvent) => {
    if (
      from !== origin ||
      source !== frame.contentWindow ||
      !source ||
      data?.type !== 'guichet:hello' ||
      data.nonce !== nonce
    )
      return;
    stop();
    const {port1, port2} = new MessageChannel();
    frame.contentWindow?.postMessage({type: 'guichet:port', nonce}, origin, [port2]);
    take(port1);
  };
  const stop = () => removeEventListener('message', hear);
  addEventListener('message', hear);
  return stop;
}

/** What each message of our page must hold beside its type. Types that are not here are dropped. */
const shapes: Readonly<Record<FromPage['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  ready: {},
  submitting: {},
  resize: {height: (value) => typeof value === 'number' && value >= 0 && value <= heightMax},
  viewport: {mode: (value) => value === 'full' || value === 'inline'},
  method: {name: isText},
  complete: {status: isText, session: isText},
  return: {return_url: isText},
  cancel: {cancel_url: (value) => value === null || isText(value)},
  error: {code: isText},
};

/** What our page said, if it is one of the things that it may say; undefined for all else. */
export function parseFromPage(data: unknown): FromPage | undefined {
  try {
    if (JSON.stringify(data).length > messageBytesMax) return undefined;
    const message = data as Readonly<Record<string, unknown>> & FromPage;
    const shape = Object.hasOwn(shapes, message.type) && shapes[message.type];
    return shape && Object.entries(shape).every(([key, fits]) => fits(message[key])) ? message : undefined;
  } catch {
    // Nothing, a cycle, a bigint: not ours.
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
