import type {z} from 'zod';
import {NetError, type Net, type NetRequest} from '../ports.ts';
import {jsonOf} from './json.ts';
import type {Outcome} from './provider.ts';
import {misconfigured} from './refusal.ts';

/** What came back from a provider. `refused`: a plain no to the request itself, so it had no effect. */
export type Answer<Body> =
  | {readonly kind: 'answer'; readonly body: Body}
  | {readonly kind: 'refused'; readonly status: number}
  | {readonly kind: 'not_sent'}
  /** Sent, and no answer that we can read: only the provider knows. */
  | {readonly kind: 'unknown'};
export type Failure = Exclude<Answer<never>, {kind: 'answer'}>;

/**
 * One call in JSON.
 *
 * @param refusals - What the provider publishes as a no without effect. Any other status may stand for anything.
 */
export async function ask<Body>(
  net: Net,
  request: NetRequest,
  schema: z.ZodType<Body>,
  refusals: ReadonlySet<number>,
): Promise<Answer<Body>> {
  try {
    const {status, body} = await net.fetch(request);
    if (refusals.has(status)) return {kind: 'refused', status};
    if (status !== 200 && status !== 201) return {kind: 'unknown'};
    const parsed = schema.safeParse(jsonOf(body));
    return parsed.success ? {kind: 'answer', body: parsed.data} : {kind: 'unknown'};
  } catch (error) {
    return error instanceof NetError && error.kind === 'not_sent' ? {kind: 'not_sent'} : {kind: 'unknown'};
  }
}

/** What a payment that could not be created comes to: a provider that refuses the request knows us wrongly. */
export function creationFailed(provider: string, failure: Failure): Outcome {
  return failure.kind === 'refused'
    ? {
        kind: 'declined',
        decline: {...misconfigured, providerCode: `${provider}:http_${failure.status}`, sensitive: false},
      }
    : unanswered(failure.kind);
}

/** What a capture, release, closing or refund comes to that could not be made. */
export function deedFailed(provider: string, failure: Failure): Outcome {
  return failure.kind === 'refused' ? deedRefused(`${provider}:http_${failure.status}`) : unanswered(failure.kind);
}

/** The look before the deed failed, so nothing was done. */
export function lookFailed({kind}: Failure): Outcome {
  return unanswered(kind === 'not_sent' ? kind : 'unknown');
}

/** Certainly not done. @param providerCode - Its own word, or ours where we did not even ask. */
export function deedRefused(providerCode: string): Outcome {
  return {kind: 'declined', decline: {code: 'operation_refused', advice: 'none', providerCode, sensitive: false}};
}

/** Answered, but not with what was asked for: look again later. */
export function movedTo(wanted: Outcome['kind'], outcome: Outcome): Outcome {
  return outcome.kind === wanted ? outcome : {kind: 'unknown'};
}

function unanswered(kind: 'not_sent' | 'unknown'): Outcome {
  return kind === 'not_sent' ? {kind, reason: 'unreachable'} : {kind};
}
