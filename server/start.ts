/**
 * `npm start`: the four processes together, a summary, and one Ctrl-C for all.
 *
 * Each process is given the settings that it needs and no others: the vault never sees a key of `pay`.
 */
import {spawn, type ChildProcess} from 'node:child_process';
import {createWriteStream, mkdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {packageVersion} from './assets.ts';
import {readPaySettings, testSecretKey} from './config.ts';
import {withoutCardNumbers} from './log.ts';
import {dataFolder, originSetting, portSetting, SettingError, type Env} from './settings.ts';

/** In the order in which they start. They stop in the opposite one: first who asks, then who answers. */
const names = ['bank', 'card', 'pay', 'shop'] as const;
type Name = (typeof names)[number];

/** Settings that every process may see: where the others are. */
const shared =
  /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|TEMP|SYSTEMROOT|NODE_ENV|NODE_EXTRA_CA_CERTS|GUICHET_(DATA|MODE))$|_PORT$|^(PAY|CARD|BANK|SHOP)_URL$/i;

const own: Readonly<Record<Name, RegExp>> = {
  bank: /^(BANK_|DIRECTORY_KEY$)/,
  card: /^(CARD_|VAULT_)/,
  pay: /^(GUICHET_|PAY_|CARD_PRIVATE_URL$|DATABASE_URL$|BANK_KEY$|DIRECTORY_KEY$|ALLOW_PRIVATE_WEBHOOKS$|TRUSTED_PROXIES$|SMTP_URL$|MAIL_FROM$)/,
  shop: /^(SHOP_|GUICHET_SECRET_KEY$)/,
};

/** A little more than `listen.ts` allows for requests in flight. */
const stopTimeoutMs = 15_000;

const children = new Map<Name, ChildProcess>();
let stopping = false;

try {
  await start(process.env);
} catch (error) {
  await stop(1, error instanceof SettingError ? error.message : `Guichet did not start: ${String(error)}`);
}

async function start(env: Env): Promise<void> {
  const {mode} = readPaySettings(env);
  if (mode === 'live') {
    throw new SettingError(
      '"npm start" is the sandbox. In live mode run "guichet serve pay" and "guichet serve card", each on its own.',
    );
  }
  const secretKey = testSecretKey(env);
  const logs = dataFolder(env, 'logs');
  mkdirSync(logs, {recursive: true});

  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  const urls = addresses(env);
  for (const name of names) {
    if (stopping) return;
    await begin(name, {...env, ...urls, GUICHET_SECRET_KEY: secretKey}, join(logs, `${name}.log`));
  }
  console.log(summary(urls, secretKey, logs));
}

function begin(name: Name, env: Env, log: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', fileURLToPath(new URL(`./${name}.js`, import.meta.url))],
    {
      env: {NODE_ENV: 'production', ...only(env, name)},
      // Its own group: a Ctrl-C in the terminal reaches only us, and we stop the others in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  children.set(name, child);
  const lines = createWriteStream(log, {flags: 'a', mode: 0o600});
  child.stdout?.pipe(lines);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    const text = withoutCardNumbers(chunk.toString('utf8'));
    said += text;
    lines.write(text);
  });

  return new Promise((resolve) => {
    child.once('message', () => resolve());
    child.once('close', (code) => {
      children.delete(name);
      if (stopping) return;
      const [line] = said.trim().split('\n');
      const why = line?.startsWith(`${name}: `)
        ? line
        : `${name} stopped unexpectedly (code ${code}). Its last lines are in ${shown(log)}.`;
      void stop(1, why);
    });
  });
}

/** Stops everything in order, each with its requests finished. Asked twice, it does not wait any longer. */
async function stop(code: number, why?: string): Promise<void> {
  if (why) console.error(why);
  if (stopping) {
    for (const child of children.values()) child.kill('SIGKILL');
    process.exit(code || 1);
  }
  stopping = true;
  for (const name of [...names].reverse()) {
    const child = children.get(name);
    if (child) await end(child);
  }
  process.exit(code);
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const limit = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    child.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function only(env: Env, name: Name): Record<string, string> {
  const kept = Object.entries(env).filter(([key]) => shared.test(key) || own[name].test(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, value ?? '']));
}

function shown(path: string): string {
  return relative(process.cwd(), path) || path;
}

/** Where each process is, said to all of them, so that one port changed is changed everywhere. */
function addresses(env: Env) {
  const at = (name: string, port: number): string =>
    originSetting(env, `${name}_URL`, `http://localhost:${portSetting(env, `${name}_PORT`, port)}`);
  return {SHOP_URL: at('SHOP', 4240), PAY_URL: at('PAY', 4242), CARD_URL: at('CARD', 4243), BANK_URL: at('BANK', 4244)};
}

function summary(urls: ReturnType<typeof addresses>, secretKey: string, logs: string): string {
  return [
    '',
    `  Guichet ${packageVersion()} is running. All money is play money.`,
    '',
    `  Shop    ${urls.SHOP_URL}   begin here: put a lamp in the cart and pay`,
    `  Pay     ${urls.PAY_URL}/docs   the API, and the payment page`,
    `  Card    ${urls.CARD_URL}   the card form and the vault, apart from all else`,
    `  Bank    ${urls.BANK_URL}   the test bank: its cards, and its phone for codes`,
    '',
    `  Secret key   ${secretKey}`,
    '  Test card    4242 4242 4242 4242, any date to come, any code',
    '',
    '  Card numbers pass through the vault on this machine (PCI DSS: SAQ D). It takes test cards only.',
    `  Logs are in ${shown(logs)}. Ctrl-C stops everything.`,
    '',
  ].join('\n');
}
