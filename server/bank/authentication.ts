import type {ARes, TransStatus} from '#contract/threeds.ts';
import type {Currency} from '#contract/money.ts';
import type {Locale} from '#contract/locale.ts';
import {answers, type Challenge, type Results} from './scenarios.ts';

/** One check of one cardholder by the issuer's ACS, from its AReq to the delivery of its result. Never the card's number. */
export interface Authentication {
  readonly acsTransId: string;
  readonly dsTransId: string;
  readonly serverTransId: string;
  readonly version: string;
  /** Keyed hash of the AReq: asked again, it gets the same ARes. */
  readonly question: string;
  readonly ares: ARes;

  /** Keyed hash of the card's number, and what the cardholder may read of it: `•••• 0101`. */
  readonly card: string;
  readonly masked: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly merchantName: string;
  readonly merchantId: string;
  /** The shopper's wall clock when paying, as if it were UTC, in milliseconds. */
  readonly purchasedAt: number;
  readonly locale: Locale;

  /** The merchant insisted on a challenge (`threeDSRequestorChallengeInd` 04). */
  readonly mandated: boolean;
  readonly eci: {readonly proven: string; readonly none: string};
  /** What proves a challenge that ends well; nobody sees it before. */
  readonly value: string;
  readonly results: Results;
  readonly resultsUrl: string;
  readonly notificationUrl: string;

  /** Its proof has bought an approval. */
  readonly spent: boolean;
  /** There is something of it on the bank's phone. */
  readonly onPhone: boolean;
  readonly phase: Phase;
}

export type Phase =
  /** The ARes said it all. */
  | {readonly name: 'settled'}
  /** The first CReq must come by then. */
  | {readonly name: 'expected'; readonly challenge: Challenge; readonly until: number}
  | Open
  /** Approved by itself at that time, unless the phone answers first. */
  | {readonly name: 'decoupled'; readonly until: number}
  | Ended;

export interface Open {
  readonly name: 'open';
  readonly challenge: Challenge;
  /** Ten minutes after the last page sent. */
  readonly until: number;
  readonly sessionData: string | null;
  readonly wrong: number;
  /** When each code was sent: the first one, and up to three more. */
  readonly sentAt: readonly number[];
}

export interface Ended {
  readonly name: 'ended';
  readonly sessionData: string | null;
  readonly result: Result;
  /** What the browser is told, which decides nothing. */
  readonly cres: 'Y' | 'N';
  readonly delivery: Delivery;
}

export interface Result {
  readonly transStatus: TransStatus;
  readonly reason: string | null;
  readonly cancel: string | null;
  readonly counter: string;
  readonly authenticationType: string;
}

/** Of the RReq. `copies`: how many are still to be delivered. */
export type Delivery =
  | {readonly kind: 'due'; readonly at: number; readonly tries: number; readonly copies: number}
  | {readonly kind: 'delivered'}
  | {readonly kind: 'given_up'}
  | {readonly kind: 'never'};

export const firstCReqMs = 30_000;
export const inactivityMs = 600_000;
export const decoupledMs = 8_000;
export const wrongMax = 3;
export const resendsMax = 3;
const lateResultMs = 3_000;

/** EMV 3DS `authenticationType`: 01 static, 02 dynamic, 03 out of band, 04 decoupled. */
export const authenticationTypes: Readonly<Record<Challenge | 'decoupled', string>> = {
  code: '02',
  hopeless: '02',
  silent: '02',
  birthday: '01',
  question: '01',
  app: '03',
  decoupled: '04',
};

/** The first CReq, or the same one again after a reload: the challenge is shown (again). */
export function open(record: Authentication, sessionData: string | null, now: number): Authentication {
  const {phase} = record;
  if (phase.name !== 'expected' && phase.name !== 'open') return record;
  const {challenge} = phase;
  const known = phase.name === 'open' ? phase : {sessionData: null, wrong: 0, sentAt: [now]};
  return {
    ...record,
    onPhone: usesPhone(challenge),
    phase: {
      ...known,
      name: 'open',
      challenge,
      until: now + inactivityMs,
      sessionData: sessionData ?? known.sessionData,
    },
  };
}

export type Entry = 'right' | 'wrong' | 'empty';

export function judge(challenge: Challenge, text: string): Entry {
  const bare = text
    .normalize('NFKD')
    .replace(/[\s\p{M}]/gu, '')
    .toLowerCase();
  if (bare === '') return 'empty';
  switch (challenge) {
    case 'code':
      return bare === answers.code ? 'right' : 'wrong';
    case 'birthday':
      return birthday(bare) === birthday(answers.birthday) ? 'right' : 'wrong';
    case 'question':
      return bare === answers.question ? 'right' : 'wrong';
    case 'app':
    case 'hopeless':
    case 'silent':
      return 'wrong';
  }
}

/** `1/2/1980`, `01-02-1980` and `01021980` are one date. */
function birthday(text: string): string {
  const [day = '', month, year] = text.split(/[/.-]/);
  return month === undefined || year === undefined ? text : day.padStart(2, '0') + month.padStart(2, '0') + year;
}

