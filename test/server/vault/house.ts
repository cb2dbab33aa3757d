import {createHash, generateKeyPairSync} from 'node:crypto';
import {CompactEncrypt, importJWK} from 'jose';
import type {CardCreated, CardGrant, CardKeys, CardToken, SendRequest} from '#contract/vault.ts';
import {createVault, type Vault, type VaultConfig} from '../../../server/vault/app.ts';
import {memoryVaultStore} from '../../../server/vault/open-store.ts';
import type {VaultStore} from '../../../server/vault/store.ts';
import {vaultClient, type VaultClient} from '../../../server/vault-client.ts';
import {NetError, type Net, type NetRequest, type NetResponse, type World} from '../../../server/ports.ts';

/** A vault on a world of its own: a clock that is set by hand, chance from a counter, a bank that is a function. */
export interface House {
  vault: Vault;
  readonly store: VaultStore;
  readonly client: VaultClient;
  readonly world: World;
  readonly lines: string[];
  /** What reached the bank, copied when it came. */
  readonly sent: {readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string}[];
  /** What `pay` asked of the private listener. */
  readonly calls: NetRequest[];
  bank: (body: string) => NetResponse;
  pass(ms: number): Promise<void>;
  /** Throws the vault away as a power cut would, and makes another on the same store. */
  restart(): void;
  grant(change?: Partial<CardGrant>): string;
  /** A JWE made by `jose`, not by us. */
  encrypt(card?: object, header?: object): Promise<string>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  enter(card?: object): Promise<CardCreated>;
  send(token: CardToken, change?: Partial<SendRequest>): ReturnType<VaultClient['send']>;
}

export const publicUrl = 'https://card.test';
export const shop = 'https://shop.test';
export const start = Date.UTC(2026, 2, 2, 10);
export const session = 'cs_one';
export const visa = {number: '4000000000000101', expiry: '2912', cvc: '739'};
export const payKeys = generateKeyPairSync('ed25519');
export const assets = {script: 'window.ready = true', style: 'input{color:red}'};

export function house({
  store = memoryVaultStore(),
  ...change
}: Partial<VaultConfig> & {store?: VaultStore} = {}): House {
  let now = start;
  let drawn = 0;
  let timers: {at: number; run: () => void | Promise<void>}[] = [];
  let jtis = 0;
  const lines: string[] = [];
  const sent: House['sent'] = [];
  const calls: NetRequest[] = [];

  const net: Net = {
    async fetch(request) {
      const body = Buffer.from(request.body ?? '').toString('utf8');
      if (request.url.startsWith('http://vault.test')) {
        calls.push(request);
        const answer = await self.vault.private.request(new URL(request.url).pathname, {
          method: 'POST',
          headers: {...request.headers},
          body,
        });
        return {status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text()};
      }
      sent.push({url: request.url, headers: request.headers ?? {}, body});
      return self.bank(body);
    },
  };
  const world: World = {
    log: (event, fields = {}) => void lines.push(JSON.stringify({event, ...fields})),
    clock: {now: () => now},
    random: {
      bytes(length) {
        const bytes = Array.from({length: Math.ceil(length / 32)}, () =>
          createHash('sha256').update(`seed ${drawn++}`).digest(),
        );
        return Uint8Array.from(Buffer.concat(bytes).subarray(0, length));
      },
    },
    timer: {
      after(ms, run) {
        const timer = {at: now + ms, run};
        timers.push(timer);
        return {cancel: () => void (timers = timers.filter((one) => one !== timer))};
      },
    },
    net,
  };
  const config: VaultConfig = {
    publicUrl,
    mode: 'test',
    liveAcknowledged: false,
    rootKey: new Uint8Array(32).fill(7),
    payKey: () => payKeys.publicKey,
    destinations: {acquirer: 'https://bank.test', directory: 'https://bank.test'},
    assets,
    ...change,
  };

  const self: House = {
    vault: createVault(config, world, store),
    store,
    world,
    lines,
    sent,
    calls,
    client: vaultClient({privateUrl: 'http://vault.test', signingKey: payKeys.privateKey}, world),
    bank: () => ({status: 201, headers: {}, body: '{"status":"approved"}'}),

    async pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        timers.shift();
        now = next.at;
        await next.run();
      }
      now = until;
    },

    restart() {
      timers = [];
      self.vault = createVault(config, world, store);
      self.vault.start();
    },

    grant: (change = {}) =>
      self.client.grant({
        v: 1,
        session,
        merchant: 'mer_one',
        merchant_name: 'Maison Lumen',
        livemode: false,
        origins: ['https://pay.test', shop],
        brands: ['cb', 'visa', 'mastercard', 'amex'],
        prefers: 'cb',
        exp: now + 3_600_000,
        ...change,
      }),

    async encrypt(card = visa, header = {}) {
      const {keys} = (await (await self.vault.public.request('/keys')).json()) as CardKeys;
      const {kid, ...jwk} = keys[0]!;
      const jti = createHash('sha256').update(`jti ${jtis++}`).digest().subarray(0, 16).toString('base64url');
      return new CompactEncrypt(Buffer.from(typeof card === 'string' ? card : JSON.stringify(card)))
        .setProtectedHeader({
          alg: 'ECDH-ES',
          enc: 'A256GCM',
          kid,
          sid: session,
          iat: Math.floor(now / 1000),
          jti,
          ...header,
        })
        .encrypt(await importJWK({...jwk}, 'ECDH-ES'));
    },

    post: async (path, body, headers = {}) =>
      self.vault.public.request(path, {
        method: 'POST',
        headers: {origin: publicUrl, 'content-type': 'application/json', ...headers},
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),

    async enter(card) {
      await self.pass(1_000);
      const answer = await self.post('/cards', {jwe: await self.encrypt(card), grant: self.grant()});
      if (answer.status !== 201) throw new Error(await answer.text());
      return (await answer.json()) as CardCreated;
    },

    send: (token, change = {}) =>
      self.client.send({
        token,
        session,
        destination: 'acquirer',
        path: '/acquirer/payments',
        headers: {authorization: 'Bearer bank', 'idempotency-key': 'att_one'},
        body: '{"amount":100,"card":{"number":"{{card.number}}","expiry":"{{card.expiry}}","cvc":"{{card.cvc}}"}}',
        key: 'att_one',
        deadline: now + 15_000,
        ...change,
      }),
  };
  self.vault.start();
  return self;
}

export async function problem(answer: Response): Promise<unknown> {
  const {code, field = null} = (await answer.json()) as {code?: string; field?: string};
  return [answer.status, code, field];
}

export {NetError};
