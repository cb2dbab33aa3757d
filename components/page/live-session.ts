import type {SessionView} from '#contract/session.ts';
import {createApi, newIdempotencyKey, type Answer, type Api, type Choice, type Problem} from '../base/api.ts';
import {isSettled, screenOf, slowMs, type Local} from './flow.ts';

const firstPauseMs = 1000;
const longestPauseMs = 5000;

/** What stands in the way, beside what the session says. */
export type Trouble = 'offline' | 'denied' | 'failed' | 'currency';

/**
 * One session as this document lives it: read until it settles, paid once however often it is asked.
 *
 * Elements with the same session and token share one of these, so that picker, order and page agree.
 */
export class LiveSession {
  view: SessionView | undefined;
  trouble: Trouble | undefined;
  local: Local = {paying: false, slow: false};

  private readonly session: string;
  private readonly token: string;
  private readonly api: Api;
  private readonly readers = new Set<() => void>();
  /** Moves when an act is answered: a reading that began before tells of the past. */
  private epoch = 0;
  private isActing = false;
  /** From the click to the answer: no reading that arrives meanwhile may free the button. */
  private isPaying = false;
  private pauseMs = firstPauseMs;
  private poll = 0;
  private slowTimer = 0;
  private expiryTimer = 0;
  private progress = '';
  private wake: (() => void) | undefined;

  constructor(session: string, token: string, api: Api = createApi()) {
    this.session = session;
    this.token = token;
    this.api = api;
  }

  /** Calls `draw` after each change until the returned function is called. The first reader starts the reading. */
  subscribe(draw: () => void): () => void {
    if (this.readers.size === 0) this.start();
    this.readers.add(draw);
    return () => {
      this.readers.delete(draw);
      if (this.readers.size === 0) this.stop();
    };
  }

  /** Asks the server where the session stands. */
  readonly refresh = async (): Promise<void> => {
    this.wake?.();
    if (this.isActing) return;
    clearTimeout(this.poll);
    const epoch = this.epoch;
    const answer = await this.api.readSession(this.session, this.token);
    if (epoch !== this.epoch) return;
    if (answer.ok) this.take(answer.session);
    else this.trouble = troubleOf(answer);
    this.changed();
  };

  /**
   * One payment for any number of clicks. `choose` is asked for the card once; then the same choice travels under the
   * same key until the server has answered, however often the line breaks.
   *
   * @returns whether the server was asked.
   */
  async pay(choose: () => Promise<Choice | undefined>): Promise<boolean> {
    if (this.local.paying || this.isPaying) return false;
    this.isPaying = true;
    this.local = {paying: true, slow: false};
    this.trouble = undefined;
    this.changed();

    const choice = await choose().catch(() => undefined);
    if (choice) {
      const key = newIdempotencyKey();
      await this.act(() => this.api.confirm(this.session, this.token, choice, key));
    }
    this.isPaying = false;
    if (!this.isUnderway()) this.local = {paying: false, slow: false};
    this.changed();
    return choice !== undefined;
  }

  /** The shopper gives up. What comes back is what is true: a payment that was made stays made. */
  async cancel(what: 'payment' | 'attempt'): Promise<void> {
    if (this.isActing) return;
    const key = newIdempotencyKey();
    await this.act(() => this.api.cancel(this.session, this.token, what, key));
    this.changed();
  }

  /** The provider's script had the turn: the server asks how it ended. */
  async lookAway(): Promise<void> {
    if (this.isActing) return;
    const key = newIdempotencyKey();
    await this.act(() => this.api.look(this.session, this.token, key));
    this.changed();
  }

  /** A provider's script has the turn now, or no longer. */
  handOver(handedOver: boolean): void {
    this.local = {...this.local, handedOver};
    this.changed();
  }

  /** The try goes on at another page, says the provider's script: the shopper is led there, and the server goes on asking. */
  lead(leadsTo: string): void {
    this.local = {paying: false, slow: false, leadsTo};
    this.changed();
  }

  /** This page no longer pays, and the try is still open: it may be ended from any page, this one too. */
  letGo(): void {
    this.local = {paying: false, slow: false};
    this.changed();
  }

