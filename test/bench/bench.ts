import {fork, type ChildProcess} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {cpus, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {perSecond} from './load.ts';
import {slow4g, slowLine} from './slow-line.ts';
import {median, usableAfter} from './usable.ts';

/**
 * Speed, as ratios within one run: our pages beside bare ones that do the least that such a page can do, over the same
 * slow line; our durable sessions beside a bare JSON answer. `npm run bench -- --json`; `--only pages|sessions`.
 */
const runs = Number(process.env['BENCH_RUNS'] ?? 9);
/** Fewer are a trial, which judges nothing. */
const fewestRuns = 7;
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const secretKey = 'sk_test_bench0000000000000000';
const base = 4500;
/** What is listened on, and the slow line's end in front of it. */
const ports = {
  pay: base,
  card: base + 1,
  private: base + 2,
  bank: base + 3,
  shop: base + 4,
  floorA: base + 5,
  floorB: base + 6,
  bare: base + 7,
};
const slow = (port: number) => port + 100;
const far = (port: number) => `http://localhost:${slow(port)}`;
/** The shop under a name of another site than the page's: a browser then keeps their connections apart. */
const elsewhere = `http://127.0.0.1:${slow(ports.shop)}`;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'per_second';
  readonly baseline: number;
  readonly ratio: number;
}

/** Each page of ours beside its floor. The redirect page has a new address each time: that of its session. */
const pageFigures: readonly {readonly name: string; readonly floor: string; readonly ours?: string}[] = [
  {name: 'redirect_page_usable', floor: `${far(ports.floorA)}/page`},
  {name: 'embed_usable', floor: `${far(ports.shop)}/floor`, ours: `${far(ports.shop)}/`},
  {name: 'embed_elsewhere_usable', floor: `${elsewhere}/floor`, ours: `${elsewhere}/`},
];

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const children: ChildProcess[] = [];

