import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {openMerchant} from './merchant.ts';

/** Where everything is, for the tests; handed to them in the environment. */
export interface Street {
  readonly pay: string;
  readonly card: string;
  readonly bank: string;
  readonly shop: string;
  /** A merchant of the tests' own, whose pages have the policy that a test wants. */
  readonly merchant: string;
  readonly secretKey: string;
  /** Everything that the processes keep and log. */
  readonly data: string;
  /** What was seen from outside: webhooks, requests and answers. */
  readonly captures: string;
}

const secretKey = 'sk_test_journeys_0123456789';
const start = fileURLToPath(new URL('../../dist/server/start.js', import.meta.url));
const startLimitMs = 120_000;

/** Orders of so many cents or more are looked at by the merchant first. */
export const reviewedFrom = 500_000;

/** Starts the four processes and a merchant, on free ports and in a folder of their own. @returns what stops them. */
export default function openStreet(): Promise<() => Promise<void>> {
  return openStreetWith({});
}

/** A street with other settings, for the tests of one file: `street()` is that one until the file puts the first one back. */
export async function openStreetWith(more: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  if (!existsSync(start)) throw new Error('Nothing is built yet: run "npm run build".');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-journeys-'));
  const [data, captures] = [join(folder, 'data'), join(folder, 'captures')];
  mkdirSync(captures);
  const settings = join(folder, 'shop.json');
  const [pay, card, cardPrivate, bank, shop] = await freePorts(5);
  const at = (port: number | undefined) => `http://localhost:${port}`;
  const pages = {termsUrl: `${at(shop)}/terms`, withdrawalUrl: `${at(shop)}/withdraw`};
  writeFileSync(settings, JSON.stringify({review: {amountFrom: {EUR: reviewedFrom}}, ...pages}));
  const merchant = await openMerchant(captures, at(pay));
  const processes = spawn(process.execPath, [start], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GUICHET_DATA: data,
      GUICHET_SECRET_KEY: secretKey,
      GUICHET_SETTINGS: settings,
      GUICHET_MERCHANT_ORIGINS: `${at(shop)},${merchant.origin}`,
      PAY_PORT: String(pay),
      CARD_PORT: String(card),
      CARD_PRIVATE_PORT: String(cardPrivate),
      BANK_PORT: String(bank),
      SHOP_PORT: String(shop),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stopped = new Promise<void>((resolve) => processes.once('exit', () => resolve()));
  const close = async () => {
    processes.kill('SIGTERM');
    await stopped;
    await merchant.close();
    if (!process.env['KEEP_STREET']) rmSync(folder, {recursive: true, force: true});
  };

  const running = new Promise<'running'>((resolve) => {
    processes.stdout.on('data', (chunk: Buffer) => String(chunk).includes('is running') && resolve('running'));
  });
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, startLimitMs, 'late').unref());
  if ((await Promise.race([running, late, stopped])) !== 'running') {
    await close();
    throw new Error('The four processes did not start.');
  }

  const heard = await fetch(`${at(pay)}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: {authorization: `Bearer ${secretKey}`, 'content-type': 'application/json'},
    body: JSON.stringify({url: `${merchant.origin}/webhooks`}),
  });
  if (!heard.ok) throw new Error(`No webhooks: ${heard.status} ${await heard.text()}`);

  const street: Street = {
    pay: at(pay),
    card: at(card),
    bank: at(bank),
    shop: at(shop),
    merchant: merchant.origin,
    secretKey,
    data,
    captures,
  };
  process.env['JOURNEYS_STREET'] = JSON.stringify(street);
  return close;
}

/** The street that `openStreet` opened, for a test. */
export function street(): Street {
  return JSON.parse(process.env['JOURNEYS_STREET'] ?? '{}') as Street;
}

/** All held at once, so that no port comes twice. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({length: count}, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
