import {z} from 'zod';
import {methodTypes, type MethodType} from '#contract/statuses.ts';
import {SettingsRefused} from '../connection.ts';
import type {FormScheme} from './signature.ts';

/**
 * One platform, many brands. No rule derives one address from another, so they stand here; a contract under another brand
 * gives its own (`other`). Source: Lyra's published examples and plugins.
 */
const platforms = {
  clicandpay: {
    form: 'https://clicandpay.groupecdn.fr/vads-payment/',
    rest: 'https://api-clicandpay.groupecdn.fr/api-payment/',
    static: 'https://api-clicandpay.groupecdn.fr/static/',
  },
  payzen: {
    form: 'https://secure.payzen.eu/vads-payment/',
    rest: 'https://api.payzen.eu/api-payment/',
    static: 'https://static.payzen.eu/static/',
  },
  lyra: {
    form: 'https://secure.lyra.com/vads-payment/',
    rest: 'https://api.lyra.com/api-payment/',
    static: 'https://static.lyra.com/static/',
  },
  sogecommerce: {
    form: 'https://sogecommerce.societegenerale.eu/vads-payment/',
    rest: 'https://api-sogecommerce.societegenerale.eu/api-payment/',
    static: 'https://static-sogecommerce.societegenerale.eu/static/',
  },
  systempay: {
    form: 'https://paiement.systempay.fr/vads-payment/',
    rest: 'https://api.systempay.fr/api-payment/',
    static: 'https://api.systempay.fr/static/',
  },
  scellius: {
    form: 'https://scelliuspaiement.labanquepostale.fr/vads-payment/',
    rest: 'https://api.scelliuspaiement.labanquepostale.fr/api-payment/',
    static: 'https://api.scelliuspaiement.labanquepostale.fr/static/',
  },
} as const;

export const lyraMethods = ['card', 'wero', 'paypal', 'instalments'] as const satisfies readonly MethodType[];
export type LyraMethod = (typeof lyraMethods)[number];

/** ISO 4217, as the form writes it. More than the euro only where the contract has it. */
export const numerics = {EUR: '978', USD: '840', GBP: '826', CHF: '756'} as const;
export type LyraCurrency = keyof typeof numerics;

/** What Lyra's part of the settings comes to. */
export interface LyraConfig {
  readonly live: boolean;
  readonly siteId: string;
  /** Signs forms and notifications; each mode has its own. */
  readonly formKey: string;
  readonly scheme: FormScheme;
  readonly formUrl: string;
  /** Absent: the contract has forms only, and nobody can be asked. */
  readonly rest: LyraRest | undefined;
  /** Absent: a card is typed at the platform's page, not in fields in ours. Never without `rest`. */
  readonly embedded: LyraEmbedded | undefined;
  readonly methods: readonly LyraMethod[];
  readonly currencies: readonly LyraCurrency[];
  /** `vads_payment_cards` of a payment by card. */
  readonly cardCodes: readonly string[];
  /** The bounds of the merchant's contract with Alma, in cents, both included. Absent: no instalments. */
  readonly alma: {readonly from: number; readonly upTo: number} | undefined;
}

export interface LyraRest {
  /** With a final slash. */
  readonly url: string;
  readonly password: string;
}

export interface LyraEmbedded {
  /** `12345678:testpublickey_…`, `12345678:publickey_…`: the shopper's browser is given it. */
  readonly publicKey: string;
  /** Where the platform's script is, with a final slash. */
  readonly staticUrl: string;
}

const Address = z.url({protocol: /^https?$/});

