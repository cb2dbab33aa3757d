import {createHash} from 'node:crypto';
import {z} from 'zod';
import {currencies} from '#contract/money.ts';
import {messageVersion, transStatuses, type AReq} from '#contract/threeds.ts';
import {placeholders} from '#contract/vault.ts';
import type {PaymentSettings} from '../payments/deps.ts';
import type {PaymentIntent} from '../payments/intent.ts';
import type {BrowserData} from './threeds.ts';

/** EMV 3DS messages: what we write, and what we are ready to read. Unknown keys are tolerated (Req 207, 209). */

/** 16 KB, the most that we decode of anything a browser carried. */
export const encodedMax = 16 * 1024;

export const VersionsSchema = z.object({versions: z.array(z.string()), threeDSMethodURL: z.string().exactOptional()});

const ids = {threeDSServerTransID: z.string(), acsTransID: z.string(), dsTransID: z.string()};

export const AResSchema = z.object({
  ...ids,
  messageType: z.literal('ARes'),
  messageVersion: z.string(),
  transStatus: z.enum(transStatuses),
  transStatusReason: z.string().exactOptional(),
  eci: z.string().exactOptional(),
  authenticationValue: z.string().exactOptional(),
  acsURL: z.string().exactOptional(),
  cardholderInfo: z.string().max(128).exactOptional(),
});

export const RReqSchema = z.object({
  ...ids,
  messageType: z.literal('RReq'),
  messageVersion: z.string(),
  transStatus: z.enum(transStatuses),
  transStatusReason: z.string().exactOptional(),
  eci: z.string().exactOptional(),
  authenticationValue: z.string().exactOptional(),
  interactionCounter: z
    .string()
    .regex(/^\d{2}$/)
    .exactOptional(),
  challengeCancel: z.string().exactOptional(),
});

export const CResSchema = z.object({
  threeDSServerTransID: z.string(),
  acsTransID: z.string(),
  messageType: z.literal('CRes'),
});

export const MethodDataSchema = z.object({threeDSServerTransID: z.string()});

/** Base64url JSON as a browser brings it: padding accepted or missing, at most 16 KB; undefined when unreadable. */
export function decode(text: string): unknown {
  if (text.length > encodedMax || !/^[A-Za-z0-9_-]+={0,2}$/.test(text)) return undefined;
  return jsonOf(Buffer.from(text, 'base64url').toString('utf8'));
}

/** A JSON text of another server; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The AReq, with placeholders where the vault writes the card (EMV 3DS 2.2, Table B.1). */
export function buildAReq(
  intent: PaymentIntent,
  {transId, handle, mandated}: {readonly transId: string; readonly handle: string; readonly mandated: boolean},
  browser: BrowserData,
  {payUrl, acquirer}: PaymentSettings,
  now: number,
): AReq {
  // What the shopper is really charged: the issuer shows it, and its proof holds for that amount alone.
  const charged = intent.attempts.at(-1)?.quote?.charged ?? intent.money;
  const currency = currencies[charged.currency];
  return {
    messageType: 'AReq',
    messageVersion,
    messageCategory: '01',
    deviceChannel: '02',
    threeDSServerTransID: transId,
    threeDSServerRefNumber: 'GUICHET-NOT-EMVCO-APPROVED',
    threeDSServerURL: `${payUrl}/3ds/results`,
    threeDSRequestorID: acquirer.merchantId,
    threeDSRequestorName: acquirer.merchantName.slice(0, 40),
    threeDSRequestorURL: acquirer.url,
    threeDSRequestorAuthenticationInd: '01',
    threeDSRequestorChallengeInd: mandated ? '04' : '01',
    threeDSCompInd: browser.method,
    acctNumber: placeholders.number,
    cardExpiryDate: placeholders.expiry,
    purchaseAmount: String(charged.amount),
    purchaseCurrency: currency.numeric,
    purchaseExponent: String(currency.exponent),
    purchaseDate: new Date(now).toISOString().replace(/\D/g, '').slice(0, 14),
    acquirerBIN: acquirer.bin,
    acquirerMerchantID: acquirer.merchantId,
    mcc: acquirer.mcc,
    merchantName: acquirer.merchantName.slice(0, 40),
    merchantCountryCode: acquirer.country,
    transType: '01',
    browserAcceptHeader: browser.accept.slice(0, 2048),
    browserUserAgent: browser.userAgent.slice(0, 2048),
    ...(browser.ip !== undefined && {browserIP: browser.ip}),
    browserLanguage: browser.language.slice(0, 8),
    browserJavascriptEnabled: true,
    browserJavaEnabled: browser.javaEnabled,
    browserColorDepth: colorDepth(browser.colorDepth),
    browserScreenHeight: digits(browser.screenHeight),
    browserScreenWidth: digits(browser.screenWidth),
    browserTZ: String(Math.max(-1440, Math.min(1440, Math.round(browser.timeZone)))),
    notificationURL: `${payUrl}/3ds/done/${handle}`,
  };
}

/** 2.2.0 lists the depths; some screens report others (30): the nearest listed one that is not above. */
function colorDepth(value: number): string {
  const listed = [48, 32, 24, 16, 15, 8, 4, 1];
  return String(listed.find((depth) => depth <= value) ?? 24);
}

function digits(value: number): string {
  return String(Math.max(0, Math.min(999_999, Math.round(value))));
}

/** An RFC 9562 version 8 UUID from 16 of our random bytes: transaction IDs must be UUIDs. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = createHash('sha256').update(bytes).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
