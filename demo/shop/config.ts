import {originSetting, portSetting, SettingError, type Env} from '../../server/settings.ts';

/** What the shop is told. It knows Guichet by two addresses and a secret key, as any merchant's server does. */
export interface ShopConfig {
  readonly port: number;
  readonly shopUrl: string;
  readonly payUrl: string;
  readonly cardUrl: string;
  readonly bankUrl: string;
  readonly secretKey: string;
}

/** @throws SettingError */
export function readShopConfig(env: Env): ShopConfig {
  const port = portSetting(env, 'SHOP_PORT', 4240);
  const secretKey = env['GUICHET_SECRET_KEY']?.trim() ?? '';
  if (!secretKey.startsWith('sk_')) {
    throw new SettingError('GUICHET_SECRET_KEY is missing: the shop needs the secret key that "npm start" prints.');
  }
  const at = (name: string, fallback: number): string =>
    originSetting(env, `${name}_URL`, `http://localhost:${portSetting(env, `${name}_PORT`, fallback)}`);
  return Object.freeze({
    port,
    shopUrl: at('SHOP', 4240),
    payUrl: at('PAY', 4242),
    cardUrl: at('CARD', 4243),
    bankUrl: at('BANK', 4244),
    secretKey,
  });
}
