/** `ended`: nothing more to see. `canceled`: the shopper left. `failed`: the bridge could not do its work. */
export type ChallengeOutcome = 'ended' | 'canceled' | 'failed';

/** The window is closed. A hint: how the authentication ended is to be read from the server. */
export class GuichetChallengeEndEvent extends Event {
  readonly outcome: ChallengeOutcome;

  constructor(outcome: ChallengeOutcome) {
    super('guichet-challenge-end', {bubbles: true, composed: true});
    this.outcome = outcome;
  }
}

/**
 * The window is about to open. A page in a frame that is too small asks its own parent for the whole viewport, and lets the
 * window wait for it: the room that there is then fixes the size of the bank's page.
 */
export class GuichetChallengeShowEvent extends Event {
  /** What the window waits for. */
  readonly waits: Promise<unknown>[] = [];
  /** Settled once the window is gone, for whatever reason: also when its element was taken out of the document. */
  readonly closed: Promise<void>;

  constructor(closed: Promise<void>) {
    super('guichet-challenge-show', {bubbles: true, composed: true});
    this.closed = closed;
  }

  /** Holds the window back until this is settled. */
  waitUntil(promise: Promise<unknown>): void {
    this.waits.push(promise);
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'guichet-challenge-end': GuichetChallengeEndEvent;
    'guichet-challenge-show': GuichetChallengeShowEvent;
  }
}
