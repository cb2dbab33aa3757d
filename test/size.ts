/**
 * `npm run size [-- --json|--check|--write]`: what shoppers download, to the byte.
 *
 * `test/size.json` holds the exact numbers. `--check` fails when one has grown; when one has shrunk it says so, and
 * `--write` keeps the gain. The two budgets are never to be exceeded.
 */
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';

interface Size {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

interface Sizes {
  readonly entries: Readonly<Record<string, Size>>;
  readonly card_page: {readonly brotli: number};
}

const budgets = {embed: 2_500, card_page: 40_000} as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const kept = join(root, 'test/size.json');
const options = new Set(process.argv.slice(2));

if (!existsSync(join(root, 'dist/client/guichet.js'))) {
  console.error('Nothing is built. Run "npm run build" first.');
  process.exit(1);
}

const manifest: Readonly<Record<string, {file: string; imports?: string[]}>> = JSON.parse(
  readFileSync(join(root, 'dist/client/manifest.json'), 'utf8'),
);

const entries: Record<string, Size> = {
  embed: sizeOf(['client/guichet.js']),
  elements: sizeOf(withImports('components/elements.ts')),
  page: sizeOf(withImports('components/page/main.ts')),
  bridge: sizeOf(['client/bridge.js']),
  card_frame: sizeOf(['card/frame.js', 'card/frame.css']),
};
const {brotli, parts} = await cardPage();
const sizes: Sizes = {entries, card_page: {brotli}};

for (const [name, {raw, gzip, brotli: small}] of Object.entries(entries)) {
  console.log(
    `${name.padEnd(12)} ${String(raw).padStart(7)} raw ${String(gzip).padStart(6)} gzip ${String(small).padStart(6)} brotli`,
  );
}
for (const [name, bytes] of parts) console.log(`card page: ${String(bytes).padStart(6)} ${name}`);

const failures = [
  ...(entries['embed']!.brotli > budgets.embed ? [`embed is above its budget of ${budgets.embed}`] : []),
  ...(brotli > budgets.card_page ? [`the card page is above its budget of ${budgets.card_page}`] : []),
  ...(options.has('--check') ? compare() : []),
];
if (options.has('--write')) writeFileSync(kept, JSON.stringify(sizes, null, 2) + '\n');
for (const failure of failures) console.error(failure);
console.log(options.has('--json') ? JSON.stringify(sizes) : `card_page    ${brotli} brotli`);
process.exit(failures.length ? 1 : 0);

function compare(): string[] {
  if (!existsSync(kept)) return ['test/size.json is missing: run "npm run size -- --write"'];
  const before: Sizes = JSON.parse(readFileSync(kept, 'utf8'));
  const rows = [
    ...Object.entries(entries).map(([name, {brotli: now}]) => [name, before.entries[name]?.brotli ?? 0, now] as const),
    ['card_page', before.card_page.brotli, brotli] as const,
  ];
  for (const [name, was, now] of rows) {
    if (now < was) console.log(`${name} is ${was - now} bytes smaller: keep it with "npm run size -- --write"`);
  }
  return rows
    .filter(([, was, now]) => now > was)
    .map(([name, was, now]) => `${name} has grown from ${was} to ${now} bytes`);
}

/** A module and all that it imports statically. */
function withImports(key: string, seen = new Set<string>()): string[] {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return [];
  seen.add(key);
  return [`client/${chunk.file}`, ...(chunk.imports ?? []).flatMap((each) => withImports(each, seen))];
}

/** Each file is compressed by itself, as it is sent. */
function sizeOf(files: readonly string[]): Size {
  const contents = files.map((file) => readFileSync(join(root, 'dist', file)));
  const sum = (measure: (content: Buffer) => number): number =>
    contents.reduce((total, each) => total + measure(each), 0);
  return {
    raw: sum(({length}) => length),
    gzip: sum((each) => gzipSync(each, {level: 9}).length),
    brotli: sum(squeezed),
  };
}

function squeezed(content: Buffer | string): number {
  return brotliCompressSync(content, {params: {[constants.BROTLI_PARAM_QUALITY]: 11}}).length;
}

/**
 * What a browser loads until the card form takes keys: the page's document, the scripts that it names, all that those
 * import statically, and the document of the card's frame with its own. From the real processes, on free ports.
 */
async function cardPage(): Promise<{brotli: number; parts: [string, number][]}> {
  const [pay, card, inner] = [await freePort(), await freePort(), await freePort()];
  const data = mkdtempSync(join(tmpdir(), 'guichet-size-'));
  const secretKey = 'sk_test_size_0000000000';
  const env = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    GUICHET_DATA: data,
    PAY_PORT: String(pay),
    CARD_PORT: String(card),
    CARD_PRIVATE_PORT: String(inner),
  };
  const children = ['pay', 'card'].map((name) =>
    spawn(process.execPath, [join(root, `dist/server/${name}.js`)], {
      env: {...env, ...(name === 'pay' && {GUICHET_SECRET_KEY: secretKey})},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  try {
    await Promise.all(
      children.map((child) =>
        Promise.race([
          once(child, 'message'),
          once(child, 'close').then(() => Promise.reject(new Error('A process did not start.'))),
        ]),
      ),
    );
    const origin = `http://localhost:${pay}`;
    const created = await fetch(`${origin}/v1/checkout_sessions`, {
      method: 'POST',
      headers: {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'},
      body: JSON.stringify({
        amount: 12990,
        currency: 'EUR',
        order_reference: 'ML-2026-0412',
        return_url: 'http://localhost:4240/merci',
        cancel_url: 'http://localhost:4240/panier',
        line_items: [
          {name: 'Lampe Aube, laiton', quantity: 1, amount: 11900},
          {name: 'Livraison', quantity: 1, amount: 1090},
        ],
        capture_method: 'manual',
        locale: 'fr',
        // What a shopper who pays by card waits for.
        payment_methods: ['card'],
      }),
    });
    if (!created.ok) throw new Error(`No session: ${created.status} ${await created.text()}`);
    const {url} = await created.json();
    const parts: [string, number][] = [];
    await load(url.replace(/#.*/, ''), parts, new Set());
    if (!parts.some(([name]) => name.includes('/frame'))) throw new Error('The page brings no card frame along.');
    return {brotli: parts.reduce((sum, [, bytes]) => sum + bytes, 0), parts};
  } finally {
    for (const child of children) child.kill('SIGTERM');
    rmSync(data, {recursive: true, force: true, maxRetries: 5});
  }
}

async function load(address: string, parts: [string, number][], seen: Set<string>): Promise<void> {
  const {origin, pathname} = new URL(address);
  if (seen.has(origin + pathname)) return;
  seen.add(origin + pathname);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} for ${origin}${pathname}`);
  const text = await answer.text();
  const isDocument = (answer.headers.get('content-type') ?? '').includes('html');
  parts.push([pathname.replace(/cs_.*/, 'cs_…'), squeezed(isDocument ? settled(text) : text)]);
  for (const found of namedIn(text, answer.headers.get('content-type') ?? ''))
    await load(new URL(found, address).href, parts, seen);
}

/**
 * A document with what is new each time (ids, nonces, grants, moments, ports) replaced by something as long and as hard
 * to compress, the same each time: a byte more is then a byte of ours.
 */
function settled(text: string): string {
  const known = new Map<string, string>();
  const stand = (random: string): string => {
    const kept = known.get(random) ?? chanceOf(known.size, random.length);
    known.set(random, kept);
    return kept;
  };
  return text
    .replace(/localhost(:|%3A)\d+/g, 'localhost$140000')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-06-01T08:00:00.000Z')
    .replace(/\b1[7-9]\d{8}(\d{3})?\b/g, (moment) => '1780300800000'.slice(0, moment.length))
    .replace(/\b([a-z]{2,4}_[\w-]{22}|[\da-f]{32}|[\w-]{43,})(?![\w-])/g, (word) =>
      /\d/.test(word) ? stand(word) : word,
    );
}

function chanceOf(seed: number, length: number): string {
  let text = '';
  for (let round = 0; text.length < length; round++)
    text += createHash('sha512').update(`${seed} ${round}`).digest('base64url');
  return text.slice(0, length);
}

/** Scripts, preloads, styles and frames of a document; static imports of a module. */
function namedIn(text: string, type: string): string[] {
  const patterns = type.includes('html')
    ? [
        /<script\b[^>]*\bsrc="([^"]+)"/g,
        /<link\b(?=[^>]*\brel="?(?:modulepreload|stylesheet|preload))[^>]*\bhref="([^"]+)"/g,
        /<iframe\b[^>]*\bsrc="([^"]+)"/g,
      ]
    : type.includes('javascript')
      ? [/(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{][^;"']*?from\s*)?["'](\.[^"']+)["']/g]
      : [];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, found = '']) => found.replaceAll('&amp;', '&')),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address.port;
}
