import {z} from 'zod';
import {SettingsRefused} from '../connection.ts';

/** What Stripe's part of the settings comes to. */
export interface StripeConfig {
  /** `sk_…`, or a restricted key `rk_…`. */
  readonly secretKey: string;
  /** `pk_…`: the shopper's browser is given it. */
  readonly publishableKey: string;
  /** `whsec_…`, of the endpoint that Stripe posts to. */
  readonly webhookSecret: string;
  readonly live: boolean;
  /** With `/v1`, no final slash. */
  readonly baseUrl: string;
  /** The double's stand-in for Stripe.js. Absent: Stripe's own, from Stripe's own host. */
  readonly scriptUrl?: string;
}

const address = z.url({protocol: /^https?$/}).exactOptional();

const SettingsSchema = z.strictObject({
  secret_key: z.string().regex(/^[sr]k_(test|live)_\w{8,250}$/),
  publishable_key: z.string().regex(/^pk_(test|live)_\w{8,250}$/),
  webhook_secret: z.string().regex(/^whsec_\w{8,250}$/),
  /** Other addresses than Stripe's: those of its double. In test mode only. */
  base_url: address,
  script_url: address,
});

/** @throws SettingsRefused */
export function configOf(given: unknown): StripeConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {data} = parsed;
  const live = isLive(data.secret_key);
  if (isLive(data.publishable_key) !== live)
    throw new SettingsRefused('secret_key and publishable_key are not of the same mode');
  const keys = {
    secretKey: data.secret_key,
    publishableKey: data.publishable_key,
    webhookSecret: data.webhook_secret,
    live,
  };
  const {base_url: double, script_url: scriptUrl} = data;
  if (double === undefined && scriptUrl === undefined) return {...keys, baseUrl: 'https://api.stripe.com/v1'};
  if (live) throw new SettingsRefused('base_url and script_url are for tests, and these are live keys');
  // Keys of one place, fields of another: what is typed there could not be paid here.
  if (double === undefined || scriptUrl === undefined || new URL(double).origin !== new URL(scriptUrl).origin)
    throw new SettingsRefused('base_url and script_url belong together, at one place');
  return {...keys, baseUrl: double.replace(/\/$/, ''), scriptUrl};
}

function isLive(key: string): boolean {
  return key.includes('_live_');
}
