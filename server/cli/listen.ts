import {createHmac, randomBytes} from 'node:crypto';
import {testSecretKey} from '../config.ts';
import {originSetting, portSetting, SettingError, type Env} from '../settings.ts';
import {realWorld} from '../world.ts';
import {NetError, type NetResponse, type World} from '../ports.ts';
import type {Command} from '../cli.ts';

/** An event of `GET /v1/events`: only what is needed to pass it on; the rest goes through as it came. */
interface EventRow {
  readonly id: string;
  readonly type: string;
}

const pollMs = 1_000;
const pageSize = 100;

/**
 * `guichet listen <address>`: reads the events of `pay` as they come and posts signed copies to a local address, as
 * a webhook endpoint would get them. Nothing is registered, so nothing is left behind. The signing secret is shown.
 */
export const listenForEvents: Command = async ([address = ''], env) => {
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    throw new SettingError('Say where to forward to, such as http://localhost:3000/webhooks.');
  }
  const world = realWorld('listen');
  const source = eventSource(world, payUrlOf(env), testSecretKey(env));
  const secret = randomBytes(32);
  let seen = await source.newest();
  console.log(`Forwarding to ${address}\nSigning secret: whsec_${secret.toString('base64')}\n`);

  const tick = async (): Promise<void> => {
    for (const event of (await source.since(seen)).reverse()) {
      console.log(`${event.type}  ${event.id}  ${await forward(world, address, secret, event)}`);
      seen = event.id;
    }
  };
  const again = (): void => {
    world.timer.after(pollMs, () =>
      tick()
        .catch((error: unknown) =>
          console.error(error instanceof SettingError ? error.message : 'Not forwarded; trying again.'),
        )
        .then(again),
    );
  };
  again();
  // Timers alone do not keep a process alive; this does, until Ctrl-C.
  process.stdin.resume();
  process.once('SIGINT', () => process.exit(0));
  return undefined;
};

/** Reads events, newest first. `since` gives those after one that was seen; all of them when none was. */
export function eventSource({net}: Pick<World, 'net'>, payUrl: string, secretKey: string) {
  const page = async (query: string): Promise<{data: EventRow[]; has_more: boolean}> => {
    const answer = await net
      .fetch({
        method: 'GET',
        url: `${payUrl}/v1/events?${query}`,
        headers: {authorization: `Bearer ${secretKey}`},
        timeoutMs: 10_000,
        bytesMax: 4_000_000,
      })
      .catch((error: unknown): NetResponse => {
        if (error instanceof NetError) return {status: 0, headers: {}, body: ''};
        throw error;
      });
    if (answer.status === 0) throw new SettingError(`No answer from ${payUrl}. Is "pay" running?`);
    if (answer.status === 401)
      throw new SettingError('The secret key is not that of this "pay". Set GUICHET_SECRET_KEY.');
    if (answer.status !== 200) throw new SettingError(`"pay" answered with status ${answer.status}.`);
    return JSON.parse(answer.body);
  };

  return {
    async newest(): Promise<string | undefined> {
      return (await page('limit=1')).data[0]?.id;
    },

    async since(id: string | undefined): Promise<EventRow[]> {
      const fresh: EventRow[] = [];
      for (let query = `limit=${pageSize}`; ; query = `limit=${pageSize}&starting_after=${fresh.at(-1)?.id}`) {
        const {data, has_more: more} = await page(query);
        const at = data.findIndex((event) => event.id === id);
        fresh.push(...(at < 0 ? data : data.slice(0, at)));
        if (at >= 0 || !more || data.length === 0) return fresh;
      }
    },
  };
}

/** Standard Webhooks: the id, the instant and the body under one HMAC. */
export function signedHeaders(secret: Buffer, id: string, seconds: number, body: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

async function forward({net, clock}: World, url: string, secret: Buffer, event: EventRow): Promise<string> {
  const body = JSON.stringify(event);
  const headers = signedHeaders(secret, event.id, Math.floor(clock.now() / 1000), body);
  try {
    return String((await net.fetch({method: 'POST', url, headers, body, timeoutMs: 15_000})).status);
  } catch {
    return 'no answer';
  }
}

function payUrlOf(env: Env): string {
  return originSetting(env, 'PAY_URL', `http://localhost:${portSetting(env, 'PAY_PORT', 4242)}`);
}