async function start(name: 'pay' | 'card' | 'bank', addresses: Readonly<Record<string, string>>): Promise<void> {
  const child = fork(new URL(`../../dist/server/${name}.js`, import.meta.url), {
    env: {
      PATH: process.env['PATH'],
      GUICHET_DATA: folder,
      GUICHET_SECRET_KEY: secretKey,
      PAY_PORT: String(ports.pay),
      CARD_PORT: String(ports.card),
      CARD_PRIVATE_PORT: String(ports.private),
      BANK_PORT: String(ports.bank),
      SHOP_PORT: String(ports.shop),
      GUICHET_MERCHANT_ORIGINS: `${far(ports.shop)},${elsewhere}`,
      ...addresses,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  await new Promise<void>((resolve, reject) =>
    child.once('message', () => resolve()).once('exit', () => reject(new Error(`${name} ended`))),
  );
}

function page(
  port: number,
  answers: Readonly<Record<string, readonly [type: string, body: () => string]>>,
): Promise<void> {
  const server = createServer((request, response) => {
    const [type, body] = answers[new URL(request.url ?? '/', 'http://x').pathname] ?? ['text/plain', () => ''];
    response
      .writeHead(200, {'content-type': type, 'cache-control': 'no-store', 'access-control-allow-origin': '*'})
      .end(body());
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

const floor = (name: string, values: Readonly<Record<string, string>>) =>
  readFileSync(new URL(`floors/${name}`, import.meta.url), 'utf8').replace(
    /\{\{(\w+)\}\}/g,
    (_all, key: string) => values[key] ?? '',
  );

async function session(payUrl: string, shopUrl: string): Promise<{id: string; client_token: string; url: string}> {
  const answer = await fetch(`${payUrl}/v1/checkout_sessions`, {
    method: 'POST',
    headers: {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      amount: 12_990,
      currency: 'EUR',
      order_reference: 'ML-1',
      return_url: `${shopUrl}/merci`,
      locale: 'fr',
    }),
  });
  if (answer.status !== 201) throw new Error(`no session: ${answer.status}`);
  return (await answer.json()) as {id: string; client_token: string; url: string};
}

async function measurePages(): Promise<Figure[]> {
  const line = slowLine(slow4g);
  for (const port of [ports.pay, ports.card, ports.shop, ports.floorA, ports.floorB]) await line.open(slow(port), port);
  const urls = {
    PAY_URL: far(ports.pay),
    CARD_URL: far(ports.card),
    SHOP_URL: far(ports.shop),
    BANK_URL: `http://localhost:${ports.bank}`,
  };
  await start('bank', urls);
  await start('card', urls);
  await start('pay', urls);

  let current = {id: '', client_token: '', url: ''};
  await page(ports.shop, {
    '/': [
      'text/html',
      () =>
        `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title><h1>Shop</h1><guichet-checkout session="${current.id}" token="${current.client_token}"></guichet-checkout><script type="module" src="${far(ports.pay)}/v1/guichet.js"></script>`,
    ],
    '/cart': ['text/html', () => '<!doctype html><html lang="fr"><title>Cart</title><h1>Cart</h1>'],
    '/floor': ['text/html', () => floor('shop.html', {embed: `${far(ports.floorA)}/embed.js`})],
  });
  await page(ports.floorA, {
    '/page': ['text/html', () => floor('page.html', {frame: `${far(ports.floorB)}/frame`})],
    '/embed.js': ['text/javascript', () => floor('embed.js', {frame: `${far(ports.floorB)}/frame`})],
  });
  await page(ports.floorB, {'/frame': ['text/html', () => floor('frame.html', {})]});

  // From another site than the page that is measured, and not behind the slow line.
  const usable = (url: string) =>
    usableAfter(`http://${url.startsWith(elsewhere) ? 'localhost' : '127.0.0.1'}:${ports.shop}/cart`, url);
  const times = Object.fromEntries(pageFigures.map(({name}) => [name, {ours: [] as number[], floor: [] as number[]}]));
  try {
    // In turns, so that whatever else the machine does falls on all alike. The first round warms up.
    for (let run = 0; run <= runs; run++) {
      current = await session(`http://localhost:${ports.pay}`, far(ports.shop));
      for (const {name, floor, ours} of pageFigures) {
        const round = {floor: await usable(floor), ours: await usable(ours ?? current.url)};
        if (process.env['BENCH_DEBUG']) console.error(name, JSON.stringify(round));
        if (run === 0) continue;
        times[name]?.floor.push(round.floor);
        times[name]?.ours.push(round.ours);
      }
    }
  } finally {
    line.close();
  }
  return Object.entries(times).map(([name, {ours, floor}]) => figure(name, median(ours), median(floor), 'ms'));
}

async function measureSessions(): Promise<Figure[]> {
  const bare = fork(new URL('bare.ts', import.meta.url), [String(ports.bare)], {execArgv: ['--import', 'tsx']});
  children.push(bare);
  await new Promise((resolve) => bare.once('message', resolve));
  if (children.length === 1) for (const name of ['bank', 'card', 'pay'] as const) await start(name, {});
  const body = JSON.stringify({
    amount: 12_990,
    currency: 'EUR',
    order_reference: 'ML-1',
    return_url: `${only ? `http://localhost:${ports.shop}` : far(ports.shop)}/merci`,
  });
  const load = {body, connections: 64, forMs: 4000};
  const baseline = await perSecond(`http://127.0.0.1:${ports.bare}/`, {...load, headers: {}});
  const ours = await perSecond(`http://127.0.0.1:${ports.pay}/v1/checkout_sessions`, {
    ...load,
    headers: {authorization: `Bearer ${secretKey}`},
  });
  return [figure('sessions_created', ours, baseline, 'per_second')];
}

function figure(name: string, value: number, baseline: number, unit: Figure['unit']): Figure {
  return {
    name,
    value: Math.round(value),
    unit,
    baseline: Math.round(baseline),
    ratio: Math.round((value / baseline) * 1000) / 1000,
  };
}

/** The figures whose ratio is above the budget, or that are missing from it. */
function overBudget(figures: readonly Figure[]): readonly string[] {
  const budget: Readonly<Record<string, number>> = JSON.parse(
    readFileSync(new URL('budget.json', import.meta.url), 'utf8'),
  );
  return figures
    .filter(({name, unit, ratio}) => unit === 'ms' && !(ratio <= (budget[name] ?? 0)))
    .map(({name, ratio}) => `${name}: ${ratio}, and at most ${budget[name]}`);
}

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, {recursive: true, force: true});
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const loadNow = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
console.log(`${runs} runs, ${cpus().length} processors, load ${loadNow()} before`);
const figures = [
  ...(only === 'sessions' ? [] : await measurePages()),
  ...(only === 'pages' ? [] : await measureSessions()),
];
console.log(`load ${loadNow()} after`);
for (const {name, value, unit, baseline, ratio} of figures) {
  console.log(`${name}: ${value} ${unit}, ${ratio} times ${baseline}`);
}
const over = runs < fewestRuns ? [] : overBudget(figures);
for (const one of over) console.error(`Over budget: ${one}`);
console.log(JSON.stringify({figures}));
process.exit(over.length > 0 ? 1 : 0);
