/** `Authorization` of RFC 7617. The user must hold no colon: the first one ends it. */
export function basic(user: string, password: string): string {
  if (user.includes(':')) throw new RangeError('a user name of HTTP Basic holds no colon');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
