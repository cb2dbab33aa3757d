import {createHash, timingSafeEqual} from 'node:crypto';
import type {z} from 'zod';
import type {FirstAnswer} from './store.ts';

/** How the bank's interfaces answer: the first answer to a reference again and again, and nothing to strangers. */

/** The answer that was given first; another question under the same reference is refused. */
export function answered(first: FirstAnswer, question: string): Response {
  if (first.question !== question) return json(422, JSON.stringify({code: 'reference_reused'}));
  return json(first.status, first.body);
}

export function json(status: number, body: string): Response {
  return new Response(body, {status, headers: {'content-type': 'application/json', 'cache-control': 'no-store'}});
}

/** The names of the wrong fields, never their values. */
export function badRequest(error: z.ZodError): {readonly code: string; readonly detail: string} {
  const detail = error.issues.map(({path}) => path.join('.')).filter(Boolean);
  return {code: 'bad_request', detail: [...new Set(detail)].join(',')};
}

export function isBearer(header: string | undefined, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${key}`));
}
