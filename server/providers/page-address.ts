/**
 * Shoppers are sent to the provider's own hosts, over https and nowhere else, whatever an answer says.
 *
 * @param domain - `payplug.com`: itself, and what is under it.
 * @param doubleOrigin - Where else the page may be, in test mode: the origin of the double.
 */
export function mayGoTo(address: string, domain: string, doubleOrigin?: string): boolean {
  if (!URL.canParse(address)) return false;
  const {protocol, hostname, origin, username, password, port} = new URL(address);
  if (username !== '' || password !== '') return false;
  if (origin === doubleOrigin) return true;
  return protocol === 'https:' && port === '' && (hostname === domain || hostname.endsWith(`.${domain}`));
}
