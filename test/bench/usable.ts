import {chromium, type BrowserContext, type Page} from '@playwright/test';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromiumArgs, findOrInstallBrowser} from '../browser.ts';

/**
 * A profile of its own, and new: a private window makes no early connections, and most shoppers sit before no private
 * window. The frames share one process, as on a phone, so that all of it is slowed.
 */
async function launch(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: findOrInstallBrowser('chromium'),
    viewport: {width: 390, height: 844},
    args: [
      ...chromiumArgs,
      '--disable-site-isolation-trials',
      '--disable-features=IsolateOrigins,site-per-process,OriginKeyedProcessesByDefault',
    ],
    timeout: limitMs,
  });
}

const cardNumber = 'input[autocomplete="cc-number"]';
const word = 'card number field drawn at';

/**
 * Runs in each document, and says when it has a card number field that is drawn. In the log, as asking a page for it
 * again and again would slow the page; and no frame is asked for before the field is there, or each document that never
 * has one would draw sixty times a second. As text: what compiles this file adds helpers that a page does not know.
 */
const watchField = `new MutationObserver((_changes, observer) => {
  const field = document.querySelector('${cardNumber}');
  if (!field) return;
  observer.disconnect();
  requestAnimationFrame(function look() {
    if (field.getClientRects().length > 0) console.debug('${word}', performance.timeOrigin + performance.now());
    else requestAnimationFrame(look);
  });
}).observe(document, {childList: true, subtree: true})`;

const settleMs = 1000;

/** Nothing here takes longer, on whatever machine. */
const limitMs = 60_000;

/**
 * Milliseconds from the navigation to a card number field that takes keys: drawn, and then clicked and typed into for
 * proof. The processor is slowed 4 times, nothing is cached, no connection is open. The shopper comes `from` a page of
 * another site, as shoppers do: from an empty tab, a browser starts a second process for a page with an opener policy
 * and none for a page without, which no shopper ever waits for.
 */
export async function usableAfter(from: string, url: string): Promise<number> {
  const profile = mkdtempSync(join(tmpdir(), 'guichet-bench-profile-'));
  const context = await launch(profile);
  context.setDefaultTimeout(limitMs);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.addInitScript({content: watchField});
    const client = await context.newCDPSession(page);
    await client.send('Network.setCacheDisabled', {cacheDisabled: true});
    await page.goto(from);
    // A new profile settles in: that is nobody's page.
    await page.waitForTimeout(settleMs);
    await client.send('Emulation.setCPUThrottlingRate', {rate: 4});
    const drawn = page.waitForEvent('console', {predicate: (message) => message.text().startsWith(word)});
    await Promise.all([page.goto(url, {waitUntil: 'commit'}), drawn]);
    const usableAt = Number((await drawn).text().slice(word.length));
    // The clock has stopped: the proof need not be slow.
    await client.send('Emulation.setCPUThrottlingRate', {rate: 1});
    const startedAt = await page.evaluate(() => performance.timeOrigin);
    await proveKeys(page);
    return usableAt - startedAt;
  } finally {
    await context.close();
    rmSync(profile, {recursive: true, force: true});
  }
}

async function proveKeys(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    const field = frame.locator(cardNumber);
    if ((await field.count()) === 0) continue;
    await field.click();
    await page.keyboard.type('4');
    if ((await field.inputValue()) === '4') return;
  }
  throw new Error(`the card number field of ${page.url()} did not take the key`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
