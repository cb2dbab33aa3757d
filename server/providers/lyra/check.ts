import type {Net} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import {callerOf, EchoSchema} from './api.ts';
import type {LyraConfig} from './settings.ts';

/** What the merchant can do about it. */
const reasons: Readonly<Record<string, string>> = {
  PSP_100: 'PSP_100: this contract has no REST API; leave out rest_password and public_key, or ask the bank for it',
  INT_905: 'INT_905: site_id and rest_password do not belong together',
};

/** `Charge/SDKTest` says back what it was told. A contract with forms only has nobody to ask: that is said too. */
export async function checkLyra(config: LyraConfig, net: Net): Promise<Checked> {
  const takes = [
    ...(config.embedded ? [`card in fields in our page, by the script at ${config.embedded.staticUrl}`] : []),
    `${config.methods.join(', ')} at its own page, ${config.currencies.join(', ')}`,
  ];
  if (!config.rest)
    return {
      kind: 'well',
      unproven: true,
      can: [
        ...takes,
        'forms only: capture at once; capture later, cancel, refund and look-up in the back office',
        'the form key cannot be proven without a payment',
      ],
    };
  const value = 'guichet';
  const answer = await callerOf(config.rest, config, net)('Charge/SDKTest', EchoSchema, {value});
  switch (answer.kind) {
    case 'answer':
      return answer.body.value === value
        ? {
            kind: 'well',
            can: [
              ...takes,
              ...(config.embedded ? ['the public key cannot be proven without a shopper’s browser'] : []),
              'capture later, whole or a part, once',
              'cancel',
              'refund in parts',
              'look-up by our reference',
            ],
          }
        : {kind: 'refused', reason: 'answer'};
    case 'refused':
      return {kind: 'refused', reason: reasons[answer.code] ?? answer.code};
    case 'not_found':
    case 'not_sent':
    case 'unknown':
      return {kind: 'unreachable'};
  }
}
