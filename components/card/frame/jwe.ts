import type {CardJweHeader, CardKey, CardPlaintext} from '#contract/vault.ts';

const utf8 = new TextEncoder();
const curve = {name: 'ECDH', namedCurve: 'P-256'} as const;

/**
 * Encrypts a card for the vault: JWE compact, ECDH-ES on P-256 with a fresh key of our own, A256GCM (RFC 7518, 4.6).
 *
 * @param nowMs milliseconds since 1970, by the vault's clock
 */
export async function encryptCard(card: CardPlaintext, session: string, key: CardKey, nowMs: number): Promise<string> {
  const {subtle} = crypto;
  const own = await subtle.generateKey(curve, false, ['deriveBits']);
  const {x = '', y = ''} = await subtle.exportKey('jwk', own.publicKey);
  const header: CardJweHeader = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: key.kid,
    epk: {kty: 'EC', crv: 'P-256', x, y},
    sid: session,
    iat: Math.floor(nowMs / 1000),
    jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
  };
  const {kty, crv} = key;
  const theirs = await subtle.importKey('jwk', {kty, crv, x: key.x, y: key.y}, curve, false, []);
  const shared = await subtle.deriveBits({name: 'ECDH', public: theirs}, own.privateKey, 256);
  const secret = await subtle.importKey('raw', await concatKdf(new Uint8Array(shared)), 'AES-GCM', false, ['encrypt']);

  const front = base64url(utf8.encode(JSON.stringify(header)));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt(
    {name: 'AES-GCM', iv, additionalData: utf8.encode(front)},
    secret,
    utf8.encode(JSON.stringify(card)),
  );
  const bytes = new Uint8Array(sealed);
  // The tag is the last 16 bytes. The second part is empty: ECDH-ES wraps no key.
  return [front, '', base64url(iv), base64url(bytes.slice(0, -16)), base64url(bytes.slice(-16))].join('.');
}

/** RFC 7518, 4.6.2: one round of SHA-256 over counter, shared secret, algorithm, two empty parties, and 256 bits. */
function concatKdf(shared: Uint8Array): Promise<ArrayBuffer> {
  const info = [0, 0, 0, 7, ...utf8.encode('A256GCM'), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
  return crypto.subtle.digest('SHA-256', new Uint8Array([0, 0, 0, 1, ...shared, ...info]));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({'+': '-', '/': '_'})[sign] ?? '');
}
