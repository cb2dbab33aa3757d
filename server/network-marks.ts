import {createHmac, hkdfSync, type KeyObject} from 'node:crypto';
import {isGlobal, networkOf} from './net-guard.ts';

/**
 * By what tries from one network are counted: a keyed hash of its address, so that the store holds no address. All copies
 * of `pay` share the key, as they share the signing key that it is derived from.
 *
 * An address that is not of the public internet is somebody's own machine, or a proxy that was not named in
 * `TRUSTED_PROXIES` and stands for all shoppers at once: by it nothing can be told.
 */
export function networkMarks(signingKey: KeyObject): (address: string | undefined) => string | undefined {
  const secret = signingKey.export({type: 'pkcs8', format: 'der'});
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'guichet network mark', 32));
  return (address) => {
    const network = address !== undefined && isGlobal(address) ? networkOf(address) : undefined;
    return network && createHmac('sha256', key).update(network).digest('base64url').slice(0, 22);
  };
}
