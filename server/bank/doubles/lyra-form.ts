import {createHmac} from 'node:crypto';
import type {Currency} from '#contract/money.ts';
import {isPlainUrl} from '../body.ts';

/** The one shop that the double knows; its other half is in `providers/lyra/definition.ts`. */
export const shop = {
  siteId: '12345678',
  formKey: 'lyraDoubleTestKey',
  password: 'testpassword_lyraDouble',
  publicKey: '12345678:testpublickey_lyraDouble',
  hmacKey: 'lyraDoubleHmacKey',
} as const;

const codes = 'CB VISA MASTERCARD MAESTRO VISA_ELECTRON AMEX BANCONTACT WERO PAYPAL_SB ALMA_3X'.split(' ');
const currencies: Readonly<Record<string, Currency>> = {978: 'EUR', 840: 'USD', 826: 'GBP', 756: 'CHF'};

/** An hour: a form that is not of this time was made with a clock that is not on UTC. */
const clocksApartMs = 3_600_000;

type Rule = (value: string) => boolean;
const like =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value);
const text = like(/^[^<>]{0,255}$/);

/** By field: its number at the platform (`vads_extra_result`), and what may stand in it. */
function rulesFor(payOrigin: string, now: number): Readonly<Record<string, readonly [number: string, rule: Rule]>> {
  const address: Rule = (value) => isPlainUrl(value, 1024) && new URL(value).origin === payOrigin;
  return {
    vads_version: ['01', like(/^V2$/)],
    vads_site_id: ['02', (value) => value === shop.siteId],
    vads_trans_id: ['03', like(/^[0-8]\d{5}$/)],
    vads_trans_date: ['04', (value) => Math.abs(instantOf(value) - now) < clocksApartMs],
    vads_validation_mode: ['05', like(/^[01]?$/)],
    vads_capture_delay: ['06', (value) => /^\d{0,3}$/.test(value) && Number(value) <= 365],
    vads_payment_config: ['07', like(/^SINGLE$/)],
    vads_payment_cards: ['08', (value) => value === '' || value.split(';').every((code) => codes.includes(code))],
    vads_amount: ['09', like(/^[1-9]\d{0,11}$/)],
    vads_currency: ['10', (value) => Object.hasOwn(currencies, value)],
    vads_ctx_mode: ['11', like(/^TEST$/)],
    vads_language: ['12', like(/^(de|en|es|fr|it|nl|pt)$/)],
    vads_order_id: ['13', like(/^[A-Za-z0-9]{1,63}$/)],
    vads_order_info: ['14', text],
    vads_cust_email: ['15', like(/^[^<>\s]+@[^<>\s]+$/)],
    vads_cust_country: ['22', like(/^[A-Z]{2}$/)],
    vads_cust_first_name: ['104', like(/^[^<>]{1,63}$/)],
    vads_cust_last_name: ['105', like(/^[^<>]{1,63}$/)],
    vads_url_return: ['28', address],
    vads_url_cancel: ['27', address],
    vads_url_check: ['33', address],
    vads_page_action: ['46', like(/^PAYMENT$/)],
    vads_action_mode: ['47', like(/^INTERACTIVE$/)],
    vads_return_mode: ['48', like(/^(NONE|GET|POST)$/)],
    vads_redirect_success_timeout: ['34', like(/^([0-9]|[1-9]\d|[12]\d\d|300)$/)],
    vads_redirect_error_timeout: ['36', like(/^([0-9]|[1-9]\d|[12]\d\d|300)$/)],
  };
}

const required = [
  'vads_version',
  'vads_site_id',
  'vads_trans_id',
  'vads_trans_date',
  'vads_payment_config',
  'vads_amount',
  'vads_currency',
  'vads_ctx_mode',
  'vads_page_action',
  'vads_action_mode',
];

/**
 * What the platform would say to a form.
 * @returns the number of the field that is wrong, `00` for the signature; undefined when all is well.
 */
export function wrongField(form: URLSearchParams, payOrigin: string, now: number): string | undefined {
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) return '00';
  if (form.get('signature') !== sign(form)) return '00';
  const rules = rulesFor(payOrigin, now);
  const missing = required.find((name) => !form.has(name));
  if (missing !== undefined) return rules[missing]?.[0] ?? missing;
  for (const [name, value] of form) {
    if (!name.startsWith('vads_')) continue;
    const rule = rules[name];
    // Nothing is sent that we do not know of: that is what a double is for.
    if (!rule) return name;
    if (!rule[1](value)) return rule[0];
  }
  return undefined;
}

/** HMAC-SHA-256 over the values of the `vads_` fields in the order of their names, and the key, joined by `+`; in base64. */
export function sign(fields: Iterable<readonly [name: string, value: string]>): string {
  const values = [...fields]
    .filter(([name]) => name.startsWith('vads_'))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([, value]) => value);
  return createHmac('sha256', shop.formKey)
    .update([...values, shop.formKey].join('+'))
    .digest('base64');
}

export function numericOf(currency: string): string | undefined {
  return Object.keys(currencies).find((numeric) => currencies[numeric] === currency);
}

export function currencyOf(numeric: string): Currency {
  return currencies[numeric] ?? 'EUR';
}

function instantOf(date: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}
