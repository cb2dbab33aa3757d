import {z} from 'zod';
import type {Net} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import {callerOf, listOf} from './api.ts';
import type {StripeConfig} from './settings.ts';

const IntentInList = z.object({object: z.literal('payment_intent'), livemode: z.boolean()});

const Status = z.object({status: z.string()}).nullish();
const DomainSchema = z.object({domain_name: z.string(), enabled: z.boolean(), apple_pay: Status, google_pay: Status});

/** Reads the newest payment, which proves the key; and where wallets may be shown, if the key may ask. */
export async function checkStripe(config: StripeConfig, net: Net): Promise<Checked> {
  const call = callerOf(config, net);
  const newest = await call.read('/payment_intents', listOf(IntentInList), {limit: 1});
  switch (newest.kind) {
    case 'refused':
      return {kind: 'refused', reason: newest.code};
    case 'not_sent':
    case 'unknown':
      return {kind: 'unreachable'};
    case 'answer': {
      if (newest.body.data.some(({livemode}) => livemode !== config.live)) return {kind: 'refused', reason: 'mode'};
      const domains = await call.read('/payment_method_domains', listOf(DomainSchema), {limit: 20});
      return {
        kind: 'well',
        can: [
          'card, Apple Pay and Google Pay in our page, EUR USD GBP CHF',
          'Alipay, taken at once, EUR USD GBP',
          'capture later, in parts where the card allows it',
          'refund in parts',
          ...(domains.kind === 'answer'
            ? domains.body.data.map(
                ({domain_name: name, enabled, apple_pay: apple, google_pay: google}) =>
                  `${name}: ${enabled ? '' : 'switched off, '}Apple Pay ${apple?.status ?? 'unknown'}, Google Pay ${google?.status ?? 'unknown'}`,
              )
            : ['whether domains are registered for wallets could not be asked']),
        ],
      };
    }
  }
}
