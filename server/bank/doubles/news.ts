import type {NetRequest, Scheduled, World} from '../../ports.ts';
import type {Way} from '../pages/paying.ts';
import {newsPausesMs} from '../wallet-news.ts';

const answerMs = 5_000;

/** How much later than the shopper the notification comes. */
export const laterMs = 5_000;

/** What is said to the shop's payment page, and where. */
export type Word = Omit<NetRequest, 'timeoutMs'>;

/** The notifications of a double: said at once or later, and again with growing pauses while nobody says that it was heard. */
export interface News<Entry> {
  /** @param entry - As it was when it happened: an old one comes out of order. Ends when the first try has ended. */
  tell(entry: Entry): Promise<void>;
  tellLater(entry: Entry, ms: number): void;
  stop(): void;
}

/** When it is said again, in milliseconds after the try before, and which answers count as heard. */
export interface Patience {
  readonly pausesMs: readonly number[];
  readonly isHeard: (status: number) => boolean;
}
const usual: Patience = {pausesMs: newsPausesMs, isHeard: (status) => status === 200};

/**
 * @param wordOf - What is said of it, signed as the provider signs; made anew for each try. Undefined: nobody wants to know.
 * @param heard - Told what the shop answered to each try; null: nothing.
 */
export function createNews<Entry>(
  provider: string,
  {timer, net, log}: World,
  wordOf: (entry: Entry) => Word | undefined,
  heard: (entry: Entry, status: number | null) => void = () => undefined,
  {pausesMs, isHeard}: Patience = usual,
): News<Entry> {
  const alarms = new Set<Scheduled>();
  let stopped = false;

  function later(ms: number, run: () => Promise<void>): void {
    if (stopped) return;
    const alarm = timer.after(ms, () => {
      alarms.delete(alarm);
      return run();
    });
    alarms.add(alarm);
  }

  async function tell(entry: Entry, tries: number): Promise<void> {
    const word = wordOf(entry);
    if (!word) return;
    const status = await answerTo(word);
    heard(entry, status);
    log('double_notified', {provider, status: status ?? 0});
    const pause = pausesMs[tries];
    if ((status === null || !isHeard(status)) && pause !== undefined) later(pause, () => tell(entry, tries + 1));
  }

  async function answerTo(word: Word): Promise<number | null> {
    try {
      return (await net.fetch({...word, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  return {
    tell: (entry) => tell(entry, 0),
    tellLater: (entry, ms) => later(ms, () => tell(entry, 0)),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}

/** @param old - What comes late, of yesterday, where it is told twice. */
export async function announce<Entry>(
  news: Pick<News<Entry>, 'tell' | 'tellLater'>,
  way: Way,
  decided: Entry,
  old: () => readonly Entry[],
): Promise<void> {
  switch (way) {
    case 'vanish':
      return;
    case 'early':
      return news.tellLater(decided, laterMs);
    case 'twice':
      for (const one of old()) news.tellLater(one, laterMs);
      return news.tell(decided);
    case 'back':
    case 'stay':
      return news.tell(decided);
  }
}
