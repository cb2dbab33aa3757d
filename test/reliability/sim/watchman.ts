import {isDeepStrictEqual} from 'node:util';
import {proofOf} from '../../../server/bank/authentication.ts';
import type {BankStore} from '../../../server/bank/store.ts';
import type {Message as Letter} from '../../../server/letters/mail.ts';
import type {Attempt, PaymentIntent} from '../../../server/payments/intent.ts';
import type {Write} from '../../../server/store/store.ts';
import type {Life} from './life.ts';
import type {Timeline} from './timeline.ts';
import type {Trace} from './trace.ts';
import type {Message} from './wire.ts';

/** A promise that was broken. */
export interface Violation {
  /** Of which promise: a word. */
  readonly rule: string;
  readonly detail: string;
}

export interface Webhook {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: string;
}

export interface Entered {
  readonly token: string;
  readonly number: string;
  readonly cvc: string;
  /** The vault's life at that time. */
  readonly life: number;
}

export type Watchman = ReturnType<typeof createWatchman>;

interface Scene {
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly bankStore: BankStore;
}

const closed: ReadonlySet<string> = new Set(['authorized', 'declined', 'abandoned']);

/** Errors of ours that the world's faults may cause. Any other name in a log is a mistake. */
const expectedErrors: ReadonlySet<string> = new Set(['StoreUnavailable', 'Problem', 'Died']);

