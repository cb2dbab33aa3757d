import {sign} from 'node:crypto';
import {crc32} from 'node:zlib';
import type {Scheduled, World} from '../../ports.ts';
import {newsPausesMs} from '../wallet-news.ts';
import {certificateName, privateKey} from './paypal-certificate.ts';

const answerMs = 5_000;
/** The webhook that the merchant would have made in PayPal's back office; its other half is in `providers/paypal/definition.ts`. */
const webhookId = 'WHDOUBLE';

/** What happened, and the object to which it did, as it was then. */
export interface PaypalEvent {
  readonly type: string;
  readonly resource: object;
}

/** Posts events to the one address of the merchant, signed; again when nobody says 200. */
export interface PaypalNews {
  tell(event: PaypalEvent): Promise<void>;
  tellLater(event: PaypalEvent, ms: number): void;
  stop(): void;
}

/** @param apiUrl - Where the certificate is. @param address - Where the merchant listens. */
export function createPaypalNews(apiUrl: string, address: string, {clock, timer, net, log, random}: World): PaypalNews {
  const alarms = new Set<Scheduled>();
  let stopped = false;
  const newId = () => Buffer.from(random.bytes(12)).toString('hex');

  function later(ms: number, run: () => Promise<void>): void {
    if (stopped) return;
    const alarm = timer.after(ms, () => {
      alarms.delete(alarm);
      return run();
    });
    alarms.add(alarm);
  }

  async function send(body: string, tries: number): Promise<void> {
    const status = await post(body);
    log('double_notified', {provider: 'paypal', status: status ?? 0});
    const pause = newsPausesMs[tries];
    if (status !== 200 && pause !== undefined) later(pause, () => send(body, tries + 1));
  }

  async function post(body: string): Promise<number | null> {
    const id = newId();
    const time = new Date(clock.now()).toISOString();
    const message = Buffer.from(`${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`);
    const headers = {
      'content-type': 'application/json',
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': sign('RSA-SHA256', message, privateKey).toString('base64'),
      'paypal-cert-url': `${apiUrl}/v1/notifications/certs/${certificateName}`,
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-auth-version': 'v2',
    };
    try {
      return (await net.fetch({method: 'POST', url: address, headers, body, timeoutMs: answerMs})).status;
    } catch {
      return null;
    }
  }

  function bodyOf({type, resource}: PaypalEvent): string {
    const kinds: Readonly<Record<string, string>> = {
      ORDER: 'checkout-order',
      AUTHORIZATION: 'authorization',
      CAPTURE: 'capture',
    };
    return JSON.stringify({
      id: `WH-${newId().toUpperCase()}`,
      event_version: '1.0',
      create_time: new Date(clock.now()).toISOString(),
      resource_type: type === 'PAYMENT.CAPTURE.REFUNDED' ? 'refund' : (kinds[type.split('.')[1] ?? ''] ?? ''),
      resource_version: '2.0',
      event_type: type,
      summary: type,
      resource,
      links: [],
    });
  }

  return {
    tell: (event) => send(bodyOf(event), 0),
    tellLater: (event, ms) => later(ms, () => send(bodyOf(event), 0)),
    stop() {
      stopped = true;
      for (const alarm of alarms) alarm.cancel();
      alarms.clear();
    },
  };
}
