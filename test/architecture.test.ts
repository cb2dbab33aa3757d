import assert from 'node:assert/strict';
import {posix} from 'node:path';
import {describe, test} from 'node:test';
import {importsOf, sources, type Source} from './sources.ts';

/**
 * Who may import whom, by room. A room that is not listed imports from nowhere but itself.
 *
 * `ports` is what every room of the server may lean on: the ports themselves, ids, and the one class of refusals. `ground` is what opens the world and keeps a process
 * alive; only the thin entries take it. `house` is the composition: nobody imports it.
 */
const doors: Readonly<Record<string, readonly string[]>> = {
  components: ['server/contract', 'locales'],
  'server/contract': [],
  'server/payments': [
    'server/contract',
    'server/providers',
    'server/threeds',
    'server/store',
    'ports',
    'locales',
    'server/statements',
  ],
  'server/providers': ['server/contract', 'ports'],
  'server/threeds': ['server/contract', 'server/payments', 'server/providers', 'server/store', 'ports'],
  'server/store': ['server/contract', 'server/payments', 'ports'],
  'server/outbox': ['server/contract', 'server/payments', 'server/store', 'server/letters', 'ports'],
  'server/letters': ['server/contract', 'server/payments', 'server/store', 'ports', 'locales'],
  'server/routes': [
    'server/contract',
    'server/payments',
    'server/threeds',
    'server/store',
    'server/outbox',
    'server/statements',
    'server/receipts',
    'ports',
    'locales',
    // One response draws the page, with the elements themselves.
    'components',
  ],
  'server/statements': ['server/contract', 'ports'],
  'server/rates': ['server/contract', 'ports'],
  'server/receipts': ['server/contract', 'server/payments', 'server/store', 'ports', 'locales'],
  'server/vault': ['server/contract', 'ports', 'locales'],
  'server/bank': ['server/contract', 'ports', 'locales'],
  ports: ['server/contract'],
  ground: ['ports'],
  house: [
    'ports',
    'ground',
    'server/contract',
    'server/payments',
    'server/providers',
    'server/threeds',
    'server/store',
    'server/outbox',
    'server/letters',
    'server/receipts',
    'server/routes',
    'server/rates',
    'components',
    'locales',
  ],
  // A merchant's site: it has the public API and nothing else. Its entry borrows how a process lives.
  demo: ['demo/builders'],
  // Gallery and studio: states and themes by the very tables that elements and server go by.
  'demo/builders': ['demo', 'server/contract'],
  build: [],
};

/** Thin entries may take the ground, whatever their room. */
const entries = /^(server|demo)\/(.+\/)?(main|config)\.ts$/;

const leaves = new Set([
  'server/ports.ts',
  'server/ids.ts',
  'server/rate.ts',
  'server/compress.ts',
  'server/accept-language.ts',
  'server/headers.ts',
  'server/xml.ts',
  'server/routes/problem.ts',
]);

/** Doors for types only: the words of another room, none of its deeds. */
const windows: Readonly<Record<string, readonly string[]>> = {
  'server/providers': ['server/payments'],
  'server/routes': ['server/providers'],
};

const ground = new Set(['entry', 'listen', 'log', 'settings', 'world'].map((name) => `server/${name}.ts`));

function roomOf(path: string): string {
  if (leaves.has(path)) return 'ports';
  if (ground.has(path)) return 'ground';
  const [first = '', second = ''] = path.split('/');
  if (first === 'server') return second.endsWith('.ts') || second === 'cli' ? 'house' : `server/${second}`;
  if (first === 'demo' && (second === 'gallery' || second === 'studio')) return 'demo/builders';
  return first.endsWith('.ts') ? 'build' : first;
}

/** The closed doors that a file went through. */
export function trespasses(source: Source, table = doors): string[] {
  const room = roomOf(source.path);
  return importsOf(source).flatMap(({from, typeOnly}) => {
    const path = targetOf(source.path, from);
    if (path === undefined) return [];
    const target = roomOf(path);
    if (target === room || table[room]?.includes(target)) return [];
    if (typeOnly && windows[room]?.includes(target)) return [];
    if (target === 'ground' && entries.test(source.path)) return [];
    return [`${source.path} imports ${from}: ${room} has no door to ${target}`];
  });
}

function targetOf(path: string, from: string): string | undefined {
  if (from.startsWith('#contract/')) return `server/contract/${from.slice('#contract/'.length)}`;
  if (from.startsWith('.')) return posix.join(posix.dirname(path), from.replace(/\?.*$/, ''));
  return undefined;
}

