import {spawn, type ChildProcess} from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  createWriteStream,
  symlinkSync,
} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {openBankStore} from '../../server/bank/app.ts';
import {openSqlite} from '../../server/store/sqlite.ts';
import {chanceOf, type Chance} from './sim/chance.ts';
import {auditMoney} from './sim/judge.ts';
import {shopServer, type Asked} from './sim/merchant.ts';
import type {Ask, Person, Told} from './sim/person.ts';
import {bankUrl, cardUrl, hookUrl, payUrl, secretKey, shopUrl} from './sim/places.ts';
import {planOf} from './sim/plan.ts';
import {shop} from './sim/shopper.ts';
import {createTrace} from './sim/trace.ts';

/**
 * `npm run kill -- [--kills 30] [--lanes 8] [--seed S] [--keep] [--trace]`: the real processes on real ports and files, real
 * `kill -9` of `pay` and vault while shoppers pay and the shop captures and refunds; then the bank's book against ours.
 * Last line: `{"kills", "payments", "approved", "double", "lost", "violations"}`; exit 1 on a violation.
 */
const {values: options} = parseArgs({
  options: {
    kills: {type: 'string', default: '30'},
    lanes: {type: 'string', default: '8'},
    seed: {type: 'string', default: '1'},
    keep: {type: 'boolean', default: false},
    trace: {type: 'boolean', default: false},
  },
});
const kills = Number(options.kills);
const chance = chanceOf(`kill ${options.seed}`);
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'guichet-kill-'));
/** People think this much faster than in a simulation. */
const haste = 25;
/** After the last kill: the look-up of a lost answer may only be believed 30 s after it was sent. */
const quietMaxMs = 150_000;

const hooks = createServer((request, response) => request.resume().on('end', () => response.writeHead(204).end()));
const [payPort, cardPort, privatePort, bankPort, hookPort] = await freePorts(5);
const at = (port: number): string => `http://localhost:${port}`;
/** The simulation's addresses, and those of this run. */
const real: readonly (readonly [from: string, to: string])[] = [
  [payUrl, at(payPort!)],
  [cardUrl, at(cardPort!)],
  [bankUrl, at(bankPort!)],
  [new URL(hookUrl).origin, at(hookPort!)],
];
const env = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  GUICHET_DATA: join(folder, 'data'),
  PAY_PORT: String(payPort),
  CARD_PORT: String(cardPort),
  CARD_PRIVATE_PORT: String(privatePort),
  BANK_PORT: String(bankPort),
  PAY_URL: at(payPort!),
  CARD_URL: at(cardPort!),
  BANK_URL: at(bankPort!),
};
const payEnv = {
  GUICHET_SECRET_KEY: secretKey,
  GUICHET_MERCHANT_ORIGINS: shopUrl,
  BANK_KEY: 'kill_bank_key',
  DIRECTORY_KEY: 'kill_directory_key',
};
const settings = {
  bank: {...env, BANK_KEY: payEnv.BANK_KEY, DIRECTORY_KEY: payEnv.DIRECTORY_KEY},
  card: env,
  pay: {...env, ...payEnv},
};
type Name = keyof typeof settings;

const processes = new Map<Name, {readonly child: ChildProcess; readonly since: number}>();
const done = {pay: 0, card: 0};
let isOver = false;
const asked: Asked[] = [];
const violations: string[] = [];
const numbers = new Set<string>();

