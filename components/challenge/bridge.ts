import {windowSizes, type WindowSize} from '#contract/challenge.ts';
import type {FromBridge} from '#contract/messages.ts';
import {joinParent, listen} from '../base/port.ts';

/**
 * The script of the bridge page: between our page, whose policy frames nobody but us, and the issuer's, which may be
 * anywhere. It gathers what the bank wants to know of the browser, lets the bank ask its question in a sandboxed frame,
 * and says when there is nothing more to see. It decides nothing: the result goes from server to server.
 */

/** What the server wrote into the document. Empty when it does not know the handle (any more). */
interface Facts {
  readonly ancestors: readonly string[];
  readonly transId: string;
  readonly methodUrl: string | null;
  readonly methodDone: boolean;
  /** The `Accept` header of this document's own request, which the AReq must tell exactly. */
  readonly accept: string;
  readonly frameTitle: string;
}

type Step =
  | {readonly step: 'ended' | 'app'}
  | {
      readonly step: 'challenge';
      readonly acsUrl: string;
      readonly transId: string;
      readonly acsTransId: string;
      readonly version: string;
      readonly sessionData: string;
    };

/** EMV 3DS 2.1 and 2.2: an ACS has 10 s for its 3DS Method. */
const methodLimitMs = 10_000;
/** The server asks the issuer, which may take its time. */
const authenticateLimitMs = 45_000;
/** Half a minute without a line, as in a tunnel. */
const authenticateTriesMax = 8;

/** EMV 3DS 2.3.1 Tables A.23 and A.24. The framed origin is not ours: only then may scripts and same-origin stand together. */
const methodSandbox = 'allow-forms allow-scripts allow-same-origin';
const challengeSandbox = `${methodSandbox} allow-pointer-lock`;
const frameAllow = 'payment *; publickey-credentials-get *';

const here = location.pathname;
const facts = JSON.parse(document.getElementById('facts')?.textContent ?? 'null') as Facts | null;
const address = new URLSearchParams(location.hash.slice(1));
void run(address.get('p') ?? '', address.get('n') ?? '');

async function run(parentOrigin: string, nonce: string): Promise<void> {
  if (parent === window || !/^https?:\/\/[^/]+$/.test(parentOrigin)) return;
  // The policy of this document already says who may frame it; the address must not say otherwise.
  if (facts && !facts.ancestors.includes(parentOrigin)) return;

  const port = await joinParent(parentOrigin, nonce);
  const tell = (message: FromBridge) => port.postMessage(message);
  if (!facts) return tell({type: 'failed', code: 'gone'});

  const room = new Promise<WindowSize>((resolve) => {
    listen(port, ({type, size}) => {
      if (type === 'open' && isWindowSize(size)) resolve(size);
    });
  });
  const step = await authenticate(facts, await runMethod(facts));
  if (!step) return tell({type: 'failed', code: 'unreachable'});
  if (step.step !== 'challenge') return tell({type: 'ended'});
  if (!isAcsAddress(step.acsUrl)) return tell({type: 'failed', code: 'acs_address'});

  tell({type: 'challenge'});
  await challenge(step, await room, facts.frameTitle);
  tell({type: 'ended'});
}

/** The 3DS Method: a hidden page of the issuer looks at the browser. `N` when it did not finish in time. */
async function runMethod({methodUrl, methodDone, transId}: Facts): Promise<'Y' | 'N' | 'U'> {
  if (methodDone) return 'Y';
  if (methodUrl === null) return 'U';
  if (!isAcsAddress(methodUrl)) return 'N';
  const frame = openFrame('guichet-3ds-method', methodSandbox, 'method');
  const notification = location.origin + here.replace('/bridge/', '/method/');
  const done = heardFrom(frame, 'method');
  send(methodUrl, frame.name, {
    threeDSMethodData: encode({threeDSServerTransID: transId, threeDSMethodNotificationURL: notification}),
  });
  const result = await Promise.race([done.then(() => 'Y' as const), after(methodLimitMs).then(() => 'N' as const)]);
  frame.remove();
  return result;
}

/** Asking again is safe: while the challenge runs, the server answers with the same one. */
async function authenticate({accept}: Facts, method: 'Y' | 'N' | 'U'): Promise<Step | undefined> {
  const browser = {
    javaEnabled: typeof navigator.javaEnabled === 'function' && navigator.javaEnabled(),
    language: navigator.language,
    colorDepth: screen.colorDepth,
    screenHeight: screen.height,
    screenWidth: screen.width,
    timeZone: new Date().getTimezoneOffset(),
    method,
  };
  for (let tries = 1; tries <= authenticateTriesMax; tries++) {
    try {
      const response = await fetch(`${here}/authenticate`, {
        method: 'POST',
        headers: {accept, 'content-type': 'application/json'},
        body: JSON.stringify(browser),
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(authenticateLimitMs),
      });
      if (response.ok) return (await response.json()) as Step;
      if (response.status < 500) return undefined;
    } catch {
      // The line broke: once more.
    }
    await after(tries * 700);
  }
  return undefined;
}

/** Posts the CReq, and waits until our own notification page says from inside that frame that the bank is done. */
async function challenge(step: Extract<Step, {step: 'challenge'}>, size: WindowSize, title: string): Promise<void> {
  const frame = openFrame('guichet-3ds-challenge', challengeSandbox, 'challenge', size);
  frame.title = title;
  const done = heardFrom(frame, 'done');
  const creq = {
    threeDSServerTransID: step.transId,
    acsTransID: step.acsTransId,
    challengeWindowSize: size,
    messageType: 'CReq',
    messageVersion: step.version,
  };
  frame.addEventListener('load', () => document.querySelector('.wait')?.remove());
  send(step.acsUrl, frame.name, {creq: encode(creq), threeDSSessionData: step.sessionData});
  await done;
  frame.remove();
}

function openFrame(name: string, sandbox: string, className: string, size?: WindowSize): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  const {width, height} = (size && windowSizes[size]) ?? {width: '100%', height: '100%'};
  frame.name = name;
  frame.width = String(width);
  frame.height = String(height);
  frame.setAttribute('sandbox', sandbox);
  frame.allow = frameAllow;
  // The wrapper bears the class: the frame has the attributes of the tables, and a title for those who listen.
  const wrapper = document.createElement('div');
  wrapper.className = className;
  wrapper.append(frame);
  document.body.append(wrapper);
  return frame;
}

/** Only our own page, and only in that very frame, may say that it is over. */
function heardFrom(frame: HTMLIFrameElement, step: 'method' | 'done'): Promise<void> {
  return new Promise((resolve) => {
    const hear = ({origin, source, data}: MessageEvent<unknown>) => {
      if (
        origin !== location.origin ||
        source === null ||
        source !== frame.contentWindow ||
        data !== `guichet:3ds:${step}`
      )
        return;
      removeEventListener('message', hear);
      resolve();
    };
    addEventListener('message', hear);
  });
}

function send(action: string, target: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.target = target;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

/** An issuer's address: https, or http where we ourselves are served so (a shop on its own machine). Never a script. */
function isAcsAddress(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && location.protocol === 'http:');
}

function isWindowSize(value: unknown): value is WindowSize {
  return typeof value === 'string' && Object.hasOwn(windowSizes, value);
}

/** base64url of UTF-8 JSON, without padding (RFC 7515). */
function encode(message: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
