import type {Context} from 'hono';
import {isCardData} from './card-data.ts';
import type {PayEnv, PayMiddleware} from './pay-env.ts';
import {Problem} from './problem.ts';
import {readBytes} from './read-bytes.ts';

const bytesMax = 32 * 1024;
const depthMax = 8;

/** A key that could reach an object's prototype. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads and judges the body of an API call before anything else sees it: size, type, JSON, depth, names, card data.
 * A body without content counts as `{}`. The validators and handlers after it read the text that was kept.
 * `except`: paths that take something else, and judge it themselves.
 *
 * @throws Problem `body_too_large`, `unsupported_media_type`, `malformed_json`, `body_too_deep`, `forbidden_key`,
 * `card_data_refused`. Nothing of the body is logged or stored then.
 */
export function jsonBody({except = []}: {readonly except?: readonly RegExp[]} = {}): PayMiddleware {
  return async (c, next) => {
    if (except.some((path) => path.test(c.req.path))) return next();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.method !== 'OPTIONS') await readBody(c);
    await next();
  };
}

async function readBody(c: Context<PayEnv>): Promise<void> {
  const bytes = await readBytes(c.req.raw, bytesMax, 'body_too_large');
  const type = c.req.header('content-type');
  const json = type !== undefined && /^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(type.trim());
  if (bytes.length > 0 && !json) throw new Problem('unsupported_media_type');

  const text = textOf(bytes);
  const body = text === '' ? {} : parse(text);
  if (hasCardNumberLiteral(text)) throw new Problem('card_data_refused');
  inspect(body, '', 1);
  c.set('body', body);
  // From here on Hono reads this text instead of the stream, which is used up. Without a type it must stay empty.
  Object.assign(c.req.bodyCache, {text: Promise.resolve(text || (json ? '{}' : ''))});
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes).trim();
  } catch {
    throw new Problem('malformed_json');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed_json');
  }
}

/** A number without quotes: `JSON.parse` may round its last digits, so that the check digit no longer tells. */
function hasCardNumberLiteral(text: string): boolean {
  return [...text.matchAll(/[:[,]\s*(\d{13,19})\s*(?=[,}\]])/g)].some(([, digits = '']) => isCardData(digits));
}

function inspect(value: unknown, name: string, depth: number): void {
  if (typeof value === 'string' || typeof value === 'number') {
    if (isCardData(String(value), name)) throw new Problem('card_data_refused');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthMax) throw new Problem('body_too_deep');
  for (const [key, inner] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) throw new Problem('forbidden_key');
    if (isCardData(key)) throw new Problem('card_data_refused');
    inspect(inner, Array.isArray(value) ? name : key, depth + 1);
  }
}
