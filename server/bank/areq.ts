import {currencies} from '#contract/money.ts';
import {messageVersion, type Erro} from '#contract/threeds.ts';
import {isObject, isPlainUrl} from './body.ts';

type Check = (value: unknown) => boolean;
const form =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const text = (lengthMax: number): Check => form(new RegExp(`^[^\\u0000-\\u001f]{1,${lengthMax}}$`, 'u'));
const flag: Check = (value) => typeof value === 'boolean';
const url =
  (lengthMax: number): Check =>
  (value) =>
    isPlainUrl(value, lengthMax);
/** Version 4 or not: any UUID in its usual writing (RFC 9562). */
const uuid = form(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);

/** `YYYYMMDDHHMMSS`, of an instant that exists. */
function isPurchaseDate(value: unknown): boolean {
  return typeof value === 'string' && purchaseInstant(value) !== undefined;
}

/** Milliseconds since 1970 of a `purchaseDate`; undefined when there is no such date. */
export function purchaseInstant(value: string): number | undefined {
  const iso = value.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6.000Z');
  const instant = Date.parse(iso);
  return iso !== value && Number.isFinite(instant) && new Date(instant).toISOString() === iso ? instant : undefined;
}

/** Elements of an AReq, browser channel, 2.2.0 (Table A.1): required, or required where the condition holds, or optional. */
type Need = 'always' | 'with_javascript' | 'never';
const elements: Readonly<Record<string, readonly [Need, Check]>> = {
  messageCategory: ['always', form(/^01$/)],
  deviceChannel: ['always', form(/^02$/)],
  threeDSServerTransID: ['always', uuid],
  threeDSServerRefNumber: ['always', text(32)],
  threeDSServerURL: ['always', url(2048)],
  threeDSRequestorID: ['always', text(35)],
  threeDSRequestorName: ['always', text(40)],
  threeDSRequestorURL: ['always', url(2048)],
  threeDSRequestorAuthenticationInd: ['always', form(/^0[1-6]$/)],
  threeDSRequestorChallengeInd: ['never', form(/^0[1-9]$/)],
  threeDSCompInd: ['always', form(/^[YNU]$/)],
  acctNumber: ['always', form(/^\d{13,19}$/)],
  cardExpiryDate: ['never', form(/^\d\d(0[1-9]|1[0-2])$/)],
  cardholderName: ['never', text(45)],
  email: ['never', form(/^[^\s@]{1,64}@[^\s@]{1,189}$/)],
  purchaseAmount: ['always', form(/^\d{1,48}$/)],
  purchaseCurrency: ['always', form(/^\d{3}$/)],
  purchaseExponent: ['always', form(/^\d$/)],
  purchaseDate: ['always', isPurchaseDate],
  acquirerBIN: ['always', text(11)],
  acquirerMerchantID: ['always', text(35)],
  mcc: ['always', form(/^\d{4}$/)],
  merchantName: ['always', text(40)],
  merchantCountryCode: ['always', form(/^\d{3}$/)],
  transType: ['never', form(/^(01|03|10|11|28)$/)],
  browserAcceptHeader: ['always', text(2048)],
  browserUserAgent: ['always', text(2048)],
  browserIP: ['never', form(/^[0-9a-f.:]{2,45}$/i)],
  browserJavascriptEnabled: ['always', flag],
  browserJavaEnabled: ['with_javascript', flag],
  browserLanguage: ['always', form(/^[a-z0-9-]{1,35}$/i)],
  browserColorDepth: ['with_javascript', form(/^(1|4|8|15|16|24|32|48)$/)],
  browserScreenHeight: ['with_javascript', form(/^\d{1,6}$/)],
  browserScreenWidth: ['with_javascript', form(/^\d{1,6}$/)],
  browserTZ: ['with_javascript', form(/^[+-]?\d{1,4}$/)],
  notificationURL: ['always', url(256)],
};