/** Looks at every commit, message, log line and disk write while a history runs, and remembers what the end is judged by. */
export function createWatchman() {
  const violations: Violation[] = [];
  const versions = new Map<string, number>();
  const intents = new Map<string, PaymentIntent>();
  /** Every provider key that was ever written down. */
  const keys = new Set<string>();
  /** 3-D Secure transactions of each session, as they went out. */
  const transactions = new Map<string, Set<string>>();
  const entered: Entered[] = [];
  const webhooks: Webhook[] = [];
  /** What the mail server took, in that order. */
  const letters: Letter[] = [];
  const vaultDisk: (readonly [where: string, content: string])[] = [];
  const payDisk: string[] = [];
  const heard: string[] = [];
  let scene: Scene | undefined;
  /** When each row that a poll would find is due. */
  const due = new Map<string, number>();
  let vaultLife = 0;

  function violate(rule: string, detail: string): void {
    // A history that has gone wrong goes on going wrong: the first lines tell.
    if (violations.length >= 20) return;
    violations.push({rule, detail});
    scene?.trace.line('VIOLATION', `${rule}: ${detail}`);
  }

  function committed(writes: readonly Write[], result: 'committed' | 'conflict'): void {
    if (result === 'conflict') return;
    for (const write of writes) {
      const row = `${write.table} ${write.id}`;
      const version = versions.get(row);
      if (write.op === 'update' && version !== write.expecting)
        violate('conditional_update', `${row} is at ${version}, written from ${write.expecting}`);
      if (write.op === 'insert' && version !== undefined) violate('conditional_update', `${row} inserted twice`);
      if (write.op === 'delete') versions.delete(row);
      else versions.set(row, (version ?? 0) + 1);
      due.delete(row);
      if (write.op !== 'delete') {
        const when = 'due' in write.doc ? write.doc.due : 'undispatched' in write.doc ? 0 : undefined;
        if (when !== undefined) due.set(row, when);
      }
      if (write.op !== 'delete') payDisk.push(JSON.stringify(write.doc));
      if (write.table === 'intents' && write.op !== 'delete') moved(write.doc);
    }
  }

  function moved(intent: PaymentIntent): void {
    const before = intents.get(intent.id);
    intents.set(intent.id, intent);
    for (const {step} of intent.attempts) if (step.name === 'authorizing') keys.add(step.key);
    for (const {key} of intent.operations) keys.add(key);

    const live = intent.attempts.filter(({step}) => !closed.has(step.name));
    if (live.length > 1 || (live.length === 1 && live[0] !== intent.attempts.at(-1)))
      violate('one_live_attempt', intent.id);
    if (live.length === 1 && intent.status !== 'requires_action' && intent.status !== 'processing')
      violate('one_live_attempt', `${intent.id} ${intent.status} with a live attempt`);
    if (repeats(intent.attempts.map(({request}) => request)))
      violate('idempotency', `${intent.id} two attempts of one key`);
    if (repeats(intent.operations.map(({request}) => request)))
      violate('idempotency', `${intent.id} two operations of one key`);
    if (intent.operations.filter(({state}) => state === 'sent').length > 1) violate('one_live_operation', intent.id);
    for (const attempt of intent.attempts) authenticatedByTheBank(intent, attempt);
    if (before) forward(before, intent);
  }

  /** What is settled stays settled. */
  function forward(before: PaymentIntent, after: PaymentIntent): void {
    const say = (what: string): void => violate('only_forward', `${after.id} ${what}`);
    if (before.status === 'canceled' && after.status !== 'canceled') say(`was canceled, is ${after.status}`);
    if (before.status === 'succeeded' && after.status !== 'succeeded') say(`had succeeded, is ${after.status}`);
    if (before.status === 'requires_capture' && !['requires_capture', 'succeeded', 'canceled'].includes(after.status))
      say(`was authorized, is ${after.status}`);
    if (after.amountCaptured < before.amountCaptured) say('has less captured');
    if (after.amountRefunded < before.amountRefunded) say('has less refunded');
    if (after.failedAuthentications < before.failedAuthentications) say('has fewer failures');
    if (after.sequence < before.sequence) say('counts its news backwards');
    const reference = 'reference' in before ? before.reference : undefined;
    if (reference !== undefined && (!('reference' in after) || after.reference !== reference))
      say('has another reference');
    before.attempts.forEach((attempt, index) => {
      const now = after.attempts[index];
      if (now?.id !== attempt.id) say(`lost attempt ${attempt.ordinal}`);
      else if (closed.has(attempt.step.name) && !isDeepStrictEqual(now.step, attempt.step))
        say(`changed attempt ${attempt.ordinal}, which was closed`);
    });
  }

  /** Only the bank's own record of the check makes it one. */
  function authenticatedByTheBank(intent: PaymentIntent, {step}: Attempt): void {
    const proof = 'authentication' in step ? step.authentication : undefined;
    if (!proof || (proof.outcome !== 'authenticated' && proof.outcome !== 'attempted')) return;
    const record =
      proof.dsTransId === undefined ? undefined : scene?.bankStore.authenticationByDirectory(proof.dsTransId);
    const told = record && proofOf(record)?.transStatus;
    if (told !== (proof.outcome === 'authenticated' ? 'Y' : 'A'))
      violate('authenticated_by_the_bank', `${intent.id} ${proof.outcome}, the bank says ${told ?? 'nothing'}`);
  }

  function message(from: string, to: string, {method, url, headers, body = ''}: Message): void {
    const {pathname} = new URL(url);
    if ((from === 'pay' || to === 'hooks') && hasCard(`${url} ${JSON.stringify(headers)} ${body}`))
      violate('card_outside_the_vault', `${from}>${to} ${pathname}`);
    if (to === 'bank' && method === 'POST' && /^\/(acquirer|wallets)\//.test(pathname)) {
      const {reference, card, only_open: closes} = parsed(body);
      // What only closes a page takes no money: its key follows from the attempt.
      if (typeof reference !== 'string' || (!closes && !keys.has(reference)))
        violate('key_written_first', `${pathname} ${String(reference)}`);
      if (card) survivedRestart(card);
    }
    if (to === 'vault' && pathname === '/send') {
      const {session, path, body: inner} = parsed(body);
      if (path === '/ds/areq' && typeof session === 'string') {
        const list = transactions.get(session) ?? new Set();
        transactions.set(session, list.add(String(parsed(String(inner))['threeDSServerTransID'])));
      }
    }
  }

  /** A security code that is known after a restart was written somewhere. */
  function survivedRestart({number, cvc}: {readonly number?: string; readonly cvc?: string}): void {
    const cards = entered.filter((one) => one.number === number && one.cvc === cvc);
    if (cards.length > 0 && cards.every(({life}) => life < vaultLife))
      violate('cvc_never_written', 'a code outlived the vault that heard it');
  }

  function hasCard(text: string): boolean {
    return entered.some(({number}) => text.includes(number));
  }

  return {
    violations,
    violate,
    transactions,
    entered,
    webhooks,
    letters,
    intents,
    vaultDisk,
    payDisk,
    heard,
    hasCard,
    nextDue(): number {
      let first = Infinity;
      for (const when of due.values()) first = Math.min(first, when);
      return first;
    },
    committed,
    message,
    arrive: (place: Scene) => void (scene = place),
    born(life: Life): void {
      if (life.name === 'vault') vaultLife = life.ordinal;
    },
    cardEntered: (card: Omit<Entered, 'life'>) => void entered.push({...card, life: vaultLife}),
    webhook: (webhook: Webhook) => void webhooks.push(webhook),
    letter(letter: Letter): void {
      letters.push(letter);
      if (hasCard(JSON.stringify(letter))) violate('card_outside_the_vault', `letter ${letter.kind}`);
    },
    written: (where: string, content: string | Uint8Array) =>
      void vaultDisk.push([where, typeof content === 'string' ? content : Buffer.from(content).toString('latin1')]),
    logged(who: string, event: string, fields: Readonly<Record<string, unknown>>, line: string): void {
      heard.push(line);
      const error = fields['error'];
      if (error !== undefined && !expectedErrors.has(String(error)))
        violate('no_unexpected_error', `${who} ${event} ${String(error)} ${String(fields['where'] ?? '')}`);
    },
  };
}

function repeats(list: readonly string[]): boolean {
  return new Set(list).size < list.length;
}

function parsed(text: string): any {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
