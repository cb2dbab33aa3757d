import type {GuardReason, WebhookGuard} from './outbox/deliver.ts';

export interface GuardParts {
  /** All addresses of a name, IPv4 and IPv6. Rejects, or gives none, when there are none. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** For local development: any address, port and plain http, for test endpoints. Never for live ones. */
  readonly allowPrivate: boolean;
}

const ports: ReadonlySet<string> = new Set(['', '443', '8443']);
const urlLengthMax = 2048;

/**
 * Keeps webhooks out of our own network (SSRF). A name is looked up once, all of its addresses must be global, and the
 * connection goes to the address that was looked at.
 */
export function createNetGuard({resolve, allowPrivate}: GuardParts): WebhookGuard {
  const isFree = (livemode: boolean) => allowPrivate && !livemode;

  function refusal(text: string, livemode: boolean): GuardReason | undefined {
    if (text.length > urlLengthMax || !URL.canParse(text)) return 'url';
    const url = new URL(text);
    if (url.username || url.password) return 'credentials';
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isFree(livemode))) return 'scheme';
    if (isFree(livemode)) return undefined;
    if (!ports.has(url.port)) return 'port';
    const literal = literalOf(url);
    return literal !== undefined && !isGlobal(literal) ? 'address' : undefined;
  }

  return {
    refusal,

    async check(text, livemode) {
      const reason = refusal(text, livemode);
      if (reason) return {ok: false, reason};
      const url = new URL(text);
      const literal = literalOf(url);
      if (literal !== undefined) return {ok: true, address: literal};

      const addresses = await resolve(url.hostname).catch(() => []);
      const [address] = addresses;
      if (address === undefined) return {ok: false, reason: 'unresolvable'};
      // One private address among several is enough: which one is connected to must not be left to chance.
      if (!isFree(livemode) && !addresses.every(isGlobal)) return {ok: false, reason: 'address'};
      return {ok: true, address};
    },
  };
}

/** The host where it is an address already. `URL` has turned `0x7f.1` and `2130706433` into `127.0.0.1`. */
function literalOf({hostname}: URL): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return bytesOfV4(hostname) ? hostname : undefined;
}

/** IPv4 blocks that are not of the public internet (RFC 6890 and the IANA registry), as address and prefix length. */
const v4Blocks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * Of IPv6 only 2000::/3 is global unicast: `::`, `::1`, mapped and translated IPv4 (`::ffff:0:0/96`, `64:ff9b::/96`),
 * fc00::/7, fe80::/10 and ff00::/8 lie outside. Inside it, these are not.
 */
const v6Blocks = [
  /** Protocol assignments, with Teredo, which carries an IPv4 address. */
  ['2001::', 23],
  ['2001:db8::', 32],
  /** 6to4: carries an IPv4 address. */
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** Whether an address is of the public internet. What is not readable as an address is not. */
export function isGlobal(address: string): boolean {
  const v4 = bytesOfV4(address);
  if (v4) return !v4Blocks.some(([block, bits]) => inBlock(v4, bytesOfV4(block), bits));
  const v6 = bytesOfV6(address);
  if (!v6 || !inBlock(v6, bytesOfV6('2000::'), 3)) return false;
  return !v6Blocks.some(([block, bits]) => inBlock(v6, bytesOfV6(block), bits));
}

/** What one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 one. Undefined where it is neither. */
export function networkOf(address: string): string | undefined {
  if (bytesOfV4(address)) return address;
  const bytes = bytesOfV6(address);
  return bytes && Buffer.from(bytes.slice(0, 8)).toString('hex');
}

function inBlock(address: readonly number[], block: readonly number[] | undefined, bits: number): boolean {
  if (!block) return false;
  return address.every((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((block[index] ?? 0) & mask);
  });
}

function bytesOfV4(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function bytesOfV6(text: string): readonly number[] | undefined {
  const url = `http://[${text}]/`;
  if (!text.includes(':') || !URL.canParse(url)) return undefined;
  // `URL` writes an address in one way only (RFC 5952), with no IPv4 tail left.
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const gap = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...gap, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
