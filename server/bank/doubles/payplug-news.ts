import type {Scheduled, World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import {newsPausesMs} from '../wallet-news.ts';
import {resourceOf, type PayplugEntry} from './payplug-book.ts';

const answerMs = 5_000;

/** Posts the resource, unsigned, to the address that the payment names; again when nobody says 200. */
export interface PayplugNews {
  /** @param snapshot - The payment as the notification shows it: an old one comes out of order. */
  tell(id: string, snapshot?: PayplugEntry): Promise<void>;
  tellLater(id: string, ms: number, snapshot?: PayplugEntry): void;
  stop(): void;
}

export function createPayplugNews(pageUrl: string, {clock, timer, net, log}: World, store: BankStore): PayplugNews {
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

  async function tell(id: string, snapshot: PayplugEntry | undefined, tries: number): Promise<void> {
    const entry = store.double<PayplugEntry>('payplug', id);
    if (!entry || entry.notificationUrl === null) return;
    const status = await post(
      entry.notificationUrl,
      resourceOf(snapshot ?? entry, pageUrl, Math.floor(clock.now() / 1000)),
    );
    // Read again: it may have moved meanwhile.
    const latest = store.double<PayplugEntry>('payplug', id);
    if (latest) store.saveDouble('payplug', id, {...latest, heard: status});
    log('double_notified', {provider: 'payplug', status: status ?? 0});
    const pause = newsPausesMs[tries];
    if (status !== 200 && pause !== undefined) later(pause, () => tell(id, snapshot, tries + 1));
  }

  async function post(url: string, resource: object): Promise<number | null> {
    try {
      const headers = {'content-type': 'application/json'};
      const body = JSON.stringify(resource);
      return (await net.fetch({method: 'POST', url, headers, body, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  return {
    tell: (id, snapshot) => tell(id, snapshot, 0),
    tellLater: (id, ms, snapshot) => later(ms, () => tell(id, snapshot, 0)),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}