const SettingsSchema = z.strictObject({
  platform: z.enum(['clicandpay', 'payzen', 'lyra', 'sogecommerce', 'systempay', 'scellius', 'other']),
  mode: z.enum(['test', 'live']),
  site_id: z.string().regex(/^\d{8}$/),
  form_key: z.string().regex(/^[\x21-\x7e]{8,128}$/),
  /** `sha1` for old shops only. */
  signature: z.enum(['hmac_sha256', 'sha1']).default('hmac_sha256'),
  /** Of the REST interface; leave out what the contract does not have. */
  rest_password: z
    .string()
    .regex(/^(test|prod)password_\w{8,200}$/)
    .exactOptional(),
  /** For card fields in our page; leave it out for the platform's page. */
  public_key: z
    .string()
    .regex(/^\d{8}:(test)?publickey_\w{8,200}$/)
    .exactOptional(),
  methods: z.array(z.enum(lyraMethods)).min(1).max(methodTypes.length).default(['card']),
  currencies: z
    .array(z.enum(['EUR', 'USD', 'GBP', 'CHF']))
    .min(1)
    .default(['EUR']),
  card_codes: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_-]{1,31}$/))
    .min(1)
    .default(['CB', 'VISA', 'MASTERCARD']),
  /**
   * Three instalments by Alma, which cost the shopper nothing: the platform has no way to ask for a plan, so one with a fee
   * could not be told before it is chosen, as it must be.
   */
  alma_3x: z.strictObject({from: z.int().min(1), up_to: z.int().min(1)}).exactOptional(),
  /** Both for `other` only: another brand of the platform, or the double. */
  form_url: Address.exactOptional(),
  rest_url: Address.exactOptional(),
  /** The brands are moving their scripts from `api…` to `static…`: what the back office says goes before what stands above. */
  static_url: Address.exactOptional(),
});

/** @throws SettingsRefused */
export function configOf(given: unknown): LyraConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {platform, mode, rest_password: password, form_url: formUrl, rest_url: restUrl} = parsed.data;
  const {public_key: publicKey, static_url: staticUrl, ...rest} = parsed.data;
  const live = mode === 'live';
  if (password !== undefined && password.startsWith('prod') !== live)
    throw new SettingsRefused('rest_password is of the other mode');
  const hosts =
    platform === 'other'
      ? {form: formUrl, rest: restUrl, static: staticUrl}
      : formUrl === undefined && restUrl === undefined
        ? {...platforms[platform], ...(staticUrl !== undefined && {static: staticUrl})}
        : undefined;
  if (!hosts) throw new SettingsRefused('form_url and rest_url are for the platform "other"');
  if (hosts.form === undefined) throw new SettingsRefused('form_url is missing');
  if (password !== undefined && hosts.rest === undefined) throw new SettingsRefused('rest_url is missing');
  const {alma_3x: alma} = rest;
  if (rest.methods.includes('instalments') !== (alma !== undefined))
    throw new SettingsRefused('alma_3x and the method "instalments" belong together');
  if (publicKey !== undefined) {
    if (password === undefined) throw new SettingsRefused('public_key needs rest_password');
    if (!publicKey.startsWith(`${rest.site_id}:`)) throw new SettingsRefused('public_key is of another site');
    if (publicKey.includes(':test') === live) throw new SettingsRefused('public_key is of the other mode');
    if (!rest.methods.includes('card')) throw new SettingsRefused('public_key is for the method "card"');
    if (hosts.static === undefined) throw new SettingsRefused('static_url is missing');
  }
  for (const url of [hosts.form, hosts.rest, hosts.static])
    if (live && url?.startsWith('http:')) throw new SettingsRefused('live payments go over https');
  return {
    live,
    siteId: rest.site_id,
    formKey: rest.form_key,
    scheme: rest.signature,
    formUrl: hosts.form,
    rest: password === undefined || hosts.rest === undefined ? undefined : {url: slashed(hosts.rest), password},
    embedded:
      publicKey === undefined || hosts.static === undefined ? undefined : {publicKey, staticUrl: slashed(hosts.static)},
    methods: [...new Set(rest.methods)],
    currencies: [...new Set(rest.currencies)],
    cardCodes: rest.card_codes,
    alma: alma && {from: alma.from, upTo: alma.up_to},
  };
}

/** `vads_ctx_mode`, `mode`. */
export function modeOf({live}: Pick<LyraConfig, 'live'>): 'TEST' | 'PRODUCTION' {
  return live ? 'PRODUCTION' : 'TEST';
}

function slashed(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
