import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test as base, type BrowserContext, type ConsoleMessage, type Request} from '@playwright/test';
import {street} from './street.ts';

/** What a page of ours must never say. A test that provokes a refusal names the status that the browser will lament. */
export interface Watch {
  readonly complaints: readonly string[];
  /** Lets complaints through that match, as this test is about them. */
  expecting(pattern: RegExp): void;
}

/** Not faults of a page: what the browser says about its machine, and a merchant whose policy lets in no icon of its own. */
const ofTheBrowser = [/GPU|WebGL|fallback to software/i, /img-src\)? .*\/favicon\.ico/];

/** A test in the street: every context is watched, and what passes at the doors of shop and `pay` is kept for the sweep. */
export const test = base.extend<{watch: Watch}>({
  watch: [
    async ({context}, use) => {
      const complaints: string[] = [];
      const expected: RegExp[] = [...ofTheBrowser];
      await watchOver(context, complaints);
      await use({complaints, expecting: (pattern) => void expected.push(pattern)});
      expect(
        complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))),
        'complaints of consoles and policies',
      ).toEqual([]);
    },
    {auto: true},
  ],
});

export {expect};

/** The demo shop's own page of the numbers to try: what stands there was never typed by anyone. */
const listsTestCards = /\/(fr|en)\/cards$/;

async function watchOver(context: BrowserContext, complaints: string[]): Promise<void> {
  // In every frame, before anything else runs; said on the console, since that is heard from every frame.
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const {violatedDirective, blockedURI, documentURI} = event;
      console.error(`policy violation: ${violatedDirective} ${blockedURI} in ${documentURI}`);
    });
  });
  context.on('console', (message) => hear(message, complaints));
  context.on('weberror', (error) => complaints.push(`uncaught: ${String(error.error())}`));
  context.on('requestfinished', (request) => void keep(request).catch(() => undefined));
}

function hear(message: ConsoleMessage, complaints: string[]): void {
  const isBad = message.type() === 'error' || message.type() === 'warning';
  if (isBad) complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
}

/** Everything that reaches or leaves the shop, the merchant, or `pay`, as a browser sees it. */
async function keep(request: Request): Promise<void> {
  const {shop, pay, merchant, captures} = street();
  const {origin} = new URL(request.url());
  if (![shop, pay, merchant].includes(origin)) return;
  const response = await request.response();
  const isText = /json|text|javascript|svg|form/.test(response?.headers()['content-type'] ?? '');
  const seen = [
    `${request.method()} ${request.url()}`,
    JSON.stringify(request.headers()),
    request.postData() ?? '',
    JSON.stringify(response?.headers() ?? {}),
    isText && !listsTestCards.test(request.url()) ? ((await response?.text().catch(() => '')) ?? '') : '',
  ];
  appendFileSync(join(captures, 'http.log'), `${seen.join('\n')}\n`);
}
