import {createHmac} from 'node:crypto';
import type {Scheduled, World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import {newsPausesMs} from '../wallet-news.ts';
import type {AlmaEntry} from './alma-book.ts';

const answerMs = 5_000;

/** Gets the address that the payment names, with its id, signed as Alma signs; again when nobody says 2xx. */
export interface AlmaNews {
  tell(id: string): Promise<void>;
  tellLater(id: string, ms: number): void;
  stop(): void;
}

export function createAlmaNews(apiKey: string, {timer, net, log}: World, store: BankStore): AlmaNews {
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

  async function tell(id: string, tries: number): Promise<void> {
    const address = store.double<AlmaEntry>('alma', id)?.ipnUrl;
    if (!address) return;
    const status = await get(address, id);
    log('double_notified', {provider: 'alma', status: status ?? 0});
    const pause = newsPausesMs[tries];
    const isHeard = status !== null && status >= 200 && status < 300;
    if (!isHeard && pause !== undefined) later(pause, () => tell(id, tries + 1));
  }

  async function get(address: string, id: string): Promise<number | null> {
    try {
      const url = new URL(address);
      url.searchParams.set('pid', id);
      const headers = {'x-alma-signature': createHmac('sha256', apiKey).update(id).digest('hex')};
      return (await net.fetch({method: 'GET', url: url.href, headers, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  return {
    tell: (id) => tell(id, 0),
    tellLater: (id, ms) => later(ms, () => tell(id, 0)),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}
