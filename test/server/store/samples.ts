import type {Write} from '../../../server/store/store.ts';
import type {Endpoint, Event, Strike} from '../../../server/store/tables.ts';

export function strike(count: number, expires = 1000): Strike {
  return {merchant: 'mer_1', count, blocked: false, updated: 0, expires};
}

export function strikeRow(id: string, count: number, expires?: number): Write {
  return {op: 'insert', table: 'strikes', id, doc: strike(count, expires)};
}

export function event(id: string, change: Partial<Event> = {}): Event {
  const doc = {
    merchant: 'mer_1',
    livemode: false,
    type: 'payment_intent.succeeded',
    created: 1000,
    sequence: 1,
    subject: 'pi_1',
    object: {id: 'pi_1'},
  } as const;
  return {id: `evt_${id}`, ...doc, undispatched: 1, ...change};
}

export const secretBytes = Buffer.alloc(32, 7).toString('base64');

export function endpoint(id: string, change: Partial<Endpoint> = {}): Endpoint {
  const secrets = [{secret: `whsec_${secretBytes}`}];
  return {
    id: `we_${id}`,
    merchant: 'mer_1',
    livemode: false,
    url: `https://${id}.example/hook`,
    events: [],
    secrets,
    disabled: false,
    created: 0,
    ...change,
  };
}
