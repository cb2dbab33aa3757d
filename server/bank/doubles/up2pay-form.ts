import {createHmac, timingSafeEqual} from 'node:crypto';
import {at, readXml, type Xml} from '../../xml.ts';
import {isPlainUrl} from '../body.ts';

/** The public test account; what knows it is in `providers/up2pay/definition.ts`. */
export const shop = {
  site: '1999888',
  rank: '43',
  identifier: '107975626',
  key: '0123456789ABCDEF'.repeat(8),
};

export type Pairs = readonly (readonly [name: string, value: string])[];

/** HMAC over the fields in the order in which they came, all but the last, which is the signature. */
export function isSigned(pairs: Pairs, name: 'PBX_HMAC' | 'HMAC'): boolean {
  const [last, rest] = [pairs.at(-1), pairs.slice(0, -1)];
  if (last?.[0] !== name || rest.some(([other]) => other === name)) return false;
  const message = rest.map(([field, value]) => `${field}=${value}`).join('&');
  const right = createHmac('sha512', Buffer.from(shop.key, 'hex')).update(message).digest();
  const given = Buffer.from(last[1], 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}

const day = 86_400_000;

/**
 * The number of the error that the platform shows to the shopper: 3, wrong identifiers or signature; 4, a field is missing
 * or is not as it should be.
 */
export function wrongForm(pairs: Pairs, payOrigin: string, now: number): {readonly error: 3 | 4} | undefined {
  const form = new Map(pairs);
  if (form.size !== pairs.length) return {error: 4};
  const of = (name: string) => form.get(name) ?? '';
  const isOurs =
    of('PBX_SITE') === shop.site && of('PBX_RANG') === shop.rank && of('PBX_IDENTIFIANT') === shop.identifier;
  if (!isOurs || of('PBX_HASH') !== 'SHA512' || !isSigned(pairs, 'PBX_HMAC')) return {error: 3};

  const urls = ['PBX_EFFECTUE', 'PBX_REFUSE', 'PBX_ANNULE', 'PBX_ATTENTE', 'PBX_REPONDRE_A'].map(of);
  const at = Date.parse(of('PBX_TIME'));
  const isRight =
    /^\d{3,10}$/.test(of('PBX_TOTAL')) &&
    of('PBX_DEVISE') === '978' &&
    /^.{1,250}$/.test(of('PBX_CMD')) &&
    /^[^@\s]+@[^@\s]+$/.test(of('PBX_PORTEUR')) &&
    /^([A-Za-z_]+:[A-Za-z];)*K:K$/.test(of('PBX_RETOUR')) &&
    /[+-]\d\d:\d\d$/.test(of('PBX_TIME')) &&
    Math.abs(now - at) < day &&
    ['FRA', 'GBR'].includes(of('PBX_LANGUE')) &&
    urls.every((url) => isPlainUrl(url, 150) && new URL(url).origin === payOrigin) &&
    ['GET', 'POST'].includes(of('PBX_RUF1')) &&
    of('PBX_TYPEPAIEMENT') === 'CARTE' &&
    of('PBX_TYPECARTE') === 'CB' &&
    /^\d{1,3}$/.test(of('PBX_DISPLAY')) &&
    ['', 'O'].includes(of('PBX_AUTOSEULE')) &&
    isCart(readXml(of('PBX_SHOPPINGCART'))) &&
    isBilling(readXml(of('PBX_BILLING')));
  return isRight ? undefined : {error: 4};
}

function isCart(xml: Xml | undefined): boolean {
  const total = Number(at(xml, 'total', 'totalQuantity')?.text);
  return xml?.name === 'shoppingcart' && Number.isInteger(total) && total >= 1 && total <= 99;
}

/** At most so many letters, all of them plain. */
const lines = {FirstName: 22, LastName: 22, Address1: 50, ZipCode: 16, City: 50} as const;

function isBilling(xml: Xml | undefined): boolean {
  const text = (name: string) => at(xml, 'Address', name)?.text ?? '';
  return (
    xml?.name === 'Billing' &&
    Object.entries(lines).every(([name, max]) => /^[A-Za-z0-9 .,'-]+$/.test(text(name)) && text(name).length <= max) &&
    /^\d{3}$/.test(text('CountryCode'))
  );
}
