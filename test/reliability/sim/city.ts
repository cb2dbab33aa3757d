import {createHmac, createPrivateKey, createPublicKey} from 'node:crypto';
import {walletKinds} from '#contract/wallet.ts';
import {createPay, type PayConfig} from '../../../server/app.ts';
import {createBank, openBankStore, type BankConfig} from '../../../server/bank/app.ts';
import {sha256hex} from '../../../server/ids.ts';
import type {Log, NetRequest, Random, Timer, World} from '../../../server/ports.ts';
import {publicKeyOf} from '../../../server/receipts/sign.ts';
import {openSqlite} from '../../../server/store/sqlite.ts';
import type {Store, Write} from '../../../server/store/store.ts';
import {letterKinds} from '../../../server/contract/letters.ts';
import type {Mail} from '../../../server/letters/mail.ts';
import type {Indexed, Table} from '../../../server/store/tables.ts';
import {createVault, type VaultConfig} from '../../../server/vault/app.ts';
import {memoryVaultStore} from '../../../server/vault/open-store.ts';
import type {Chance} from './chance.ts';
import {diskOf, vaultDiskOf} from './disk.ts';
import {beginLife, never, type Life, type ProcessName} from './life.ts';
import {
  bankKey,
  bankUrl,
  cardPrivateUrl,
  cardUrl,
  directoryKey,
  hookUrl,
  merchantId,
  payUrl,
  secretKey,
  shopUrl,
} from './places.ts';
import type {HistoryPlan} from './plan.ts';
import {createTimeline} from './timeline.ts';
import {createTrace} from './trace.ts';
import type {Watchman} from './watchman.ts';
import {readShopSettings} from '../../../server/shop-settings.ts';
import {createWire, type Door, type Place} from './wire.ts';

/** Ed25519 of the simulation: signing is the same every time, so one key does for all. */
const signingKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const payPublicKey = createPublicKey(signingKey);
const rootKey = new Uint8Array(32).fill(9);

/** Not so slow that a retry waits for it longer than for a real restart. */
const downMaxMs = 20_000;
const livesMax = 15;

const payConfig: PayConfig = Object.freeze({
  mode: 'test',
  payUrl,
  cardUrl,
  cardPrivateUrl,
  bankUrl,
  bankKey,
  directoryKey,
  merchant: {
    id: merchantId,
    name: 'Maison Lumen',
    origins: [shopUrl],
    address: null,
    siret: null,
    contractId: null,
    secretKeyHash: sha256hex(secretKey),
  },
  linkKey: new Uint8Array(32).fill(9),
  shop: {...readShopSettings({}, 'test'), methods: ['card' as const, ...walletKinds]},
  providers: [],
  signingKey,
  receiptKeys: {signing: signingKey, published: [publicKeyOf(signingKey)], linkKey: new Uint8Array(32).fill(3)},
  fonts: {regular: new Uint8Array(), bold: new Uint8Array()},
  allowPrivateWebhooks: true,
  resolve: () => Promise.resolve(['192.0.2.10']),
  addressOf: () => '203.0.113.24',
  assets: {
    version: '0.0.0',
    files: new Map(),
    page: {script: '/v1/page.js', preloads: []},
    receipt: {script: '/v1/receipt.js', preloads: []},
    bridge: {text: ''},
  },
});

const letters = {
  from: {name: 'Maison Lumen', address: 'commandes@lumen.example'},
  kinds: letterKinds,
  contact: null,
  timeZone: 'Europe/Paris',
};

const vaultConfig: VaultConfig = Object.freeze({
  publicUrl: cardUrl,
  mode: 'test',
  liveAcknowledged: false,
  rootKey,
  payKey: () => payPublicKey,
  destinations: {acquirer: bankUrl, directory: bankUrl},
  assets: {script: '', style: ''},
});

const bankConfig: BankConfig = Object.freeze({url: bankUrl, payUrl, bankKey, directoryKey});

export const dawn = Date.UTC(2026, 5, 1, 8);

/** Opening a store takes longer than a payment does, so the next history gets the one before's, wiped. */
let spare: Store | undefined;

function emptyStore(): Store {
  const store = spare ?? openSqlite({path: ':memory:', soon: (run) => queueMicrotask(run)});
  spare = undefined;
  return store;
}