try {
  if (!existsSync(join(root, 'dist/server/pay.js'))) throw new Error('nothing is built: run "npm run build" first');
  mkdirSync(env.GUICHET_DATA, {recursive: true});
  // A copy: a build that somebody starts meanwhile must not look like a crash.
  for (const part of ['dist', 'server/receipts/fonts', 'package.json'])
    cpSync(join(root, part), join(folder, part), {recursive: true});
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  hooks.listen(hookPort);
  // `pay` writes the key that the vault reads.
  for (const name of ['bank', 'pay', 'card'] as const) await begin(name);

  const keeper = shopServer(person('shop', chance.fork('shop')), (one) => void asked.push(one));
  await keeper.listen();
  const lanes = Array.from({length: Number(options.lanes)}, (_, index) => lane(index));
  while (done.pay + done.card < kills) {
    await sleep(chance.between(300, 4_000));
    await strike(chance.odds(0.6) ? 'pay' : 'card');
  }
  isOver = true;
  await Promise.all(lanes);
  const quiet = await untilQuiet();
  for (const name of ['pay', 'card', 'bank'] as const) await end(name);
  await audit(quiet);
} finally {
  isOver = true;
  for (const {child} of processes.values()) child.kill('SIGKILL');
  hooks.close();
  if (!options.keep) rmSync(folder, {recursive: true, force: true});
}

/** Payments one after the other, until the killing is over. */
async function lane(index: number): Promise<void> {
  for (let round = 1; !isOver; round++) {
    const own = chance.fork(`lane ${index} ${round}`);
    const [wanted] = planOf(own.fork('plan')).sessions;
    if (!wanted) continue;
    const keeper = shopServer(person(`shop${index}`, own.fork('shop')), (one) => void asked.push(one));
    const opened = await keeper.open({...wanted, order: `K-${options.seed}-${index}-${round}`});
    if (!opened) continue;
    const tries = wanted.shopper.tries.slice(0, 2);
    for (const {card} of tries) numbers.add(card);
    const plan = {...wanted.shopper, tries, patienceMs: 20_000};
    const visit = shop(person(`shopper${index}`, own.fork('shopper')), {
      session: opened.session,
      token: opened.token,
      plan,
      seen: () => undefined,
      entered: () => undefined,
    });
    const operations = wanted.operations.map((operation) => ({...operation, afterMs: own.between(0, 20_000)}));
    await Promise.all([visit, keeper.tend(opened, operations)]);
  }
}

/** Kills a process that has been up for a moment at least, and starts it again. */
async function strike(name: 'pay' | 'card'): Promise<void> {
  const running = processes.get(name);
  if (!running || performance.now() - running.since < 150) return;
  running.child.kill('SIGKILL');
  done[name]++;
  processes.delete(name);
  await new Promise((resolve) => running.child.once('exit', resolve));
  await sleep(chance.between(20, 400));
  await begin(name);
}

function begin(name: Name): Promise<void> {
  const child = spawn(process.execPath, [join(folder, `dist/server/${name}.js`)], {
    cwd: folder,
    env: settings[name],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(join(folder, `${name}.log`), {flags: 'a'});
  child.stdout?.pipe(log, {end: false});
  child.stderr?.pipe(log, {end: false});
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      processes.set(name, {child, since: performance.now()});
      resolve();
    });
    child.once('exit', (code) => {
      // Never up: a start that fails on what a kill left behind is a finding.
      if (code !== null && !isOver && code !== 0) {
        violations.push(`${name} ended with ${code}`);
        reject(
          new Error(`${name} ended with ${code}: ${readFileSync(join(folder, `${name}.log`), 'utf8').slice(-500)}`),
        );
      }
    });
  });
}

async function end(name: Name): Promise<void> {
  const running = processes.get(name);
  if (!running) return;
  running.child.kill('SIGTERM');
  await new Promise((resolve) => running.child.once('exit', resolve));
  processes.delete(name);
}

/** Until no payment has anything in the air, or for so long. */
async function untilQuiet(): Promise<boolean> {
  const since = performance.now();
  const reader = openSqlite({path: join(env.GUICHET_DATA, 'pay', 'pay.db')});
  try {
    while (performance.now() - since < quietMaxMs) {
      const processing = await reader.find('intents', {by: 'status', equals: 'processing', limit: 1});
      const held = await reader.find('intents', {by: 'status', equals: 'requires_capture', limit: 1000});
      const paid = await reader.find('intents', {by: 'status', equals: 'succeeded', limit: 1000});
      const inTheAir = [...held, ...paid].filter(({doc}) => doc.operations.some(({state}) => state === 'sent'));
      if (processing.length === 0 && inTheAir.length === 0) return true;
      await sleep(1_000);
    }
    return false;
  } finally {
    await reader.close();
  }
}

