/**
 * The token while its shopper is at a provider's page: coming back is a new entry in the history, which knows nothing.
 * In the storage of this tab, for our own origin; erased when there is nothing left to pay. A browser that keeps nothing
 * costs the shopper the buttons, not the truth: the page is then read-only. `main.ts` reads it.
 */

const key = (session: string): string => `guichet ${session}`;

export function keepToken(session: string, token: string): void {
  attempt(() => sessionStorage.setItem(key(session), token));
}

export function forgetToken(session: string): void {
  attempt(() => sessionStorage.removeItem(key(session)));
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The browser keeps nothing here.
  }
}
