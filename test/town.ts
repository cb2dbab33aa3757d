import {createHash, createECDH, createCipheriv, generateKeyPairSync, randomBytes} from 'node:crypto';
import {NetError, type Net, type NetRequest, type World} from '../server/ports.ts';

/**
 * The real `pay`, vault and test bank in one process, on a clock that a test moves and wires that a test can cut.
 * Nothing in it imitates them: what is made here is only the world around.
 */

/** A clock and timers that move when told. */
export function handClock(start = Date.UTC(2026, 10, 24, 9)) {
  let now = start;
  let count = 0;
  const timers = new Map<number, {readonly at: number; readonly run: () => void | Promise<void>}>();

  /** Lets everything that is ready happen, to the end. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    clock: {now: () => now},
    timer: {
      after(ms: number, run: () => void | Promise<void>) {
        const id = ++count;
        timers.set(id, {at: now + ms, run});
        return {cancel: () => void timers.delete(id)};
      },
    },
    settle,
    /** Moves the clock, running each timer at its own moment. */
    async advance(ms: number): Promise<void> {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = [...timers].filter(([, {at}]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (!next) break;
        const [id, {at, run}] = next;
        timers.delete(id);
        now = Math.max(now, at);
        void Promise.resolve(run()).catch(() => undefined);
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

export type Wire = (request: NetRequest, deliver: () => Promise<Response>) => Promise<Response>;

/** A network that reaches the given doors by origin; a test may stand in the wire. */
export function handNet(
  doors: () => Readonly<Record<string, (request: Request) => Response | Promise<Response>>>,
  timer: World['timer'],
) {
  let wire: Wire = (_request, deliver) => deliver();
  const net: Net = {
    async fetch(request) {
      const door = doors()[new URL(request.url).origin];
      if (!door) throw new NetError('not_sent');
      const deliver = async () =>
        door(
          new Request(request.url, {
            method: request.method,
            headers: {...request.headers},
            ...(request.body !== undefined && {body: typeof request.body === 'string' ? request.body : new Uint8Array(request.body)}),
          }),
        );
      const response = await new Promise<Response>((resolve, reject) => {
        const limit = timer.after(request.timeoutMs, () => reject(new NetError('no_answer')));
        wire(request, deliver)
          .then(resolve, reject)
          .finally(() => limit.cancel());
      });
      return {status: response.status, headers: Object.fromEntries(response.headers), body: await response.text()};
    },
  };
  return {net, cut: (next: Wire) => void (wire = next), mend: () => void (wire = (_request, deliver) => deliver())};
}

/** What a browser does to a card before it leaves the frame, with other means: ECDH-ES and A256GCM of node:crypto. */
export function encryptCard(
  card: object,
  {
    jwk,
    kid,
    sid,
    iat,
  }: {
    readonly jwk: {readonly x: string; readonly y: string};
    readonly kid: string;
    readonly sid: string;
    readonly iat: number;
  },
): string {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const own = ecdh.getPublicKey();
  const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const header = b64(
    Buffer.from(
      JSON.stringify({
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid,
        sid,
        iat,
        jti: b64(randomBytes(16)),
        epk: {kty: 'EC', crv: 'P-256', x: b64(own.subarray(1, 33)), y: b64(own.subarray(33))},
      }),
    ),
  );
  const secret = ecdh.computeSecret(
    Buffer.concat([Buffer.from([4]), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]),
  );
  const word = (n: number) => Buffer.from([n >>> 24, n >>> 16, n >>> 8, n]);
  const key = createHash('sha256')
    .update(Buffer.concat([word(1), secret, word(7), Buffer.from('A256GCM'), word(0), word(0), word(256)]))
    .digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update(JSON.stringify(card)), cipher.final()]);
  return [header, '', b64(iv), b64(text), b64(cipher.getAuthTag())].join('.');
}

export {generateKeyPairSync, randomBytes};