/** The shopper answered. An empty answer costs nothing. */
export function answer(record: Authentication, text: string, now: number): Authentication {
  const {phase} = record;
  if (phase.name !== 'open') return record;
  const entry = judge(phase.challenge, text);
  if (entry === 'right') return succeed(record, now);
  const wrong = entry === 'wrong' ? phase.wrong + 1 : phase.wrong;
  if (entry === 'wrong' && phase.challenge === 'hopeless') return fail(record, '01', wrong, now);
  if (wrong >= wrongMax) return fail(record, '19', wrong, now);
  return {...record, phase: {...phase, wrong, until: now + inactivityMs}};
}

/** Another code, up to three times. */
export function resend(record: Authentication, now: number): Authentication {
  const {phase} = record;
  if (phase.name !== 'open') return record;
  const sentAt = phase.sentAt.length > resendsMax ? phase.sentAt : [...phase.sentAt, now];
  return {...record, phase: {...phase, sentAt, until: now + inactivityMs}};
}

/** The shopper asked whether it is done, and it is not: a page was sent. */
export function stay(record: Authentication, now: number): Authentication {
  const {phase} = record;
  return phase.name === 'open' ? {...record, phase: {...phase, until: now + inactivityMs}} : record;
}

/** The shopper's Cancel: reason 19 like a failure, told apart by `challengeCancel` 01 (Req 123). */
export function cancel(record: Authentication, now: number): Authentication {
  return end(record, {transStatus: 'N', reason: '19', cancel: '01', counter: counterOf(record)}, now);
}

/** The approval on the bank's phone. */
export function decideOnPhone(record: Authentication, approved: boolean, now: number): Authentication {
  const {phase} = record;
  const waits = phase.name === 'decoupled' || (phase.name === 'open' && phase.challenge === 'app');
  if (!waits) return record;
  return approved ? succeed(record, now) : fail(record, '01', 1, now);
}

/** What a deadline does that has come: nothing before it. */
export function lapse(record: Authentication, now: number): Authentication {
  const {phase} = record;
  if (phase.name !== 'expected' && phase.name !== 'open' && phase.name !== 'decoupled') return record;
  if (now < phase.until) return record;
  if (phase.name === 'decoupled') return succeed(record, now);
  const cancelCode = phase.name === 'expected' ? '05' : '04';
  return end(record, {transStatus: 'N', reason: '14', cancel: cancelCode, counter: counterOf(record)}, now);
}

/** When a timer must look at it next; undefined when never. */
export function dueAt({phase}: Authentication): number | undefined {
  if (phase.name === 'settled') return undefined;
  if (phase.name !== 'ended') return phase.until;
  return phase.delivery.kind === 'due' ? phase.delivery.at : undefined;
}

export function isPending(record: Authentication): boolean {
  return dueAt(record) !== undefined;
}

export interface Proof {
  readonly transStatus: TransStatus;
  readonly eci: string;
  readonly value: string | null;
}

/** What an acquirer may be shown of it; undefined while it is not finished. */
export function proofOf({ares, phase, eci, value}: Authentication): Proof | undefined {
  if (phase.name === 'settled') {
    return {transStatus: ares.transStatus, eci: ares.eci ?? eci.none, value: ares.authenticationValue ?? null};
  }
  if (phase.name !== 'ended') return undefined;
  const {transStatus} = phase.result;
  return transStatus === 'Y' ? {transStatus, eci: eci.proven, value} : {transStatus, eci: eci.none, value: null};
}

function usesPhone(challenge: Challenge): boolean {
  return challenge === 'code' || challenge === 'hopeless' || challenge === 'app';
}

function counterOf({phase}: Authentication): string {
  return phase.name === 'open' ? twoDigits(phase.wrong) : '00';
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}

function succeed(record: Authentication, now: number): Authentication {
  const good = {transStatus: 'Y', reason: null, cancel: null, counter: counterOf(record)} as const;
  if (record.results !== 'contradicts') return end(record, good, now);
  // The browser hears yes, the 3DS server hears no.
  return end(record, {...good, transStatus: 'N', reason: '01'}, now, 'Y');
}

function fail(record: Authentication, reason: string, wrong: number, now: number): Authentication {
  return end(record, {transStatus: 'N', reason, cancel: null, counter: twoDigits(wrong)}, now);
}

function end(
  record: Authentication,
  result: Omit<Result, 'authenticationType'>,
  now: number,
  cres: 'Y' | 'N' = result.transStatus === 'Y' ? 'Y' : 'N',
): Authentication {
  const {phase} = record;
  if (phase.name === 'settled' || phase.name === 'ended') return record;
  const authenticationType = authenticationTypes[phase.name === 'decoupled' ? 'decoupled' : phase.challenge];
  return {
    ...record,
    phase: {
      name: 'ended',
      sessionData: phase.name === 'open' ? phase.sessionData : null,
      result: {...result, authenticationType},
      cres,
      delivery: deliveryOf(record.results, now),
    },
  };
}

function deliveryOf(results: Results, now: number): Delivery {
  if (results === 'never') return {kind: 'never'};
  const at = results === 'after' ? now + lateResultMs : now;
  return {kind: 'due', at, tries: 0, copies: results === 'twice' ? 2 : 1};
}
