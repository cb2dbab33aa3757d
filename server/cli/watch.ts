import {createHash} from 'node:crypto';
import {readAssets} from '../assets.ts';
import {originSetting, portSetting, SettingError, type Env} from '../settings.ts';
import {realWorld} from '../world.ts';
import {NetError, type Net, type NetResponse} from '../ports.ts';
import type {Command} from '../cli.ts';

/** What a browser sends, so that a page made for watchers only is not what we get. */
const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'accept-language': 'fr,en;q=0.5',
};

/** Headers that every script of ours is served with. */
const expected: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * `guichet watch`: fetches what is served and compares scripts and headers with this build (PCI DSS 11.6.1: run it at
 * least weekly). With `--page`, that payment page too: its scripts and its policy; `--guests https://js.stripe.com,…` names
 * the providers' hosts that its policy may let in. Exit 1 on any difference.
 */
export const watch: Command = async (args, env) => {
  const pay = new URL(optionOf(args, '--pay') ?? payUrlOf(env)).origin;
  const page = optionOf(args, '--page');
  const guests = args[args.indexOf('--guests') + 1 || args.length]?.split(',') ?? [];
  const {net} = realWorld('watch');
  const {files, bridge} = readAssets();
  const differences: string[] = [];

  for (const {path, integrity} of [...files.values()].filter((file) => file.path.endsWith('.js'))) {
    const answer = await get(net, `${pay}/v1/${path}`);
    if (answer.status !== 200) differences.push(`${path}: status ${answer.status}`);
    else if (hashOf(answer.body) !== integrity) differences.push(`${path}: its content is not that of this build`);
    for (const [name, value] of Object.entries(expected)) {
      if (answer.headers[name] !== value) differences.push(`${path}: header ${name}`);
    }
  }
  if (page) differences.push(...pageDifferences(await get(net, page), pay, new Set(files.keys()), bridge.hash, guests));

  for (const difference of differences) console.error(difference);
  console.log(differences.length ? `${differences.length} differences` : 'as built');
  return differences.length ? 1 : 0;
};

/** Scripts and policy of a payment page as received. */
export function pageDifferences(
  answer: NetResponse,
  pay: string,
  known: ReadonlySet<string>,
  bridgeHash: string,
  guests: readonly string[] = [],
): string[] {
  const policy = answer.headers['content-security-policy'] ?? '';
  const hosts = /script-src ([^;]*)/.exec(policy)?.[1]?.match(/https?:\S+/g) ?? [];
  const scripts = [...answer.body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
  return [
    ...(answer.status === 200 ? [] : [`page: status ${answer.status}`]),
    ...(policy.includes("default-src 'none'") ? [] : ['page: no policy that begins with nothing']),
    ...(/unsafe-|script-src[^;]*\s(\*|https?:)(\s|;|$)/.test(policy) ? ['page: its policy is too wide'] : []),
    ...hosts.filter((host) => !guests.includes(host)).map((host) => `page: its policy lets in scripts of ${host}`),
    // Where a guest draws they cannot be on.
    ...(policy.includes('require-trusted-types-for') || hosts.length > 0 ? [] : ['page: Trusted Types are off']),
    ...scripts.flatMap(([, attributes = '', text = '']) => {
      if (/type="application\/(ld\+)?json"/.test(attributes)) return [];
      const src = /\bsrc="([^"]*)"/.exec(attributes)?.[1];
      if (src === undefined) {
        const hash = `sha256-${createHash('sha256').update(text).digest('base64')}`;
        return hash === bridgeHash || policy.includes(hash)
          ? []
          : ['page: an inline script that its policy does not name'];
      }
      const url = new URL(src, pay);
      const file = url.pathname.replace(/^\/v[\d.]+\//, '');
      return url.origin === pay && known.has(file)
        ? []
        : [`page: a script that is not of this build: ${url.origin}${url.pathname}`];
    }),
  ];
}

async function get(net: Net, url: string): Promise<NetResponse> {
  try {
    return await net.fetch({method: 'GET', url, headers: browser, timeoutMs: 15_000, bytesMax: 4_000_000});
  } catch (error) {
    if (error instanceof NetError) throw new SettingError(`No answer from ${new URL(url).origin}. Is it running?`);
    throw error;
  }
}

function hashOf(text: string): string {
  return `sha384-${createHash('sha384').update(text).digest('base64')}`;
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const value = args[at + 1];
  if (!value || !URL.canParse(value)) throw new SettingError(`${name} needs an address, such as https://pay.example.`);
  return value;
}

function payUrlOf(env: Env): string {
  return originSetting(env, 'PAY_URL', `http://localhost:${portSetting(env, 'PAY_PORT', 4242)}`);
}
