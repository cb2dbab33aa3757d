import {createPublicKey} from 'node:crypto';
import {z} from 'zod';
import {SettingsRefused} from '../connection.ts';
import {platformKey} from './signature.ts';

/** What Up2pay's part of the settings comes to. */
export interface Up2payConfig {
  readonly live: boolean;
  readonly site: string;
  readonly rank: string;
  readonly identifier: string;
  /** 128 hex digits. */
  readonly hmacKey: string;
  /** The contract (Premium) has the server-to-server interface. */
  readonly direct: boolean;
  /** PEM, of the platform. */
  readonly publicKey: string;
  /** The first, and where it does not answer the second. Each ends in a slash. */
  readonly pageUrls: readonly string[];
  readonly directUrls: readonly string[];
}

type Addresses = Pick<Up2payConfig, 'pageUrls' | 'directUrls'>;

const addresses: Readonly<Record<'e-transactions' | 'paybox', Readonly<Record<'live' | 'test', Addresses>>>> = {
  'e-transactions': {
    live: {
      pageUrls: ['https://tpeweb.e-transactions.fr/php/', 'https://tpeweb1.e-transactions.fr/php/'],
      directUrls: ['https://ppps.e-transactions.fr/PPPS.php', 'https://ppps1.e-transactions.fr/PPPS.php'],
    },
    test: {
      pageUrls: ['https://recette-tpeweb.e-transactions.fr/php/'],
      directUrls: ['https://preprod-ppps.e-transactions.fr/PPPS.php'],
    },
  },
  paybox: {
    live: {
      pageUrls: ['https://tpeweb.paybox.com/php/', 'https://tpeweb1.paybox.com/php/'],
      directUrls: ['https://ppps.paybox.com/PPPS.php', 'https://ppps1.paybox.com/PPPS.php'],
    },
    test: {
      pageUrls: ['https://preprod-tpeweb.paybox.com/php/'],
      directUrls: ['https://preprod-ppps.paybox.com/PPPS.php'],
    },
  },
};

/** The account that everybody may try with. Its key is public, so it must never take money. */
const publicSite = '1999888';
const publicKeyOfTests = '0123456789ABCDEF'.repeat(8);

const SettingsSchema = z.strictObject({
  mode: z.enum(['test', 'live']),
  site: z.string().regex(/^\d{7}$/),
  rank: z.string().regex(/^\d{2,3}$/),
  identifier: z.string().regex(/^\d{1,9}$/),
  hmac_key: z.string().regex(/^[0-9A-Fa-f]{128}$/),
  direct: z.boolean(),
  platform: z.enum(['e-transactions', 'paybox']).default('e-transactions'),
  public_key: z.string().exactOptional(),
  /** Where its double is. In test mode only. */
  double_url: z.url({protocol: /^https?$/}).exactOptional(),
});

/** @throws SettingsRefused */
export function configOf(given: unknown): Up2payConfig {
  const parsed = SettingsSchema.safeParse(given);
  if (!parsed.success) throw SettingsRefused.of(parsed.error);
  const {mode, site, rank, identifier, hmac_key: hmacKey, direct, platform} = parsed.data;
  const {public_key: publicKey = platformKey, double_url: double} = parsed.data;
  const live = mode === 'live';
  if (live && (site === publicSite || hmacKey.toUpperCase() === publicKeyOfTests))
    throw new SettingsRefused('site and hmac_key are those of the public test account, and mode is live');
  if (live && double !== undefined) throw new SettingsRefused('double_url is for tests, and mode is live');
  if (!isRsaKey(publicKey)) throw new SettingsRefused('public_key is no RSA key in PEM');
  const base = double?.replace(/\/$/, '');
  const where =
    base === undefined ? addresses[platform][mode] : {pageUrls: [`${base}/php/`], directUrls: [`${base}/PPPS.php`]};
  return {live, site, rank, identifier, hmacKey, direct, publicKey, ...where};
}

function isRsaKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
