import type {Definition} from '../connection.ts';
import {canVerify, checkUp2pay} from './check.ts';
import {hearReturnUp2pay, hearUp2pay} from './hear.ts';
import {up2pay as provider} from './provider.ts';
import {configOf} from './settings.ts';

/** Up2pay e-Transactions (Crédit Agricole) on the Paybox platform. Built from published facts, never run against it. */
export const up2pay: Definition = {
  name: 'up2pay',
  read(given) {
    const config = configOf(given);
    const {publicKey} = config;
    return {
      mode: config.live ? 'live' : 'test',
      open: (world) => {
        // The operator must hear of it before the first notification is refused.
        if (!canVerify(publicKey)) world.log('signatures_unavailable', {provider: 'up2pay', algorithm: 'RSA-SHA1'});
        return {
          provider: provider(config, world),
          hear: (notification) => hearUp2pay(publicKey, notification),
          hearReturn: (returned) => hearReturnUp2pay(publicKey, returned),
          check: () => checkUp2pay(config, world),
        };
      },
    };
  },
  // The public test account, and the double's own pair of keys.
  demo: (doubleUrl) => ({
    mode: 'test',
    site: '1999888',
    rank: '43',
    identifier: '107975626',
    hmac_key: '0123456789ABCDEF'.repeat(8),
    direct: true,
    public_key: doublePublicKey,
    double_url: doubleUrl,
  }),
};

/** Its other half is in `server/bank/doubles/up2pay-key.ts`. */
const doublePublicKey = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7Eczsh3OOvPHz83wA5iPNQq/H
9HXhCTpWAD1bQ8FP2yZY/bOXE9T8zh7R5qFtce81Ee8aSQ2xy3BpYaAYoPu5Boty
gHs/T98qSop4397kvCbR0Hm2pnDp2FrzYHx5njLPRwKNThTLKm3QbAU05+bS7B9a
9AswVRfKOeFtoJ5mPwIDAQAB
-----END PUBLIC KEY-----
`;