  private async act(send: () => Promise<Answer>): Promise<void> {
    this.isActing = true;
    let answer = await send();
    // No readable answer is neither yes nor no: the same question again, under the same key, until there is one.
    while (!answer.ok && isDoubtful(answer)) {
      this.local = {...this.local, slow: true};
      this.trouble = 'offline';
      this.changed();
      await this.pause();
      answer = await send();
    }
    this.isActing = false;
    this.epoch += 1;
    this.trouble = answer.ok ? undefined : troubleOf(answer);
    if (answer.ok) this.take(answer.session);
    else {
      // Refused as a request (expired, already paid in another tab…): the session itself says what is true.
      const {trouble} = this;
      await this.refresh();
      if (this.view?.payment_intent.status === 'requires_payment_method') this.trouble ??= trouble;
    }
  }

  private take(view: SessionView): void {
    this.view = view;
    this.trouble = undefined;
    const {status, next_action} = view.payment_intent;
    clearTimeout(this.expiryTimer);
    if (view.status === 'open') {
      const leftMs = Math.max(Date.parse(view.expires_at) - Date.now(), firstPauseMs);
      // A little later than the server's own clock, so that the first answer is the last. Sessions live a day at most.
      this.expiryTimer = window.setTimeout(this.refresh, leftMs + 2000);
    }
    const progress = `${status} ${next_action?.type === 'challenge' ? next_action.step : next_action?.type}`;
    if (progress === this.progress) return;
    this.progress = progress;
    this.pauseMs = firstPauseMs;
    clearTimeout(this.slowTimer);
    const paying = this.local.paying && (this.isPaying || this.isUnderway());
    this.local = {...this.local, paying, slow: false, leadsTo: undefined};
    if (this.isUnderway()) {
      this.slowTimer = window.setTimeout(() => {
        this.local = {...this.local, slow: true};
        this.changed();
      }, slowMs);
    }
  }

  /** The server is at work, or the bank: not the shopper's turn, and not over. */
  private isUnderway(): boolean {
    return this.view !== undefined && !isSettled(screenOf(this.view, {paying: false, slow: false}));
  }

  private changed(): void {
    for (const draw of this.readers) draw();
    clearTimeout(this.poll);
    const isWaiting = this.view === undefined ? this.trouble === 'offline' : this.isUnderway();
    if (!isWaiting || this.isActing || this.readers.size === 0 || document.hidden) return;
    this.poll = window.setTimeout(this.refresh, this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 1.5, longestPauseMs);
  }

  private pause(): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestPauseMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      this.wake = undefined;
    });
  }

  private start(): void {
    void this.refresh();
    // Another tab may have paid, a frozen page may have come back: look again before the shopper does.
    document.addEventListener('visibilitychange', this.look);
    addEventListener('pageshow', this.look);
    addEventListener('online', this.look);
  }

  private stop(): void {
    clearTimeout(this.poll);
    clearTimeout(this.slowTimer);
    clearTimeout(this.expiryTimer);
    this.progress = '';
    document.removeEventListener('visibilitychange', this.look);
    removeEventListener('pageshow', this.look);
    removeEventListener('online', this.look);
  }

  private readonly look = (event: Event) => {
    // The first `pageshow` of a document follows the reading that `start` began.
    if (document.hidden || (event instanceof PageTransitionEvent && !event.persisted)) return;
    void this.refresh();
  };
}

/** Nobody knows whether the server acted. */
function isDoubtful({status, code}: Problem): boolean {
  return status === 0 || status >= 500 || code === 'unreadable' || code === 'idempotency_in_flight';
}

function troubleOf(problem: Problem): Trouble {
  if (isDoubtful(problem)) return 'offline';
  if (problem.code === 'currency_mismatch') return 'currency';
  return [401, 403, 404].includes(problem.status) ? 'denied' : 'failed';
}

const sessions = new Map<string, LiveSession>();

/** The one live session of this document for that session and token. */
export function liveSession(session: string, token: string): LiveSession {
  const key = `${session} ${token}`;
  let live = sessions.get(key);
  if (!live) sessions.set(key, (live = new LiveSession(session, token)));
  return live;
}
