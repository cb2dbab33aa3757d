import {createHmac} from 'node:crypto';
import type {World} from '../ports.ts';
import type {BankConfig} from './config.ts';
import type {BankStore} from './store.ts';
import {dueAt, expire, type News, type WalletEntry} from './wallet-book.ts';

/** How long the bank waits for an answer to a notification. */
const answerMs = 5_000;
/** The pauses between tries; after the last one nothing more is said, and `pay` finds out by asking. */
export const newsPausesMs = [2_000, 10_000, 60_000, 300_000, 900_000, 3_600_000] as const;

/** Moves what time moves, and tells `pay` that something happened. */
export interface WalletNews {
  /** Watches an entry that was just saved. */
  watch(entry: WalletEntry): void;
  /** Ends when `pay` has heard, or was tried once. Never two of one payment at a time. */
  deliver(id: string): Promise<void>;
  /** Takes up what was to happen while the bank was down. */
  resume(): void;
  stop(): void;
}

export function createWalletNews({bankKey}: BankConfig, {clock, timer, net, log}: World, store: BankStore): WalletNews {
  const alarms = new Map<string, {cancel(): void}>();
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  function watch(entry: WalletEntry): void {
    const due = dueAt(entry);
    alarms.get(entry.id)?.cancel();
    alarms.delete(entry.id);
    if (due === undefined || stopped) return;
    alarms.set(
      entry.id,
      timer.after(Math.max(0, due - clock.now()), () => wake(entry.id)),
    );
  }

  async function wake(id: string): Promise<void> {
    alarms.delete(id);
    const entry = store.wallet(id);
    if (!entry || stopped) return;
    const moved = expire(entry, clock.now());
    if (moved !== entry) store.saveWallet(moved);
    if (isDue(moved.news, clock.now())) return deliver(id);
    watch(moved);
  }

  function deliver(id: string): Promise<void> {
    const running = underWay.get(id);
    if (running) return running;
    const run = attempt(id).finally(() => underWay.delete(id));
    underWay.set(id, run);
    return run;
  }

  async function attempt(id: string): Promise<void> {
    const entry = store.wallet(id);
    if (!entry || !isDue(entry.news, clock.now())) return;
    const {tries} = entry.news;
    const heard = await tell(entry);
    // Read again: it may have been captured or released meanwhile.
    const latest = store.wallet(id);
    if (!latest) return;
    const saved = {...latest, news: next(tries, heard, clock.now())};
    store.saveWallet(saved);
    log('wallet_notified', {reference: saved.reference, heard, news: saved.news.kind});
    watch(saved);
  }

  async function tell({id, notifyUrl}: WalletEntry): Promise<boolean> {
    const body = JSON.stringify({id});
    const seconds = Math.floor(clock.now() / 1000);
    const mac = createHmac('sha256', bankKey).update(`${seconds}.${body}`).digest('hex');
    try {
      const {status} = await net.fetch({
        method: 'POST',
        url: notifyUrl,
        headers: {'content-type': 'application/json', 'bank-signature': `t=${seconds},v1=${mac}`},
        body,
        timeoutMs: answerMs,
      });
      return status >= 200 && status < 300;
    } catch {
      return false;
    }
  }

  return {
    watch,
    deliver,
    resume() {
      for (const entry of store.pendingWallets()) watch(entry);
    },
    stop() {
      stopped = true;
      for (const alarm of alarms.values()) alarm.cancel();
      alarms.clear();
    },
  };
}

type Due = Extract<News, {readonly kind: 'due'}>;

function isDue(news: News, now: number): news is Due {
  return news.kind === 'due' && news.at <= now;
}

function next(tries: number, heard: boolean, now: number): News {
  if (heard) return {kind: 'delivered'};
  const pause = newsPausesMs[tries];
  return pause === undefined ? {kind: 'given_up'} : {kind: 'due', at: now + pause, tries: tries + 1};
}
