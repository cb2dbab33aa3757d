import {z} from 'zod';
import type {Definition} from '../connection.ts';
import {callerOf, type Call} from './api.ts';
import {certificateDesk} from './certificates.ts';
import {checkPaypal} from './check.ts';
import {hearPaypal} from './hear.ts';
import {paypal as provider} from './provider.ts';
import {configOf} from './settings.ts';

/** PayPal, Orders v2. Built from published facts, never run against PayPal. */
export const paypal: Definition = {
  name: 'paypal',
  read(given) {
    const config = configOf(given);
    const {mode, webhookId, doubleOrigin, baseUrl} = config;
    return {
      mode: mode === 'live' ? 'live' : 'test',
      open(world) {
        const certificate = certificateDesk(world);
        const call = callerOf(config, world);
        const webhook = {mode, webhookId, certificate, ...(doubleOrigin !== undefined && {double: baseUrl})};
        return {
          provider: provider(config, world),
          hear: (notification) => hearPaypal(webhook, notification, (capture) => orderOf(call, capture)),
          check: () => checkPaypal(config, world),
        };
      },
    };
  },
  // The one pair of keys that the double knows.
  demo: (doubleUrl) => ({
    environment: 'sandbox',
    client_id: 'paypal-double-client',
    client_secret: 'paypal-double-secret',
    webhook_id: 'WHDOUBLE',
    card_fields: 'SCA_WHEN_REQUIRED',
    base_url: doubleUrl,
  }),
};

const CaptureOfOrder = z.object({
  supplementary_data: z.object({related_ids: z.object({order_id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/)})}),
});

async function orderOf(call: Call, capture: string): Promise<string | undefined> {
  const answer = await call('GET', `/v2/payments/captures/${capture}`, CaptureOfOrder);
  return answer.kind === 'answer' ? answer.body.supplementary_data.related_ids.order_id : undefined;
}
