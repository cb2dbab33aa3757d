import {keepEarlyActs} from './early-acts.ts';
import type {PageData} from './take-over.ts';

/**
 * The hosted page's script, and all of it that is loaded before the card form takes keys: it drops the token from the
 * address, and lets the vault's frame have the line first. The elements come when the frame has spoken; what the server
 * drew stands meanwhile, and what is clicked there is kept (`early-acts.ts`).
 *
 * The token is kept in the history entry: that survives a reload and the back button, belongs to this tab and this entry
 * alone, is sent nowhere, and works in a frame whose storage the browser blocks. No cookie. While the shopper is at a
 * provider's page, whose way back is a new entry, the tab's own storage keeps it (`kept-token.ts`).
 */

/** A frame that says nothing for so long is not worth waiting for. */
const patienceMs = 2500;

const page = document.querySelector('guichet-payment-page');
const data: PageData | null = JSON.parse(document.getElementById('given')?.textContent ?? 'null');
if (page && data) void start(page, data).catch(comeAgain);

async function start(page: HTMLElementTagNameMap['guichet-payment-page'], data: PageData): Promise<void> {
  const {token, nonce} = takeFragment(page.getAttribute('session') ?? '');
  if (token) page.token = token;
  const isFramed = nonce !== '' && data.origins.length > 0;
  if (isFramed) void import('./embedded.ts').then(({embed}) => embed(page, data.origins, nonce));

  const early = keepEarlyActs();
  await frameSpeaks(page.querySelector('iframe'));
  preload(data.preloads);
  const {prepare} = await import('./prepare.ts');
  prepare(page, data);
  const {takeOver} = await import('./take-over.ts');

  const resume = takeOver(page, data, isFramed);
  await listens(page);
  resume();
  early.replay();
}

/**
 * The line broke before the elements were here, and a browser may remember of them that they did not come (`base/again.ts`):
 * a new document asks for them, once the line is back. Once: what never comes must not turn in a circle. In a frame it would
 * no longer be the one that the shop's page speaks with.
 */
async function comeAgain(): Promise<void> {
  if (history.state?.again || window !== top) return;
  await new Promise((resolve) => (navigator.onLine ? setTimeout(resolve, 1000) : addEventListener('online', resolve)));
  history.replaceState({...history.state, again: true}, '');
  location.reload();
}

/** The elements are defined before they are drawn: a screen whose code is on its way is not taken over yet. */
async function listens(page: HTMLElementTagNameMap['guichet-payment-page']): Promise<void> {
  while (!page.hasUpdated) await new Promise((resolve) => setTimeout(resolve, 20));
  // The elements inside take over in the tasks that follow the page's own.
  await new Promise((resolve) => setTimeout(resolve));
}

/** The frame's first word: its form is drawn and takes keys. */
function frameSpeaks(frame: HTMLIFrameElement | null): Promise<unknown> | undefined {
  if (!frame) return undefined;
  return new Promise((resolve) => {
    addEventListener('message', function hear({source, data}) {
      if (source !== frame.contentWindow || data?.type !== 'guichet:hello') return;
      removeEventListener('message', hear);
      resolve(undefined);
    });
    setTimeout(resolve, patienceMs);
  });
}

/** What the elements import, all at once rather than one after the other. */
function preload(addresses: readonly string[]): void {
  for (const href of addresses)
    document.head.append(Object.assign(document.createElement('link'), {rel: 'modulepreload', href}));
}

function takeFragment(session: string): {readonly token: string; readonly nonce: string} {
  const [fresh = '', nonce = ''] = location.hash.slice(1).split('.');
  if (fresh) history.replaceState({token: fresh}, '', location.pathname + location.search);
  const kept: unknown = history.state?.token;
  if (typeof kept === 'string') return {token: kept, nonce};
  const token = keptToken(session);
  // The entry of the way back: from here on it keeps the token itself, past a reload.
  if (token) history.replaceState({...history.state, token}, '');
  return {token, nonce};
}

/** As `kept-token.ts` writes it, and not imported from there: this script is one file. */
function keptToken(session: string): string {
  try {
    return sessionStorage.getItem(`guichet ${session}`) ?? '';
  } catch {
    return '';
  }
}
