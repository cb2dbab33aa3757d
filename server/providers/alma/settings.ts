import {z} from 'zod';
import {SettingsRefused} from '../connection.ts';

/** What Alma's part of the settings comes to. */
export interface AlmaConfig {
  /** `sk_test_…` or `sk_live_…`: each opens its own host, and signs the notifications of its mode. */
  readonly apiKey: string;
  readonly live: boolean;
  /** Alma has opened the payment at shipment (`deferred: "trigger"`) for this account. */
  readonly atShipment: boolean;
  /** No final slash. */
  readonly baseUrl: string;
  /** Where the hosted page may be, besides Alma's own hosts: the origin of the double. */
  readonly doubleOrigin?: string;
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
  const config = {apiKey, live, atShipment};
  if (double === undefined) return {...config, baseUrl: `https://api.${live ? '' : 'sandbox.'}getalma.eu`};
  if (live) throw new SettingsRefused('base_url is for tests, and this is a live key');
  return {...config, baseUrl: double.replace(/\/$/, ''), doubleOrigin: new URL(double).origin};
}

/** Shoppers are sent to Alma's own hosts over https and nowhere else, whatever an answer says. */
export function mayGoTo(address: string, {doubleOrigin}: AlmaConfig): boolean {
  if (!URL.canParse(address)) return false;
  const {protocol, hostname, origin, username, password, port} = new URL(address);
  if (username !== '' || password !== '') return false;
  if (origin === doubleOrigin) return true;
  return protocol === 'https:' && port === '' && /^([a-z0-9-]+\.)*(getalma\.eu|almapay\.com)$/.test(hostname);
}
