const lengthMax = 2048;

/**
 * An address that a shopper's browser may be sent to: https, or in tests the machine itself; without a name or password in
 * it, and at most 2048 characters long.
 * @returns nothing when it is not one.
 */
export function shopperAddress(text: string, livemode: boolean): URL | undefined {
  const url = URL.parse(text);
  if (!url || url.username || url.password || text.length > lengthMax) return undefined;
  const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal && !livemode) ? url : undefined;
}