/** No history may see another's rows. */
async function wipe(store: Store): Promise<void> {
  await wipeTable(store, 'sessions', 'intent');
  await wipeTable(store, 'intents', 'created');
  await wipeTable(store, 'refunds', 'intent');
  await wipeTable(store, 'ledger', 'intent');
  await wipeTable(store, 'receipts', 'intent');
  await wipeTable(store, 'links', 'created');
  await wipeTable(store, 'bookings', 'intent');
  await wipeTable(store, 'events', 'created');
  await wipeTable(store, 'deliveries', 'event');
  await wipeTable(store, 'letters', 'intent');
  await wipeTable(store, 'endpoints', 'merchant');
  await wipeTable(store, 'strikes', 'merchant');
  await wipeTable(store, 'tries', 'expires');
  await wipeTable(store, 'idempotency', 'expires');
}

async function wipeTable<T extends Table>(store: Store, table: T, by: Indexed<T>): Promise<void> {
  for (;;) {
    const rows = await store.find(table, {by, limit: 1000});
    if (rows.length === 0) return;
    await store.commit(rows.map(({id}) => ({op: 'delete', table, id}) as Write));
  }
}

export type City = ReturnType<typeof buildCity>;

/** The real `pay`, vault and bank on simulated ports, and the wires between them. */
export function buildCity(chance: Chance, plan: HistoryPlan, watchman: Watchman) {
  const store = emptyStore();
  const bankStore = openBankStore(':memory:');
  const vaultStore = memoryVaultStore();
  const timeline = createTimeline(dawn, watchman.nextDue);
  const trace = createTrace(timeline.now, dawn);
  watchman.arrive({timeline, trace, bankStore});

  const doors = new Map<ProcessName, {readonly public: Door; readonly private?: Door}>();
  const places = new Map<string, Place>([
    [payUrl, place('pay', () => doors.get('pay')?.public)],
    [cardUrl, place('card', () => doors.get('vault')?.public)],
    [cardPrivateUrl, place('vault', () => doors.get('vault')?.private)],
    [bankUrl, place('bank', () => doors.get('bank')?.public)],
    [new URL(hookUrl).origin, place('hooks', () => hooks)],
  ]);
  const weather = {...plan.weather};
  const wire = createWire({timeline, trace, chance: chance.fork('wire'), weather, places, watch: watchman.message});

  function place(name: string, door: () => Door | undefined): Place {
    return {
      name,
      up() {
        const now = timeline.now() - dawn;
        const outage = plan.outages.find(
          (one) =>
            (one.place === 'bank' ? name === 'bank' : name === 'card' || name === 'vault') &&
            now >= one.from &&
            now < one.to,
        );
        if (!outage) return door();
        trace.fault('outage');
        return outage.refuses ? undefined : {handle: never, onCrash: () => undefined};
      },
    };
  }

  /** The shop's webhook address. */
  const hookChance = chance.fork('hooks');
  const hooks: Door = {
    onCrash: () => undefined,
    async handle(request) {
      const body = await request.text();
      if (hookChance.odds(plan.hookRefuses)) {
        trace.fault('webhook_refused');
        return new Response('', {status: hookChance.pick([500, 503, 302, 404])});
      }
      watchman.webhook({
        id: request.headers.get('webhook-id') ?? '',
        timestamp: request.headers.get('webhook-timestamp') ?? '',
        signature: request.headers.get('webhook-signature') ?? '',
        body,
      });
      return new Response(null, {status: 204});
    },
  };

  /** The mail server: it takes its time, says no, and takes letters of which the sender never hears. */
  const postChance = chance.fork('post');
  function postOf(life: Life): Mail {
    return {
      send(message) {
        if (!life.touch()) return never();
        return new Promise((resolve) => {
          timeline.after(postChance.between(1, 400), () => {
            const refuses = postChance.odds(plan.hookRefuses);
            if (refuses) trace.fault('letter_failed');
            else watchman.letter(message);
            if (life.alive()) resolve(refuses ? {kind: 'failed', code: 'post'} : {kind: 'sent'});
          });
        });
      },
    };
  }

  function portsOf(life: Life, bytes: Chance): World {
    const random: Random = {bytes: (length) => bytes.bytes(length)};
    const log: Log = (event, fields) => {
      if (!life.alive()) return;
      const line = fields ? `${event} ${JSON.stringify(fields)}` : event;
      trace.line(life.name, line);
      watchman.logged(life.name, event, fields ?? {}, line);
    };
    const timer: Timer = {
      after(ms, run) {
        if (!life.alive()) return {cancel: () => undefined};
        // Worker and outbox look again after so long, should nobody have told them; the bank's alarms are exact.
        const isPoll = life.name === 'pay' && ms >= 59_000 && ms <= 300_000;
        const kind = isPoll ? 'poll' : life.name !== 'bank' && ms >= 60_000 ? 'sweep' : 'exact';
        return timeline.after(
          ms,
          () => {
            if (!life.touch()) return;
            void Promise.resolve()
              .then(run)
              .catch((error: unknown) => log('timer_failed', {error: error instanceof Error ? error.name : 'unknown'}));
          },
          kind,
        );
      },
    };
    return {
      log,
      clock: {now: timeline.now},
      random,
      timer,
      net: {
        fetch(request: NetRequest) {
          if (!life.touch()) return never();
          return new Promise((resolve, reject) => {
            wire.send(life.name, request).then(
              (heard) => void (life.alive() && resolve(heard)),
              (error: unknown) => void (life.alive() && reject(error)),
            );
          });
        },
      },
    };
  }

  function doorOf(life: Life, fetch: (request: Request) => Response | Promise<Response>): Door {
    return {
      onCrash: life.onCrash,
      async handle(request) {
        const response = await fetch(request);
        return life.alive() ? response : never();
      },
    };
  }

  /** Starts a process, and after each death again, on the same disk and with an empty memory. */
  function keepAlive(
    name: 'pay' | 'vault',
    mortal: boolean,
    start: (life: Life, ports: World) => {readonly public: Door; readonly private?: Door},
  ): void {
    const fate = chance.fork(`${name} fate`);
    let ordinal = 0;
    function live(): void {
      ordinal++;
      const life = beginLife(name, ordinal, {timeline, trace, ...(mortal && ordinal < livesMax && {mortal: fate})});
      life.onCrash(() => {
        doors.delete(name);
        timeline.after(fate.between(50, fate.odds(0.2) ? downMaxMs : 2_000), live);
      });
      watchman.born(life);
      try {
        const opened = start(life, portsOf(life, chance.fork(`${name} ${ordinal}`)));
        if (life.alive()) doors.set(name, opened);
      } catch (error) {
        if (life.alive()) throw error;
      }
    }
    live();
  }

  const diskChance = chance.fork('disk');
  keepAlive('pay', plan.crashes.pay, (life, ports) => {
    const disk = diskOf(life, store, {
      timeline,
      trace,
      chance: diskChance,
      failing: plan.diskFails,
      deadly: plan.crashes.pay && life.ordinal < livesMax ? plan.crashes.atCommits : 0,
      seen: watchman.committed,
    });
    const pay = createPay({...payConfig, letters: {...letters, mail: postOf(life)}}, ports, disk);
    pay.start();
    return {public: doorOf(life, (request) => pay.app.fetch(request))};
  });

  const vaultChance = chance.fork('vault disk');
  keepAlive('vault', plan.crashes.vault, (life, ports) => {
    const disk = vaultDiskOf(life, vaultStore, {
      chance: vaultChance,
      deadly: plan.crashes.vault && life.ordinal < livesMax ? plan.crashes.atCommits : 0,
      written: watchman.written,
    });
    const vault = createVault(vaultConfig, ports, disk);
    vault.start();
    return {
      public: doorOf(life, (request) => vault.public.fetch(request)),
      private: doorOf(life, (request) => vault.private.fetch(request)),
    };
  });

  const bankLife = beginLife('bank', 1, {timeline, trace});
  const bank = createBank(bankConfig, portsOf(bankLife, chance.fork('bank')), bankStore);
  bank.start();
  doors.set('bank', {public: doorOf(bankLife, (request) => bank.app.fetch(request))});

  return {
    timeline,
    trace,
    wire,
    store,
    bankStore,
    vaultStore,
    /** From now on every message arrives. */
    calm(): void {
      for (const name of Object.keys(weather) as (keyof typeof weather)[]) weather[name] = 0;
    },
    async close(): Promise<void> {
      await wipe(store);
      spare = store;
      bankStore.close();
      vaultStore.cards.close();
    },
  };
}

/** A receiver's check, written once more: HMAC-SHA256 over id, time and body. */
export function isGenuine(
  secret: string,
  {
    id,
    timestamp,
    signature,
    body,
  }: {readonly id: string; readonly timestamp: string; readonly signature: string; readonly body: string},
): boolean {
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return signature.split(' ').includes(`v1,${mac}`);
}
