import {receiptType, sealOf, sealType, type ReceiptKey, type Seal} from '#contract/receipt.ts';

/** What became of a check. Only `valid` says anything about the payment. */
export type Verdict =
  | {readonly kind: 'none'}
  | {readonly kind: 'valid'; readonly seal: Seal; readonly kid: string}
  | {readonly kind: 'altered'}
  | {readonly kind: 'unknown_key'}
  /** The browser has no Ed25519, or the page is not in a secure context. */
  | {readonly kind: 'unsupported'}
  /** The keys did not come: nothing is known. */
  | {readonly kind: 'unreachable'};

export interface Means {
  /** The published keys; undefined when they did not come. */
  readonly keys: () => Promise<readonly ReceiptKey[] | undefined>;
  readonly subtle: SubtleCrypto | undefined;
}

/**
 * Checks a compact JWS of ours: the algorithm is fixed, whatever its header says, and the key is one of the published
 * ones or none. What is not well formed counts as altered.
 */
export async function verify(jws: string, {keys, subtle}: Means): Promise<Verdict> {
  if (jws === '') return {kind: 'none'};
  const parts = jws.split('.');
  const [head = '', body = '', signature = ''] = parts;
  const header = decode(head);
  const typ = textAt(header, 'typ');
  if (parts.length !== 3 || textAt(header, 'alg') !== 'EdDSA' || (typ !== sealType && typ !== receiptType)) {
    return {kind: 'altered'};
  }
  if (!subtle) return {kind: 'unsupported'};
  const published = await keys();
  if (!published) return {kind: 'unreachable'};
  const key = published.find(({kid}) => kid === textAt(header, 'kid'));
  if (!key) return {kind: 'unknown_key'};

  const genuine = await isGenuine(subtle, key, `${head}.${body}`, signature);
  if (genuine === undefined) return {kind: 'unsupported'};
  const seal = genuine ? sealIn(decode(body), typ) : undefined;
  return seal ? {kind: 'valid', seal, kid: key.kid} : {kind: 'altered'};
}

async function isGenuine(
  subtle: SubtleCrypto,
  {kty, crv, x}: ReceiptKey,
  text: string,
  signature: string,
): Promise<boolean | undefined> {
  let key: CryptoKey;
  try {
    key = await subtle.importKey('jwk', {kty, crv, x}, {name: 'Ed25519'}, false, ['verify']);
  } catch {
    return undefined;
  }
  const bytes = bytesOf(signature);
  return bytes !== undefined && subtle.verify({name: 'Ed25519'}, key, bytes, new TextEncoder().encode(text));
}

/** The facts to compare, of the seal itself or of a whole document. */
function sealIn(payload: unknown, typ: string): Seal | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  // Signed by us, so of our shape.
  return typ === sealType ? (payload as Seal) : sealOf(payload as Parameters<typeof sealOf>[0]);
}

function decode(part: string): unknown {
  const bytes = bytesOf(part);
  try {
    return bytes && JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Base64url without padding, and only in its one canonical spelling; anything else is undefined. */
function bytesOf(part: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const again = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    return again === part ? Uint8Array.from(binary, (sign) => sign.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, key: string): string {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : '';
}
