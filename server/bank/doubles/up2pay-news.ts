import {sign} from 'node:crypto';
import type {Scheduled, World} from '../../ports.ts';
import {amountOf, type Up2payEntry, type Up2payTry} from './up2pay-book.ts';
import {doublePrivateKey} from './up2pay-key.ts';

const answerMs = 5_000;

/** Says once, signed, what became of a try, at the address in the form. Nobody who did not hear is told again. */
export interface Up2payNews {
  tell(entry: Up2payEntry, one: Up2payTry): Promise<void>;
  tellLater(entry: Up2payEntry, one: Up2payTry, ms: number): void;
  stop(): void;
}

export function createUp2payNews({timer, net, log}: World): Up2payNews {
  const alarms = new Set<Scheduled>();
  let stopped = false;

  async function tell(entry: Up2payEntry, one: Up2payTry): Promise<void> {
    const url = entry.form['PBX_REPONDRE_A'] ?? '';
    const text = signed(entry, one);
    try {
      const headers = {'content-type': 'application/x-www-form-urlencoded'};
      const request =
        entry.form['PBX_RUF1'] === 'POST'
          ? ({method: 'POST', url, headers, body: text} as const)
          : ({method: 'GET', url: `${url}?${text}`} as const);
      log('double_notified', {provider: 'up2pay', status: (await net.fetch({...request, timeoutMs: answerMs})).status});
    } catch {
      log('double_notified', {provider: 'up2pay', status: 0});
    }
  }

  return {
    tell,
    tellLater(entry, one, ms) {
      if (stopped) return;
      const alarm = timer.after(ms, () => {
        alarms.delete(alarm);
        return tell(entry, one);
      });
      alarms.add(alarm);
    },
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}

/** The variables that the form asked for, in its order; `K` over all before it. An absent one is left out. */
export function signed(
  entry: Up2payEntry,
  {call, transaction, code}: Pick<Up2payTry, 'call' | 'transaction' | 'code'>,
) {
  const values: Readonly<Record<string, string>> = {
    M: String(amountOf(entry)),
    R: entry.form['PBX_CMD'] ?? '',
    T: call,
    S: transaction,
    E: code,
    // A card's name with a space in it: on the way, that may change its spelling.
    C: 'Visa Electron',
    G: 'O',
    v: '2.2.0',
    ...(code === '00000' && {A: 'XXXXXX'}),
  };
  const asked = (entry.form['PBX_RETOUR'] ?? '').split(';').map((pair) => pair.split(':'));
  const text = asked
    .flatMap(([name = '', letter = '']) => {
      const value = values[letter];
      return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
    })
    .join('&');
  return `${text}&K=${encodeURIComponent(sign('RSA-SHA1', Buffer.from(text), doublePrivateKey).toString('base64'))}`;
}
