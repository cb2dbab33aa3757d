import {isSession} from '../base/api.ts';
import {isSettled, screenOf} from './flow.ts';
import type {GuichetPaymentPage} from './guichet-payment-page.ts';

/** How often a page without a token looks whether something has changed. */
const pauseMs = 3000;

/**
 * A page without its token, as after a provider's page in a window of its own: it shows what is true, and can do nothing.
 * The window that the shop's frame opened has done its part, and closes.
 */
export function lookOn(page: GuichetPaymentPage): void {
  page.onlooking = true;
  if (isOpenedByUs()) close();
  void watch(page);
}

/** Only the frame of our own page on this very origin lets itself be read. */
function isOpenedByUs(): boolean {
  try {
    return window.opener !== null && window.opener.location.origin === location.origin;
  } catch {
    return false;
  }
}

/** Reads the document again, and takes what it says, until there is nothing to wait for. */
async function watch(page: GuichetPaymentPage): Promise<void> {
  for (;;) {
    const {view} = page;
    if (!view || isSettled(screenOf(view, {paying: false, slow: false}))) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (!document.hidden) page.view = (await readAgain()) ?? view;
  }
}

async function readAgain() {
  try {
    const answer = await fetch(location.href, {credentials: 'omit', cache: 'no-store'});
    const [, json = 'null'] =
      /<script type="application\/json" id="given">(.*?)<\/script>/s.exec(await answer.text()) ?? [];
    const given: unknown = JSON.parse(json);
    const view: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'view') : null;
    return isSession(view) ? view : undefined;
  } catch {
    return undefined;
  }
}
