import type {AuthorizeRequest, Customer, Form, Payer} from '../provider.ts';
import {deviseOf, totalOf} from './amounts.ts';
import {numericCountry} from './countries.ts';
import {retour} from './notice.ts';
import type {Up2payConfig} from './settings.ts';
import {sign} from './signature.ts';

type AtThePage = Extract<Payer, {kind: 'redirect'}>;

/** The page closes after so long. Whoever opens it late has it for as long again (`provider.ts`). */
export const pageOpenMs = 15 * 60_000;

/** The signed form, or what of the order is missing for it: a word for the merchant. */
export type Made = {readonly form: Form} | {readonly missing: Missing};
export type Missing = 'email' | 'name' | 'billing_address' | 'billing_country' | 'shorter_address';

/**
 * What the browser posts to the hosted page, in the order in which it is signed. Values are signed as they are, so none may
 * hold an ampersand: texts are folded to plain letters before.
 */
export function formFor(config: Up2payConfig, request: AuthorizeRequest, payer: AtThePage, now: number): Made {
  const {money, capture} = request;
  const {returnUrl, cancelUrl, notifyUrl, customer} = payer;
  const {email = ''} = customer;
  if (!/^[\w.%+@'-]{3,120}$/.test(email)) return {missing: 'email'};
  if ([returnUrl, cancelUrl, notifyUrl].some((url) => url.length > urlMax)) return {missing: 'shorter_address'};
  const billing = billingOf(customer);
  if ('missing' in billing) return billing;

  const fields: readonly (readonly [name: string, value: string])[] = [
    ['PBX_SITE', config.site],
    ['PBX_RANG', config.rank],
    ['PBX_IDENTIFIANT', config.identifier],
    ['PBX_TOTAL', totalOf(money)],
    ['PBX_DEVISE', deviseOf(money.currency)],
    ['PBX_CMD', commandOf(request)],
    ['PBX_PORTEUR', email],
    ['PBX_RETOUR', retour],
    ['PBX_HASH', 'SHA512'],
    ['PBX_TIME', `${new Date(now).toISOString().slice(0, 19)}+00:00`],
    ['PBX_LANGUE', payer.locale === 'fr' ? 'FRA' : 'GBR'],
    ['PBX_EFFECTUE', returnUrl],
    ['PBX_REFUSE', returnUrl],
    ['PBX_ANNULE', cancelUrl],
    ['PBX_ATTENTE', returnUrl],
    ['PBX_REPONDRE_A', notifyUrl],
    ['PBX_RUF1', 'POST'],
    ['PBX_SOURCE', 'RWD'],
    ['PBX_TYPEPAIEMENT', 'CARTE'],
    ['PBX_TYPECARTE', 'CB'],
    ['PBX_DISPLAY', String(pageOpenMs / 1000)],
    ...(capture ? [] : [['PBX_AUTOSEULE', 'O'] as const]),
    ['PBX_SHOPPINGCART', cartOf(customer.quantity)],
    ['PBX_BILLING', billing.xml],
  ];
  return {form: Object.fromEntries([...fields, ['PBX_HMAC', sign(fields, config.hmacKey)]])};
}

const urlMax = 150;

/**
 * `PBX_CMD`: our order's reference, for the merchant's eyes, and the key of the try, which makes it unique. A repeated one is
 * not refused there.
 */
export function commandOf({orderReference, key}: Pick<AuthorizeRequest, 'orderReference' | 'key'>): string {
  return `${orderReference.replaceAll(/[^\w.-]/g, '').slice(0, 100)}_${key}`;
}

/** The order's reference, as far as the command tells it. */
export function orderOf(command: string): string {
  return command.slice(0, command.lastIndexOf('_'));
}

/** Only what only we asked for: nothing is taken yet. */
export function isDeferred(form: Form): boolean {
  return form['PBX_AUTOSEULE'] === 'O';
}

const head = '<?xml version="1.0" encoding="utf-8"?>';

/** At least one thing is bought, and the platform counts to 99. */
function cartOf(quantity = 1): string {
  const total = Math.min(99, Math.max(1, quantity));
  return `${head}<shoppingcart><total><totalQuantity>${total}</totalQuantity></total></shoppingcart>`;
}

/** Who pays, for the bank's 3-D Secure. All of it is mandatory there, and nothing is made up here. */
function billingOf({name = '', country, address}: Customer): {readonly xml: string} | {readonly missing: Missing} {
  const [, first = '', last = ''] = /^(\S+)\s+(.+)$/.exec(plain(name, 200)) ?? [];
  if (first === '') return {missing: 'name'};
  if (!address) return {missing: 'billing_address'};
  const numeric = country === undefined ? undefined : numericCountry(country);
  if (numeric === undefined) return {missing: 'billing_country'};
  const second = plain(address.line2 ?? '', 50);
  const lines = [
    ['FirstName', plain(first, 22)],
    ['LastName', plain(last, 22)],
    ['Address1', plain(address.line1, 50)],
    ...(second === '' ? [] : [['Address2', second] as const]),
    ['ZipCode', plain(address.postal_code, 16)],
    ['City', plain(address.city, 50)],
    ['CountryCode', numeric],
  ] as const;
  if (lines.some(([, text]) => text === '')) return {missing: 'billing_address'};
  const xml = lines.map(([tag, text]) => `<${tag}>${text}</${tag}>`).join('');
  return {xml: `${head}<Billing><Address>${xml}</Address></Billing>`};
}

const ligatures: Readonly<Record<string, string>> = {
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
};

/** Letters without accents, digits, spaces, simple punctuation: nothing that XML or the signature would mind. */
function plain(text: string, max: number): string {
  return text
    .replaceAll(/[œŒæÆßøØłŁ]/g, (letter) => ligatures[letter] ?? '')
    .replaceAll('’', "'")
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9 .,'-]/g, '')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, max)
    .trim();
}
