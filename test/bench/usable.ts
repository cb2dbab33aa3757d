import {chromium, type Browser, type Page} from '@playwright/test';
import {chromiumArgs, findOrInstallBrowser} from '../browser.ts';

/**
 * Milliseconds from the navigation to a card number field that takes keys: drawn, and then typed into for proof. The
 * processor is slowed 4 times; the frames share one process, as on a phone, so that all of it is.
 */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstallBrowser('chromium'),
    args: [...chromiumArgs, '--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process,OriginKeyedProcessesByDefault'],
  });
}

/** As text: what compiles this file adds helpers that a page does not know. */
const watchField = `(function look() {
  const field = document.querySelector('input[autocomplete="cc-number"]');
  if (field && field.getClientRects().length > 0) window.usableAt = performance.timeOrigin + performance.now();
  else requestAnimationFrame(look);
})()`;

/** Nothing here takes longer, on whatever machine. */
const limitMs = 30_000;

export async function usableAfter(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({viewport: {width: 390, height: 844}});
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(limitMs);
    await page.addInitScript({content: watchField});
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', {rate: 4});
    await client.send('Network.setCacheDisabled', {cacheDisabled: true});
    await page.goto(url, {waitUntil: 'commit'});
    const startedAt = await page.evaluate(() => performance.timeOrigin);
    const frame = await fieldFrame(page);
    const usableAt = await frame.evaluate(() => (window as unknown as {usableAt: number}).usableAt);
    const field = frame.locator('input[autocomplete="cc-number"]');
    await field.click();
    await page.keyboard.type('4');
    if ((await field.inputValue()) !== '4') throw new Error('the field did not take the key');
    return usableAt - startedAt;
  } finally {
    await context.close();
  }
}

async function fieldFrame(page: Page) {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    for (const frame of page.frames()) {
      const ready = await frame.evaluate(() => 'usableAt' in window).catch(() => false);
      if (ready) return frame;
    }
    await page.waitForTimeout(30);
  }
  throw new Error(`no card number field on ${page.url()}`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
