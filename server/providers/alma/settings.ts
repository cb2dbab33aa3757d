import {z} from 'zod';
import {SettingsRefused} from '../connection.ts';
import {mayGoTo, placeOf, type Place} from '../place.ts';

/** What Alma's part of the settings comes to. */
export interface AlmaConfig extends Place {
  /** `sk_test_…` or `sk_live_…`: each opens its own host, and signs the notifications of its mode. */
  readonly apiKey: string;
  readonly live: boolean;
  /** Alma has opened the payment at shipment (`deferred: "trigger"`) for this account. */
  readonly atShipment: boolean;
}

const SettingsSchema = z.strictObject({
  api_key: z.string().regex(/^sk_(test|live)_[\w-]{8,200}$/),
  /** Off unless the account has it: Alma would refuse the payment. */
  at_shipment: z.boolean().default(false),
  /** Another address than Alma's: that of its double. In test mode only. */
  base_url: z.url({protocol: /^https?$/}).exactOptional(),
});

/** @throws SettingsRefused */
export function configOf(given: unknown): AlmaConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {api_key: apiKey, at_shipment: atShipment, base_url: double} = parsed.data;
  const live = apiKey.startsWith('sk_live_');
  const own = `https://api.${live ? '' : 'sandbox.'}getalma.eu`;
  return {apiKey, live, atShipment, ...placeOf(own, live, double)};
}

/** Shoppers are sent to Alma's own hosts, whatever an answer says. */
export function mayGoToAlma(address: string, {doubleOrigin}: AlmaConfig): boolean {
  return ['getalma.eu', 'almapay.com'].some((domain) => mayGoTo(address, domain, doubleOrigin));
}
