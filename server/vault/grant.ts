import {verify, type KeyObject} from 'node:crypto';
import {grantSigned, type CardGrant} from '#contract/vault.ts';
import {fromBase64url} from './base64url.ts';
import {parseJson} from './body.ts';
import {Refusal} from './problem.ts';
import {grantShape} from './shapes.ts';

/**
 * What `pay` says about a session, once we know that it is `pay` who says it.
 * @throws Refusal `grant_invalid`, `grant_expired`.
 */
export function readGrant(text: string, payKey: KeyObject, now: number): CardGrant {
  const [payload, signature, ...rest] = text.split('.');
  const signed = signature === undefined || rest.length > 0 ? undefined : fromBase64url(signature);
  const bytes = payload === undefined ? undefined : fromBase64url(payload);
  if (payload === undefined || !signed || !bytes) throw new Refusal('grant_invalid');
  if (!verify(null, Buffer.from(grantSigned(payload)), payKey, signed)) throw new Refusal('grant_invalid');

  const grant = grantShape.safeParse(parseJson(bytes.toString('utf8'))).data;
  if (!grant) throw new Refusal('grant_invalid');
  if (now >= grant.exp) throw new Refusal('grant_expired');
  return grant;
}
