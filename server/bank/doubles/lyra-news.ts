import type {Scheduled, World} from '../../ports.ts';
import type {BankStore} from '../store.ts';
import {statusOf, type LyraEntry} from './lyra-book.ts';
import {sign} from './lyra-form.ts';

const answerMs = 5_000;
/** Again up to four times, at quarter-hours; then no more. */
const pauseMs = 15 * 60_000;
const triesMax = 5;
const heardWith = new Set([200, 201, 202, 203, 204, 205, 206, 301, 302, 303, 307, 308]);

/** Posts what became of an order, signed, to the address in its form; a redirect is not followed. */
export interface LyraNews {
  /** @param snapshot - The order as the notification shows it: an old one comes out of order. */
  tell(id: string, snapshot?: LyraEntry): Promise<void>;
  tellLater(id: string, ms: number, snapshot?: LyraEntry): void;
  stop(): void;
}

export function createLyraNews({clock, timer, net, log}: World, store: BankStore): LyraNews {
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

  async function tell(id: string, snapshot: LyraEntry | undefined, tries: number): Promise<void> {
    const entry = snapshot ?? store.double<LyraEntry>('lyra', id);
    const url = entry?.form['vads_url_check'];
    if (!entry || !url) return;
    const status = await post(url, notificationOf(entry, clock.now(), tries === 1 ? 'PAY' : 'RETRY'));
    log('double_notified', {provider: 'lyra', status: status ?? 0});
    if ((status === null || !heardWith.has(status)) && tries < triesMax)
      later(pauseMs, () => tell(id, snapshot, tries + 1));
  }

  async function post(url: string, fields: Readonly<Record<string, string>>): Promise<number | null> {
    try {
      const headers = {'content-type': 'application/x-www-form-urlencoded'};
      const body = new URLSearchParams(fields).toString();
      return (await net.fetch({method: 'POST', url, headers, body, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  return {
    tell: (id, snapshot) => tell(id, snapshot, 1),
    tellLater: (id, ms, snapshot) => later(ms, () => tell(id, snapshot, 1)),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}

/** All that was posted, and what became of it: signed with the key of the form. */
export function notificationOf(entry: LyraEntry, now: number, source: string): Readonly<Record<string, string>> {
  const last = entry.tries.at(-1);
  const status = last ? statusOf(last, now) : 'INITIAL';
  const {refusal} = last ?? {};
  const results = {REFUSED: '05', ABANDONED: '17', INITIAL: ''};
  const fields: Readonly<Record<string, string>> = {
    ...entry.form,
    vads_trans_uuid: last?.uuid ?? '',
    vads_trans_status: status,
    vads_operation_type: 'DEBIT',
    vads_result: results[status as keyof typeof results] ?? '00',
    vads_extra_result: '',
    vads_auth_result: refusal ?? (status === 'ABANDONED' || status === 'INITIAL' ? '' : '00'),
    vads_auth_number: '',
    vads_card_brand: last?.brand ?? '',
    vads_card_number: last ? '497010XXXXXX0055' : '',
    vads_effective_amount: entry.form['vads_amount'] ?? '',
    vads_sequence_number: String(Math.max(1, entry.tries.length)),
    vads_threeds_status: refusal === '39' ? 'N' : '',
    vads_warranty_result: '',
    vads_presentation_date: '',
    vads_url_check_src: source,
    vads_hash: '',
  };
  return {...fields, signature: sign(Object.entries(fields))};
}
