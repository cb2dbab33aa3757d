import {BlockList, isIP} from 'node:net';
import type {Context} from 'hono';

/**
 * Where a request came from: the socket's address, or, behind proxies that are trusted, the rightmost address that
 * they did not add themselves. Any other `X-Forwarded-For` is somebody's claim.
 */
export function addressReader(trustedProxies: readonly string[]): (c: Context) => string | undefined {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  const isTrusted = (address: string): boolean =>
    isIP(address) > 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return (c) => {
    const socket: unknown = c.env?.incoming?.socket?.remoteAddress;
    if (typeof socket !== 'string') return undefined;
    let address = plain(socket);
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => plain(hop.trim()));
    for (let hop = hops.pop(); hop !== undefined && isIP(hop) && isTrusted(address); hop = hops.pop()) address = hop;
    return address;
  };
}

/** `::ffff:10.0.0.1` is `10.0.0.1` on a socket for both families. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
