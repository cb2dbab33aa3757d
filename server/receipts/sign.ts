import {createHash, createPublicKey, sign, type KeyObject} from 'node:crypto';
import {receiptType, sealOf, sealType, type ReceiptDocument, type ReceiptKey} from '#contract/receipt.ts';

/** The keys of receipts: one signs, all are published, so that what an old one signed stays true. */
export interface ReceiptKeys {
  /** Ed25519. */
  readonly signing: KeyObject;
  /** The public halves, the signing key's among them. */
  readonly published: readonly ReceiptKey[];
  /** Makes the tokens of receipt links: 32 bytes. */
  readonly linkKey: Uint8Array;
}

/** The public half of an Ed25519 key as it is published (RFC 8037), named by its thumbprint (RFC 7638). */
export function publicKeyOf(key: KeyObject): ReceiptKey {
  const {x = ''} = createPublicKey(key).export({format: 'jwk'});
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  return {kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA'};
}

/** Signs receipts: the whole document, and its seal for the QR code. The same document gives the same bytes. */
export function receiptSigner({signing}: Pick<ReceiptKeys, 'signing'>) {
  const {kid} = publicKeyOf(signing);
  const jws = (typ: string, payload: object): string => {
    const text = [{alg: 'EdDSA', kid, typ}, payload].map(encode).join('.');
    return `${text}.${sign(null, Buffer.from(text), signing).toString('base64url')}`;
  };
  return (document: ReceiptDocument): {readonly jws: string; readonly seal: string} => ({
    jws: jws(receiptType, document),
    seal: jws(sealType, sealOf(document)),
  });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
