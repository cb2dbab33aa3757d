import {createHash, timingSafeEqual} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {z} from 'zod';
import {isLocale, type Locale} from '#contract/locale.ts';
import {preferredLocale} from '../accept-language.ts';
import type {ThreeDS} from '../threeds/threeds.ts';
import {backPage, bridgePage, type Page} from './bridge-documents.ts';

export interface BridgeParts {
  readonly threeds: ThreeDS;
  /** Origin of `pay`, from the configuration; a `Host` header is never believed. */
  readonly payUrl: string;
  /** What the directory server proves itself with. Stands for its client certificate. */
  readonly directoryKey: string;
  /** The built text of `components/challenge/bridge.ts`, inlined under its hash. */
  readonly script: string;
  /** The shopper's address: the socket's, or a trusted proxy's word. */
  readonly addressOf: (context: Context) => string | undefined;
}

const formBytesMax = 16 * 1024;
const messageBytesMax = 32 * 1024;
const browserBytesMax = 2 * 1024;
/** EMV 3DS Table A.1: longer headers are cut, not refused. */
const headerLengthMax = 2048;

const Browser = z.strictObject({
  javaEnabled: z.boolean(),
  language: z.string().min(1).max(35),
  colorDepth: z.int().min(1).max(99),
  screenHeight: z.int().min(0).max(999_999),
  screenWidth: z.int().min(0).max(999_999),
  timeZone: z.int().min(-1440).max(1440),
  method: z.enum(['Y', 'N', 'U']),
});

/**
 * The 3-D Secure doors of `pay`: the bridge page and its one question, the two pages to which banks post browsers back,
 * and the directory server's result. Handles are opaque and in the path; no cookie, no session, nothing readable.
 */
export function bridgeRoutes({threeds, payUrl, directoryKey, script, addressOf}: BridgeParts): Hono {
  const routes = new Hono();
  const origin = new URL(payUrl).origin;

  routes.get('/3ds/bridge/:handle', async (c) => {
    const facts = await threeds.bridge(c.req.param('handle'));
    const accept = headerOf(c, 'accept');
    return answer(c, bridgePage(facts, {payUrl: origin, script, locale: localeOf(c), accept}), facts ? 200 : 404);
  });

  routes.post('/3ds/bridge/:handle/authenticate', limit(browserBytesMax), async (c) => {
    // A page of ours always names its origin on a POST; nobody else's page can name it.
    if (c.req.header('origin') !== origin) return problem(c, 403, 'forbidden_origin');
    const browser = Browser.safeParse(await readJson(c));
    if (!browser.success) return problem(c, 400, 'invalid_request');
    const step = await threeds.authenticate(c.req.param('handle'), {
      ...browser.data,
      accept: headerOf(c, 'accept'),
      userAgent: headerOf(c, 'user-agent'),
      ip: addressOf(c),
    });
    c.header('cache-control', 'no-store');
    return c.json(step);
  });

  routes.post('/3ds/method/:handle', limit(formBytesMax), async (c) => {
    const handle = c.req.param('handle');
    const form = await readForm(c);
    await threeds.methodDone(handle, form.get('threeDSMethodData') ?? '');
    const facts = await threeds.bridge(handle);
    return answer(c, backPage('method', facts?.ancestors, origin, localeOf(c)), 200);
  });

  routes.post('/3ds/done/:handle', limit(formBytesMax), async (c) => {
    const handle = c.req.param('handle');
    const form = await readForm(c);
    await threeds.returned(handle, form.get('cres') ?? '');
    const facts = await threeds.bridge(handle);
    return answer(c, backPage('done', facts?.ancestors, origin, localeOf(c)), 200);
  });

  routes.post('/3ds/results', limit(messageBytesMax), async (c) => {
    if (!isSame(c.req.header('authorization') ?? '', `Bearer ${directoryKey}`)) return problem(c, 401, 'unauthorized');
    c.header('cache-control', 'no-store');
    // What is no JSON is no message either: the 3DS server answers it with an Erro of its own.
    return c.json(await threeds.result(await readJson(c)));
  });

  return routes;
}

function limit(maxSize: number) {
  return bodyLimit({maxSize, onError: (c) => problem(c, 413, 'too_large')});
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    return undefined;
  }
}

async function readForm(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text());
}

function headerOf(c: Context, name: string): string {
  return (c.req.header(name) ?? '').slice(0, headerLengthMax);
}

/** The language of the page around the bridge, which it says in the address; else the browser's first that we speak. */
function localeOf(c: Context): Locale {
  const asked = c.req.query('l');
  return isLocale(asked) ? asked : preferredLocale(c.req.header('accept-language'));
}

function answer(c: Context, {html, headers}: Page, status: 200 | 404): Response {
  return c.body(html, status, headers);
}

function problem(c: Context, status: 400 | 401 | 403 | 413, code: string): Response {
  const body = {type: 'about:blank', title: code, status, code};
  return c.body(JSON.stringify(body), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