async function audit(quiet: boolean): Promise<void> {
  const store = openSqlite({path: join(env.GUICHET_DATA, 'pay', 'pay.db')});
  const bankStore = openBankStore(join(env.GUICHET_DATA, 'bank', 'bank.db'));
  if (!quiet) violations.push('everything_ends: something is still in the air');
  const rules: string[] = [];
  const cases = await auditMoney({
    city: {store, bankStore, timeline: {now: () => Date.now()}},
    watchman: {violate: (rule, detail) => void rules.push(`${rule}: ${detail}`)},
    asked,
  });
  violations.push(...rules);
  await store.close();
  const book = bankStore.payments();
  bankStore.close();
  // The numbers of the cards, in every file that anybody but the bank has written.
  const written = [...filesIn(env.GUICHET_DATA), join(folder, 'pay.log'), join(folder, 'card.log')];
  for (const file of written.filter((path) => !path.includes('/bank/'))) {
    const text = readFileSync(file, 'latin1');
    for (const number of numbers)
      if (text.includes(number)) violations.push(`card_outside_the_vault: a number in ${file}`);
  }
  for (const violation of violations.slice(0, 20)) console.log(violation);
  const count = (rule: string): number => rules.filter((text) => text.startsWith(rule)).length;
  console.log(
    JSON.stringify({
      kills: done.pay + done.card,
      kills_pay: done.pay,
      kills_card: done.card,
      payments: cases.length,
      paid: cases.filter(({entry}) => entry !== undefined).length,
      approved: book.filter(({authorizationCode}) => authorizationCode !== null).length,
      double: count('no_double_charge'),
      lost: count('no_lost_payment'),
      violations: violations.length,
    }),
  );
  if (violations.length > 0) process.exitCode = 1;
}

function filesIn(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    return statSync(inner).isDirectory() ? filesIn(inner) : [inner];
  });
}

/** A simulated person in the real world: the same manners, real time, real sockets. */
function person(name: string, own: Chance): Person {
  const translated = (text: string): string => real.reduce((result, [from, to]) => result.replaceAll(from, to), text);
  const timeline = {
    now: () => Date.now(),
    sleep: (ms: number) => sleep(Math.min(500, Math.max(5, ms / haste))),
    at: unused,
    after: unused,
    run: unused,
    moments: () => 0,
  };
  return {
    name,
    timeline,
    trace: createTrace(timeline.now, 0),
    chance: own,
    say: (what) => void (options.trace && console.log(name, what)),
    async ask({method, url, headers, json, form, timeoutMs = 25_000}: Ask): Promise<Told | undefined> {
      const body = json !== undefined ? translated(JSON.stringify(json)) : form && new URLSearchParams(form).toString();
      const type = json !== undefined ? 'application/json' : form && 'application/x-www-form-urlencoded';
      try {
        const answer = await fetch(translated(url), {
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          headers: {
            ...(type && {'content-type': type}),
            ...Object.fromEntries(Object.entries(headers ?? {}).map(([key, value]) => [key, translated(value)])),
          },
          ...(body !== undefined && {body}),
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        const text = await answer.text();
        const parsed: unknown = /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined;
        return {
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
          body: text,
          json: parsed,
          at: Date.now(),
        };
      } catch {
        return undefined;
      }
    },
  };
}

function unused(): never {
  throw new Error('the real world needs no timeline');
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      {length: count},
      () =>
        new Promise<ReturnType<typeof createServer>>((done_) => {
          const server = createServer();
          server.listen(0, () => done_(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
