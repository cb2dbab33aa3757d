import type {Hook} from '@hono/zod-openapi';
import type {Context, ErrorHandler, NotFoundHandler} from 'hono';
import {HTTPException} from 'hono/http-exception';
import type {z} from 'zod';
import type {Locale} from '#contract/locale.ts';
import en from '../../locales/en.json' with {type: 'json'};
import fr from '../../locales/fr.json' with {type: 'json'};
import {preferredLocale} from '../accept-language.ts';
import {newId} from '../ids.ts';
import type {World} from '../ports.ts';
import {StoreUnavailable} from '../store/store.ts';
import type {PayEnv, PayMiddleware} from './pay-env.ts';
import {Problem, type FieldProblem, type ProblemCode} from './problem.ts';

/** Every code has its sentences, in both languages: a missing one does not compile. */
export const problemTexts: Readonly<
  Record<Locale, Readonly<Record<ProblemCode, {readonly title: string; readonly text: string}>>>
> = {
  fr: fr.problem.codes,
  en: en.problem.codes,
};

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly request_id: string;
}

/** Gives each request a name, for the answer, the log and the phone call. */
export function requestIds({random}: Pick<World, 'random'>): PayMiddleware {
  return async (c, next) => {
    const id = newId('req_', random);
    c.set('requestId', id);
    c.header('request-id', id);
    await next();
  };
}

/**
 * `onError` and `notFound` of the application: whatever went wrong leaves as RFC 9457, without stack, query or foreign
 * text.
 *
 * @param payUrl - Our public address, from the configuration.
 */
export function problemAnswers({payUrl, log}: {readonly payUrl: string; readonly log: World['log']}): {
  readonly onError: ErrorHandler<PayEnv>;
  readonly notFound: NotFoundHandler<PayEnv>;
} {
  return {
    onError(error, c) {
      const problem = problemOf(error);
      if (problem.status >= 500)
        log('request_failed', {error: error.name, where: whereOf(error), request: c.get('requestId') ?? ''});
      return answer(c, problem, payUrl);
    },
    notFound: (c) => answer(c, new Problem('not_found'), payUrl),
  };
}

function answer(c: Context<PayEnv>, problem: Problem, payUrl: string): Response {
  const {code, status, detail, errors, retryAfter} = problem;
  const locale = preferredLocale(c.req.header('accept-language'));
  const document: ProblemDocument = {
    type: `${payUrl}/problems/${code}`,
    title: problemTexts[locale][code].title,
    status,
    code,
    ...(detail !== undefined && {detail}),
    ...(errors && {errors}),
    request_id: c.get('requestId') ?? '',
  };
  if (retryAfter !== undefined) c.header('retry-after', String(retryAfter));
  if (status === 401) c.header('www-authenticate', 'Bearer');
  c.header('content-language', locale);
  c.header('cache-control', 'no-store');
  c.header('vary', 'accept-language', {append: true});
  return c.body(JSON.stringify(document), status, {'content-type': 'application/problem+json'});
}

/** What Hono and its validators throw by themselves. */
const foreign: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_json',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) return new Problem('store_unavailable', {retryAfter: 1});
  if (error instanceof HTTPException) return new Problem(foreign[error.status] ?? 'internal');
  return new Problem('internal');
}

/** The first place of our own in the stack: a file and a line, never the message. */
function whereOf(error: Error): string {
  return /([\w-]+\.(?:ts|js):\d+)/.exec((error.stack ?? '').split('\n').slice(1).join('\n'))?.[1] ?? 'unknown';
}

/** The `defaultHook` of every set of routes: what does not fit its schema is told by pointer and code. */
export const refuseInvalid: Hook<unknown, PayEnv, string, undefined> = (result, c) => {
  if (result.success) return;
  const body = result.target === 'json' ? c.get('body') : undefined;
  const errors = result.error.issues.flatMap((issue) => fieldProblems(issue, body));
  throw new Problem(errors.every(({code}) => code === 'unknown_field') ? 'unknown_field' : 'validation_failed', {
    errors: errors.slice(0, fieldProblemsMax),
  });
};

const fieldProblemsMax = 20;

type Issue = z.core.$ZodIssue;

function fieldProblems(issue: Issue, body: unknown): readonly FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({path: pointer([...issue.path, key]), code: 'unknown_field'}));
  }
  return [{path: pointer(issue.path), code: codeOf(issue, body)}];
}

function codeOf(issue: Issue, body: unknown): string {
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union') {
    return valueAt(body, issue.path) === undefined
      ? 'required'
      : issue.code === 'invalid_union'
        ? 'invalid_value'
        : issue.code;
  }
  // A rule of our own names itself: `.refine(…, {params: {code: 'localhost_only'}})`.
  if (issue.code === 'custom')
    return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid_value';
  return issue.code;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  // Where there is no body to look into, whether it is missing or wrong cannot be told.
  if (body === undefined) return null;
  let value = body;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
