import type {World} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import type {PaypalConfig} from './settings.ts';
import {tokenDesk} from './token.ts';

/** Asks for a token, which changes nothing and needs both keys. What the contract allows PayPal does not tell that way. */
export async function checkPaypal(config: PaypalConfig, world: Pick<World, 'net' | 'clock'>): Promise<Checked> {
  const token = await tokenDesk(config, world).token();
  switch (token.kind) {
    case 'refused':
      return {kind: 'refused', reason: `http_${token.status}`};
    case 'not_sent':
      return {kind: 'unreachable'};
    case 'token':
      return {
        kind: 'well',
        can: [
          'paypal by its button, or at its own page, EUR USD GBP CHF',
          config.cardFields === undefined
            ? 'no cards'
            : 'cards in its fields; whether the account has them, its script says',
          'capture later, whole; in parts where the account has it',
          'refund in parts, each of one capture',
          config.webhookId === '' ? 'no webhook: it is only asked, never heard' : 'webhook by signature',
        ],
      };
  }
}
