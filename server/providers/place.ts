import {SettingsRefused} from './connection.ts';

/** Where a provider is. */
export interface Place {
  /** Of its API, no final slash. */
  readonly baseUrl: string;
  /** Where its page may be besides its own hosts: the origin of its double. */
  readonly doubleOrigin?: string;
}

/**
 * At its own address; or at its double's, in test mode only.
 *
 * @throws SettingsRefused
 */
export function placeOf(own: string, live: boolean, double: string | undefined): Place {
  if (double === undefined) return {baseUrl: own};
  if (live) throw new SettingsRefused('base_url is for tests, and this is a live key');
  return {baseUrl: double.replace(/\/$/, ''), doubleOrigin: new URL(double).origin};
}

/**
 * Shoppers are sent to the provider's own hosts, over https and nowhere else, whatever an answer says.
 *
 * @param domain - `payplug.com`: itself, and what is under it.
 * @param doubleOrigin - As in `Place`.
 */
export function mayGoTo(address: string, domain: string, doubleOrigin?: string): boolean {
  if (!URL.canParse(address)) return false;
  const {protocol, hostname, origin, username, password, port} = new URL(address);
  if (username !== '' || password !== '') return false;
  if (origin === doubleOrigin) return true;
  return protocol === 'https:' && port === '' && (hostname === domain || hostname.endsWith(`.${domain}`));
}
