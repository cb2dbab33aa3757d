import {z} from 'zod';
import type {MethodType} from '#contract/statuses.ts';
import {SettingsRefused} from '../connection.ts';
import type {Fields, Host} from '../provider.ts';
import {verifications, type Verification} from './authentication.ts';
import type {PaypalMode} from './signature.ts';

/** What PayPal's part of the settings comes to. */
export interface PaypalConfig {
  readonly mode: PaypalMode;
  /** Public: the page's script is told it. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the webhook that the merchant made in PayPal's back office. Empty: every notification is refused, and we only ask. */
  readonly webhookId: string;
  /** Cards are typed in PayPal's fields in our page, and how sure it is to be of who typed them. Absent: no cards. */
  readonly cardFields?: Verification;
  /** No final slash. */
  readonly baseUrl: string;
  /** The origin of the double, which stands for PayPal's pages too. */
  readonly doubleOrigin?: Host;
}

const SettingsSchema = z.strictObject({
  /** Client ids of the sandbox and of the live PayPal look alike: only this tells them apart. */
  environment: z.enum(['sandbox', 'live']),
  client_id: z.string().regex(/^[\w-]{10,200}$/),
  client_secret: z.string().regex(/^[\w-]{10,200}$/),
  webhook_id: z
    .string()
    .regex(/^[A-Za-z0-9]{1,50}$/)
    .exactOptional(),
  /** Its networks have no Cartes Bancaires, so a French shop wants its own acquirer first: off unless it is asked for. */
  card_fields: z.enum(verifications).exactOptional(),
  /** Another address than PayPal's: that of its double. In the sandbox only. */
  base_url: z.url({protocol: /^https?$/}).exactOptional(),
});

const apis: Readonly<Record<PaypalMode, string>> = {
  live: 'https://api-m.paypal.com',
  sandbox: 'https://api-m.sandbox.paypal.com',
};

const pages: Readonly<Record<PaypalMode, string>> = {
  live: 'https://www.paypal.com',
  sandbox: 'https://www.sandbox.paypal.com',
};

/** Where PayPal's script, its windows and its pictures come from (`facts`: developer.paypal.com/sdk/js/csp). */
const families = ['https://*.paypal.com', 'https://*.paypalobjects.com', 'https://*.venmo.com'] as const;

/** Its button in our page, and its card fields. What is told to its script is public. */
export function fieldsOf(config: PaypalConfig): Fields {
  const {mode, clientId, baseUrl, doubleOrigin} = config;
  const hosts: readonly Host[] = doubleOrigin === undefined ? families : [doubleOrigin];
  return {
    methods: methodsOf(config),
    hosts: {script: hosts, frame: hosts, connect: hosts, img: hosts, style: hosts},
    settings: {
      client_id: clientId,
      environment: mode === 'live' ? 'production' : 'sandbox',
      ...(doubleOrigin !== undefined && {script_url: `${baseUrl}/sdk/core.js`}),
    },
    // A card is typed here or nowhere.
    ownPage: ['paypal'],
  };
}

export function methodsOf({cardFields}: Pick<PaypalConfig, 'cardFields'>): readonly MethodType[] {
  return cardFields === undefined ? ['paypal'] : ['paypal', 'card'];
}

/** @throws SettingsRefused */
export function configOf(given: unknown): PaypalConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {environment: mode, client_id: clientId, client_secret: clientSecret, webhook_id: webhookId = ''} = parsed.data;
  const {base_url: double, card_fields: cardFields} = parsed.data;
  const keys = {mode, clientId, clientSecret, webhookId, ...(cardFields && {cardFields})};
  if (double === undefined) return {...keys, baseUrl: apis[mode]};
  if (mode === 'live') throw new SettingsRefused('base_url is for tests, and this is the live environment');
  return {...keys, baseUrl: double.replace(/\/$/, ''), doubleOrigin: originOf(double)};
}

/** Shoppers are sent to PayPal's own page of that mode and nowhere else, whatever an answer says. */
export function mayGoTo(address: string, {mode, doubleOrigin}: PaypalConfig): boolean {
  if (!URL.canParse(address)) return false;
  const {origin, username, password} = new URL(address);
  if (username !== '' || password !== '') return false;
  return origin === (doubleOrigin ?? pages[mode]);
}

function originOf(url: string): Host {
  const {protocol, host} = new URL(url);
  return protocol === 'https:' ? `https://${host}` : `http://${host}`;
}
