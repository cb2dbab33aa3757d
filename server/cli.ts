import {check} from './cli/check.ts';
import {keys} from './cli/keys.ts';
import {listenForEvents} from './cli/listen.ts';
import {scripts} from './cli/scripts.ts';
import {serve} from './cli/serve.ts';
import {watch} from './cli/watch.ts';
import {packageVersion} from './assets.ts';
import {SettingError, type Env} from './settings.ts';

/** A command: its arguments and the settings in, its exit code out; nothing while it keeps running. */
export type Command = (args: readonly string[], env: Env) => Promise<number | undefined>;

const commands: Readonly<Record<string, readonly [usage: string, what: string, run: Command]>> = {
  serve: ['serve pay|card|bank|shop', 'run one process', serve],
  migrate: ['migrate', 'bring the store up to date; "serve pay" does it too', (_args, env) => migrate(env)],
  check: ['check', 'prove the keys of each provider, and say what they allow; exit 1 when one fails', check],
  keys: ['keys [--live]', 'make a secret key', keys],
  scripts: ['scripts [--json]', 'list the scripts of the payment page, why they are there, and their hashes', scripts],
  watch: [
    'watch [--pay <address>] [--page <address>]',
    'compare what is served with this build; exit 1 when it differs',
    watch,
  ],
  listen: ['listen <local address>', 'forward events to a local address, signed', listenForEvents],
};

const [name = 'help', ...args] = process.argv.slice(2);

try {
  const command = commands[name]?.[2];
  if (name === '--version') {
    console.log(packageVersion());
  } else if (command) {
    const code = await command(args, process.env);
    if (code !== undefined) process.exitCode = code;
  } else {
    console.log(help());
    process.exitCode = ['help', '--help', '-h'].includes(name) ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function migrate(env: Env): Promise<number> {
  const {readPaySettings} = await import('./config.ts');
  const {openPayStore} = await import('./pay-store.ts');
  const store = openPayStore(readPaySettings(env));
  await store.close();
  console.log('The store is up to date.');
  return 0;
}

function help(): string {
  const rows = Object.values(commands).map(([usage, what]) => `  guichet ${usage.padEnd(42)} ${what}`);
  return ['Usage:', ...rows, '', 'Settings come from the environment; the README lists them.'].join('\n');
}
