import {createHash, createECDH, createPublicKey, createCipheriv, generateKeyPairSync, randomBytes} from 'node:crypto';
import {createPay, type PayConfig} from '../server/app.ts';
import {readFonts} from '../server/assets.ts';
import {publicKeyOf} from '../server/receipts/sign.ts';
import type {LetterConfig} from '../server/letter-desk.ts';
import {createBank} from '../server/bank/app.ts';
import {readShopSettings, type ShopSettings} from '../server/shop-settings.ts';
import {openSqlite} from '../server/store/sqlite.ts';
import {createVault} from '../server/vault/app.ts';
import {memoryVaultStore} from '../server/vault/open-store.ts';
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
    /** The machine sleeps so long, and wakes: what was due meanwhile runs late, and once. A minute of life follows. */
    async sleep(ms: number): Promise<void> {
      now += ms;
      await this.advance(60_000);
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
      const deliver = async () => {
        if (!door) throw new NetError('not_sent');
        return door(
          new Request(request.url, {
            method: request.method,
            headers: {...request.headers},
            ...(request.body !== undefined && {
              body: typeof request.body === 'string' ? request.body : new Uint8Array(request.body),
            }),
          }),
        );
      };
      const response = await new Promise<Response>((resolve, reject) => {
        const limit = timer.after(request.timeoutMs, () => reject(new NetError('no_answer')));
        wire(request, deliver)
          .then(resolve, reject)
          .finally(() => limit.cancel());
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const body = bytes.toString(request.charset ?? 'utf8');
      return {status: response.status, headers: Object.fromEntries(response.headers), body};
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

export const addresses = {
  pay: 'http://localhost:4242',
  card: 'http://localhost:4243',
  private: 'http://127.0.0.1:4253',
  bank: 'http://localhost:4244',
  shop: 'http://localhost:4240',
} as const;

export const secretKey = 'sk_test_0123456789abcdef';

/** What the shop's server hears: the requests that came, newest last. */
export interface Heard {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `pay`, vault and bank, started, with a merchant and nobody in the street yet. */
export async function openTown(
  shop: Partial<ShopSettings> = {},
  letters?: LetterConfig,
  change: Partial<PayConfig> = {},
) {
  const hand = handClock();
  const {privateKey} = generateKeyPairSync('ed25519');
  const {privateKey: receiptKey} = generateKeyPairSync('ed25519');
  const heard: Heard[] = [];
  let shopAnswers: () => Response = () => new Response(null, {status: 204});
  const logged: string[] = [];

  const doors: Record<string, (request: Request) => Response | Promise<Response>> = {
    [addresses.shop]: async (request) => {
      heard.push({headers: Object.fromEntries(request.headers), body: await request.text()});
      return shopAnswers();
    },
  };
  const {net, cut, mend} = handNet(() => doors, hand.timer);
  const world: World = {
    clock: hand.clock,
    timer: hand.timer,
    random: {bytes: (length) => new Uint8Array(randomBytes(length))},
    net,
    log: (event, fields) => void logged.push(JSON.stringify({event, ...fields})),
  };

  const store = openSqlite({path: ':memory:'});
  const payConfig: PayConfig = {
    mode: 'test',
    payUrl: addresses.pay,
    cardUrl: addresses.card,
    cardPrivateUrl: addresses.private,
    bankUrl: addresses.bank,
    bankKey: 'bank_test_key',
    directoryKey: 'directory_test_key',
    merchant: {
      id: 'mer_lumen',
      name: 'Maison Lumen',
      origins: [addresses.shop],
      address: null,
      siret: null,
      contractId: null,
      secretKeyHash: createHash('sha256').update(secretKey).digest('hex'),
    },
    shop: {...readShopSettings({}, 'test'), ...shop},
    providers: [],
    signingKey: privateKey,
    linkKey: new Uint8Array(32).fill(6),
    receiptKeys: {signing: receiptKey, published: [publicKeyOf(receiptKey)], linkKey: new Uint8Array(32).fill(5)},
    fonts: readFonts(),
    allowPrivateWebhooks: true,
    resolve: async () => ['127.0.0.1'],
    addressOf: () => '203.0.113.24',
    assets: {
      version: '0.0.0',
      files: new Map(),
      page: {script: '/v1/page.js', preloads: []},
      receipt: {script: '/v1/receipt.js', preloads: []},
      bridge: {text: ''},
    },
    ...(letters && {letters}),
    ...change,
  };
  const openPay = () => createPay(payConfig, world, store);
  let pay = openPay();
  const vaultStore = memoryVaultStore();
  const openVault = () =>
    createVault(
      {
        publicUrl: addresses.card,
        mode: 'test',
        liveAcknowledged: false,
        rootKey: new Uint8Array(32).fill(7),
        payKey: () => createPublicKey(privateKey),
        destinations: {acquirer: addresses.bank, directory: addresses.bank},
        assets: {script: '', style: ''},
      },
      world,
      vaultStore,
    );
  let vault = openVault();
  const bank = createBank(
    {url: addresses.bank, payUrl: addresses.pay, bankKey: 'bank_test_key', directoryKey: 'directory_test_key'},
    world,
  );
  doors[addresses.pay] = (request) => pay.app.fetch(request);
  doors[addresses.card] = (request) => vault.public.fetch(request);
  doors[addresses.private] = (request) => vault.private.fetch(request);
  doors[addresses.bank] = (request) => bank.app.fetch(request);
  pay.start();
  vault.start();
  bank.start();

  /** One request to a door, as a browser or a server would make it. */
  async function call(address: keyof typeof addresses, path: string, init: RequestInit = {}): Promise<Response> {
    const door = doors[addresses[address]];
    if (!door) throw new Error(`no door at ${address}`);
    const response = await door(new Request(addresses[address] + path, init));
    await hand.settle();
    return response;
  }

  /** A call to the API with JSON in and out. */
  async function api(
    method: string,
    path: string,
    {body, token = secretKey, key}: {body?: unknown; token?: string; key?: string} = {},
  ) {
    const response = await call('pay', path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && {'content-type': 'application/json'}),
        ...(key !== undefined && {'idempotency-key': key}),
      },
      ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    });
    const text = await response.text();
    return {status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text)};
  }

  const order = {
    amount: 12_990,
    currency: 'EUR',
    order_reference: 'ML-2026-0412',
    return_url: `${addresses.shop}/merci`,
    capture_method: 'manual',
    locale: 'fr',
    line_items: [
      {name: 'Lampe Aube, laiton', quantity: 1, amount: 11_900},
      {name: 'Livraison', quantity: 1, amount: 1090},
    ],
  };

  return {
    ...hand,
    world,
    store,
    bank,
    get pay() {
      return pay;
    },
    call,
    api,
    cut,
    mend,
    heard,
    logged,
    order,
    shopAnswers: (next: () => Response) => void (shopAnswers = next),
    /** One more copy of `pay` on the same store, which the doors lead to from now on. The one before goes on, or hangs. */
    secondPay: () => {
      pay = openPay();
      pay.start();
    },
    restartVault: async () => {
      await vault.stop();
      vault = openVault();
      vault.start();
    },
    async session(change: object = {}) {
      const {json} = await api('POST', '/v1/checkout_sessions', {body: {...order, ...change}});
      return {id: String(json.id), token: String(json.client_token), intent: String(json.payment_intent)};
    },
    /** A card on its way into the vault, as the form in its frame sends it. */
    async card(
      session: {id: string; token: string},
      number: string,
      {cvc = '123', expiry = '3012'} = {},
    ): Promise<string> {
      await hand.advance(1100);
      const view = await api('GET', `/v1/checkout_sessions/${session.id}`, {token: session.token});
      const grant = new URL(view.json.payment_methods[0].frame_url).searchParams.get('g') ?? '';
      const keys = await (await call('card', '/keys')).json();
      const jwe = encryptCard(
        {number, expiry, cvc},
        {jwk: keys.keys[0], kid: keys.keys[0].kid, sid: session.id, iat: Math.floor(hand.clock.now() / 1000)},
      );
      const response = await call('card', '/cards', {
        method: 'POST',
        headers: {'content-type': 'application/json', origin: addresses.card},
        body: JSON.stringify({jwe, grant}),
      });
      const made = await response.json();
      if (response.status !== 201) throw new Error(`the vault refused the card: ${made.code}`);
      return made.token;
    },
    async stop() {
      await pay.stop();
      await vault.stop();
      await bank.stop();
      await store.close();
    },
  };
}

export type Town = Awaited<ReturnType<typeof openTown>>;