/** What of an AReq this bank goes by. Everything else has been checked and is not needed. */
export interface ReadAReq {
  readonly threeDSServerTransID: string;
  readonly threeDSServerURL: string;
  readonly acctNumber: string;
  readonly cardExpiryDate: string | undefined;
  readonly challengeInd: string | undefined;
  readonly purchaseAmount: number;
  readonly currency: keyof typeof currencies;
  readonly purchasedAt: number;
  readonly browserTZ: number;
  readonly browserLanguage: string;
  readonly merchantName: string;
  readonly acquirerMerchantID: string;
  readonly notificationURL: string;
}

/** Descriptions are EMVCo's, section 11 of the fact sheet. */
const descriptions = {
  101: 'Message is not AReq',
  102: 'Message version is not supported',
  201: 'A required data element is missing',
  203: 'Format of one or more data elements is invalid',
  303: 'Access denied, invalid endpoint',
  304: 'ISO code is not valid',
  305: 'Transaction data is not valid',
} as const;

export function erro(message: unknown, code: keyof typeof descriptions, detail: string): Erro {
  const id = isObject(message) ? message['threeDSServerTransID'] : undefined;
  return {
    messageType: 'Erro',
    messageVersion,
    ...(typeof id === 'string' && uuid(id) && {threeDSServerTransID: id}),
    errorCode: String(code),
    errorComponent: 'D',
    errorDescription: descriptions[code],
    errorDetail: detail,
    errorMessageType: 'AReq',
  };
}

/** Reads an AReq, or says with an Erro what is wrong with it. Unknown elements are no error [Req 207]. */
export function readAReq(message: unknown, payUrl: string, amountMax: number): ReadAReq | Erro {
  if (!isObject(message) || message['messageType'] !== 'AReq') return erro(message, 101, 'messageType');
  const version = message['messageVersion'];
  if (version === undefined) return erro(message, 201, 'messageVersion');
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+$/.test(version)) return erro(message, 203, 'messageVersion');
  if (version !== messageVersion) return erro(message, 102, version);

  const javascript = message['browserJavascriptEnabled'] === true;
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const [name, [need, check]] of Object.entries(elements)) {
    const value = message[name];
    if (value === undefined) {
      if (need === 'always' || (need === 'with_javascript' && javascript)) missing.push(name);
    } else if (!check(value)) wrong.push(name); // Also when null or empty: an optional element is left out [Req 309].
  }
  if (missing.length > 0) return erro(message, 201, missing.join(','));

  const read = (name: string): string => String(message[name] ?? '');
  if (!wrong.includes('purchaseAmount') && !inRange(Number(read('purchaseAmount')), amountMax))
    wrong.push('purchaseAmount');
  if (wrong.length > 0) return erro(message, 203, wrong.join(','));

  const numeric = read('purchaseCurrency');
  const currency = currencyCodes.find((code) => currencies[code].numeric === numeric);
  if (!currency) return erro(message, 304, 'purchaseCurrency');
  if (Number(read('purchaseExponent')) !== currencies[currency].exponent) return erro(message, 203, 'purchaseExponent');
  // The directory sends results, with its own proof of identity, only to the 3DS server that it knows.
  if (new URL(read('threeDSServerURL')).origin !== new URL(payUrl).origin)
    return erro(message, 303, 'threeDSServerURL');

  return {
    threeDSServerTransID: read('threeDSServerTransID'),
    threeDSServerURL: read('threeDSServerURL'),
    acctNumber: read('acctNumber'),
    cardExpiryDate: read('cardExpiryDate') || undefined,
    challengeInd: read('threeDSRequestorChallengeInd') || undefined,
    purchaseAmount: Number(read('purchaseAmount')),
    currency,
    purchasedAt: purchaseInstant(read('purchaseDate')) ?? 0,
    browserTZ: Number(read('browserTZ')) || 0,
    browserLanguage: read('browserLanguage'),
    merchantName: read('merchantName'),
    acquirerMerchantID: read('acquirerMerchantID'),
    notificationURL: read('notificationURL'),
  };
}

const currencyCodes = ['EUR', 'USD', 'GBP', 'CHF'] as const satisfies readonly (keyof typeof currencies)[];

function inRange(amount: number, amountMax: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 1 && amount <= amountMax;
}
