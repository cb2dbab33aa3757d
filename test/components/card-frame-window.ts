import type {FromCard, ToCard} from '#contract/messages.ts';
import type {CardGrant, CardKey} from '#contract/vault.ts';
import {openPort} from '../../components/base/port.ts';
import {frameDocument} from '../../server/vault/frame-markup.ts';
import {until} from './frames.ts';

/** What the frame's document asks of the vault, and what the test lets the vault say. */
export interface Answers {
  networks?(bin8: string): Promise<unknown> | unknown;
  cards?(body: {jwe: string; grant: string}): Promise<Response> | Response;
  keys?(): Promise<Response> | Response;
}

export const grant: CardGrant = {
  v: 1,
  session: 'cs_1',
  merchant: 'm_1',
  merchant_name: 'Maison <Lumen>',
  livemode: false,
  origins: [location.origin],
  brands: ['cb', 'visa', 'mastercard', 'amex'],
  prefers: 'cb',
  exp: 0,
};

let count = 0;
const frames = new Set<HTMLIFrameElement>();

/** The card form's own document in a frame, woken by its own script, in front of a vault that a test plays. */
export async function openCardFrame({
  answers = {},
  locale = 'fr',
  width = 460,
  given = {},
  joined = true,
}: {
  readonly answers?: Answers;
  readonly locale?: 'fr' | 'en';
  readonly width?: number;
  readonly given?: Partial<CardGrant>;
  readonly joined?: boolean;
} = {}) {
  const nonce = `nonce-${++count}-0123456789`;
  const style = await (await fetch(new URL('../../components/card/frame/frame.css', import.meta.url))).text();
  const document = frameDocument({
    locale,
    grant: {...grant, ...given},
    grantText: 'signed.grant',
    parent: location.origin,
    nonce,
    assets: {style, script: ''},
  });
  const script = new URL('../../components/card/frame/start.ts', import.meta.url).href;
  const frame = window.document.createElement('iframe');
  frame.style.width = `${width}px`;
  frame.style.height = '320px';
  frame.title = nonce;
  frames.add(frame);

  const asked: string[] = [];
  const vault = async (path: string, init?: RequestInit): Promise<Response> => {
    asked.push(path);
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    if (path === 'networks') return Response.json({networks: (await answers.networks?.(body.bin8)) ?? []});
    if (path === 'cards') return answers.cards?.(body) ?? new Response(null, {status: 500});
    return answers.keys?.() ?? Response.json({keys: []});
  };
  Object.assign(window, {[`vault${count}`]: vault});
  // A real document, not one of `about:srcdoc` behind a parser of another kind: same markup, its script as a module.
  frame.srcdoc = document.replace(
    '<script></script>',
    `<script>fetch = (...call) => parent['vault${count}'](...call)</script><script type="module">import {start} from '${script}'; start(); window.awake = true</script>`,
  );
  window.document.body.append(frame);

  const heard: FromCard[] = [];
  let port: MessagePort | undefined;
  if (joined) {
    port = await openPort(frame, location.origin, nonce);
    port.onmessage = ({data}) => heard.push(data);
  }
  const page = () => frame.contentDocument!;
  await until(() => (frame.contentWindow as unknown as {awake?: boolean}).awake);

  return {
    frame,
    nonce,
    heard,
    asked,
    page,
    /** What the server sent, before the script saw it. */
    written: document,
    field: (name: 'number' | 'expiry' | 'cvc') => page().querySelector<HTMLInputElement>(`#${name}`)!,
    error: (name: 'number' | 'expiry' | 'cvc') => page().querySelector(`#${name}-error`)!.textContent,
    status: () => page().querySelector('#status')!.textContent,
    choosing: () => page().querySelector('#under')!.classList.contains('choose'),
    /** What axe finds in the frame's document, by rule. */
    async violations(): Promise<readonly string[]> {
      const inner = frame.contentWindow as unknown as {
        eval(code: string): void;
        axe: {run(options: object): Promise<{violations: {id: string}[]}>};
      };
      inner.eval(await (await fetch(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url))).text());
      // What a whole page must have and a part of one must not.
      const rules = {'landmark-one-main': {enabled: false}, 'page-has-heading-one': {enabled: false}};
      return (await inner.axe.run({rules})).violations.map(({id}) => id);
    },
    say: (message: ToCard) => port!.postMessage(message),
    /** What the frame answers next under that type. */
    async next<T extends FromCard['type']>(type: T): Promise<Extract<FromCard, {type: T}>> {
      const is = (message: FromCard): message is Extract<FromCard, {type: T}> => message.type === type;
      const from = heard.length;
      await until(() => heard.slice(from).some(is));
      return heard.slice(from).find(is)!;
    },
  };
}

export type CardFrame = Awaited<ReturnType<typeof openCardFrame>>;

export function closeCardFrames(): void {
  for (const frame of frames) frame.remove();
  frames.clear();
}

/** Puts a text in as a browser does when it fills in a form, or pastes. */
export function fill(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event('input', {bubbles: true}));
}

export async function makeKey(kid: string): Promise<{readonly key: CardKey; readonly privateKey: CryptoKey}> {
  const pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, true, ['deriveBits']);
  const {x = '', y = ''} = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {key: {kty: 'EC', crv: 'P-256', x, y, kid, use: 'enc', alg: 'ECDH-ES'}, privateKey: pair.privateKey};
}
