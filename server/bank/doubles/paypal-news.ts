import {sign} from 'node:crypto';
import {crc32} from 'node:zlib';
import type {World} from '../../ports.ts';
import {createNews, type News} from './news.ts';
import {certificateName, privateKey} from './paypal-certificate.ts';

/** The webhook that the merchant would have made in PayPal's back office; its other half is in `providers/paypal/definition.ts`. */
const webhookId = 'WHDOUBLE';

/** What happened, and the object to which it did, as it was then. */
export interface PaypalEvent {
  readonly type: string;
  readonly resource: object;
}

/**
 * Posts events to the one address of the merchant, signed.
 *
 * @param apiUrl - Where the certificate is.
 * @param address - Where the merchant listens.
 */
export function createPaypalNews(apiUrl: string, address: string, world: World): News<PaypalEvent> {
  const {clock, random} = world;
  const newId = () => Buffer.from(random.bytes(12)).toString('hex');

  const news = createNews('paypal', world, (body: string) => {
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
    return {method: 'POST', url: address, headers, body};
  });

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

  // The event is one, however often it is said.
  return {
    tell: (event) => news.tell(bodyOf(event)),
    tellLater: (event, ms) => news.tellLater(bodyOf(event), ms),
    stop: () => news.stop(),
  };
}