/** Packages by where they run: what a browser loads, and what may touch a payment, is a short list on purpose. */
const packages: Readonly<Record<string, readonly RegExp[]>> = {
  components: [/^lit(\/|$)/, /^i18next$/, /^@lit-labs\/ssr-client(\/|$)/],
  // Stripe's own loader, which brings its script from its own host.
  'components/providers/stripe': [/^lit(\/|$)/, /^@stripe\/stripe-js(\/pure)?$/],
  'components/embed': [],
  'components/card/frame': [],
  // PayPal's own loader: the same.
  'components/providers/paypal': [/^lit(\/|$)/, /^@paypal\/paypal-js\/sdk-v6$/],
  // A QR code is drawn on both sides of the glass, by code that nobody should write twice.
  'server/contract': [/^uqr$/],
  'server/providers': [/^node:(crypto|buffer|zlib)$/, /^zod$/],
};

/** The one import of an address that stands in no file: a chunk of ours that the line had lost, from our own origin. */
const asksAgain = 'components/base/again.ts';

function strangers(source: Source): string[] {
  const room = Object.keys(packages)
    .filter((name) => source.path.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  const allowed = room === undefined ? undefined : packages[room];
  if (!allowed) return [];
  return importsOf(source)
    .filter(({from}) => !(source.path === asksAgain && from === '(computed)'))
    .filter(({from, typeOnly}) => !typeOnly && !from.startsWith('.') && !from.startsWith('#contract/'))
    .filter(({from}) => !allowed.some((one) => one.test(from)))
    .map(({from}) => `${source.path} imports ${from}`);
}

const ours = ['components', 'server', 'demo'].flatMap((folder) => sources(folder, /\.ts$/));

describe('the rooms', () => {
  test('are entered by their doors only', () => {
    assert.deepEqual(
      ours.flatMap((source) => trespasses(source)),
      [],
    );
  });

  test('take only the packages that they are meant to', () => {
    assert.deepEqual(ours.flatMap(strangers), []);
  });

  test('import files by their full name', () => {
    const short = ours.flatMap((source) =>
      importsOf(source)
        .filter(({from}) => /^[.#]/.test(from) && !/\.(ts|json|css|svg)(\?\w+)?$/.test(from))
        .map(({from}) => `${source.path} imports ${from}`),
    );
    assert.deepEqual(short, []);
  });
});

/** Each of these must be seen, or the tests above prove nothing. */
const sins: readonly Source[] = [
  {path: 'components/card/x.ts', text: "import {Capture} from '../../server/payments/capture.ts';"},
  {path: 'components/card/x.ts', text: "const {x} = await import('../../server/ports.ts');"},
  {path: 'server/contract/x.ts', text: "import type {World} from '../ports.ts';"},
  {path: 'server/payments/x.ts', text: "export {open} from '../vault/open.ts';"},
  {path: 'server/app.ts', text: "import {createBank} from './bank/app.ts';"},
  {path: 'server/app.ts', text: "import {createVault} from './vault/app.ts';"},
  {path: 'server/providers/x.ts', text: "import {applyOutcome} from '../payments/intent.ts';"},
  {path: 'server/providers/x.ts', text: "import {table} from '../store/tables.ts';"},
  {path: 'server/vault/keys.ts', text: "import {realWorld} from '../world.ts';"},
  {path: 'server/bank/app.ts', text: "import {applyOutcome} from '../payments/apply.ts';"},
  {path: 'demo/shop/app.ts', text: "type Secret = import('../../server/payments/session.ts').Session;"},
];

describe('the doors', () => {
  for (const sin of sins) {
    test(`are closed to ${sin.path}: ${sin.text}`, () => assert.equal(trespasses(sin).length, 1));
  }

  test('let through what they should', () => {
    assert.deepEqual(trespasses({path: 'server/vault/main.ts', text: "import {listen} from '../listen.ts';"}), []);
    assert.deepEqual(
      trespasses({path: 'components/card/x.ts', text: "import {brands} from '#contract/cards.ts';"}),
      [],
    );
  });

  test('see a package where none belongs', () => {
    assert.equal(strangers({path: 'components/embed/guichet.ts', text: "import {html} from 'lit';"}).length, 1);
    assert.equal(strangers({path: 'components/card/x.ts', text: "import {z} from 'zod';"}).length, 1);
  });
});
