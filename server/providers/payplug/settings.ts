import {z} from 'zod';
import {SettingsRefused} from '../connection.ts';
import {placeOf, type Place} from '../place.ts';

/** What PayPlug's part of the settings comes to. */
export interface PayplugConfig extends Place {
  /** `sk_test_…` or `sk_live_…`: the prefix chooses the mode, at one and the same address. */
  readonly secretKey: string;
  readonly live: boolean;
}

const SettingsSchema = z.strictObject({
  secret_key: z.string().regex(/^sk_(test|live)_[\w-]{8,200}$/),
  /** Another address than PayPlug's: that of its double. In test mode only. */
  base_url: z.url({protocol: /^https?$/}).exactOptional(),
});

/** @throws SettingsRefused */
export function configOf(given: unknown): PayplugConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {secret_key: secretKey, base_url: double} = parsed.data;
  const live = secretKey.startsWith('sk_live_');
  return {secretKey, live, ...placeOf('https://api.payplug.com/v1', live, double)};
}
