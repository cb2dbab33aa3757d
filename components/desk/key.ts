/**
 * The secret key, in this variable and nowhere else: no storage, no address, no history, no attribute. It goes when the
 * page goes.
 */
let key = '';

export const secretKey = (): string => key;

export function keepKey(typed: string): void {
  key = typed;
}

export function forgetKey(): void {
  key = '';
}

/**
 * What is wrong with a key before anybody is asked. A key for real money crosses no plain line.
 *
 * @param protocol - Of the page: `https:` or not.
 */
export function faultOfKey(typed: string, protocol: string): 'missing' | 'malformed' | 'insecure' | undefined {
  if (!typed) return 'missing';
  if (!/^sk_(test|live)_[\x21-\x7e]{8,180}$/.test(typed)) return 'malformed';
  return typed.startsWith('sk_live_') && protocol !== 'https:' ? 'insecure' : undefined;
}
