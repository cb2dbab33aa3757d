import type {Person, Told} from './person.ts';
import {hookUrl, payUrl, secretKey, shopUrl} from './places.ts';
import type {OperationPlan, SessionPlan} from './plan.ts';

/** What the shop asked for, under which key: no key may ever have two effects. */
export interface Asked {
  readonly intent: string;
  readonly kind: 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: number | undefined;
}

export interface Opened {
  readonly session: string;
  readonly token: string;
  readonly intent: string;
  readonly order: string;
}

const bearer = {authorization: `Bearer ${secretKey}`};

/** A shop's server: asks again under the same key until it is told, and gives up at last. */
export function shopServer(me: Person, asked: (asked: Asked) => void) {
  const {timeline, chance, ask, say} = me;

  async function insist(path: string, json: unknown, key: string, timesMax: number): Promise<Told | undefined> {
    for (let tries = 0; tries < timesMax; tries++) {
      const told = await ask({
        url: payUrl + path,
        headers: {...bearer, 'idempotency-key': key},
        json,
        timeoutMs: 20_000,
      });
      say(
        `${path.replace(/[A-Za-z0-9_-]{20,}/, '…')} ${told?.status ?? 'no answer'} ${told?.json?.code ?? told?.json?.status ?? ''}`,
      );
      const later =
        !told ||
        told.status >= 500 ||
        told.status === 429 ||
        ['idempotency_in_flight', 'operation_in_progress', 'conflict'].includes(told.json?.code);
      if (!later) return told;
      await timeline.sleep(chance.between(1_000, 15_000) * (1 + tries));
    }
    return undefined;
  }

  return {
    async listen(): Promise<boolean> {
      return (await insist('/v1/webhook_endpoints', {url: hookUrl}, 'endpoint', 12))?.status === 201;
    },

    async open({amount, currency, order, capture, expiresIn}: SessionPlan): Promise<Opened | undefined> {
      const wanted = {
        amount,
        currency,
        order_reference: order,
        return_url: `${shopUrl}/merci`,
        capture_method: capture,
        expires_in: expiresIn,
        locale: 'fr',
        customer: {email: 'camille@example.test', name: 'Camille Ōé'},
      };
      const told = await insist('/v1/checkout_sessions', wanted, `open-${order}`, 10);
      if (told?.status !== 201) return undefined;
      const {id, client_token: token, payment_intent: intent} = told.json;
      return {session: id, token, intent, order};
    },

    /** Waits until it is paid, then does what the plan says, however long it takes. */
    async tend({intent}: Opened, operations: readonly OperationPlan[]): Promise<void> {
      if (!(await paid(intent))) return;
      for (const operation of operations) {
        await timeline.sleep(operation.afterMs);
        const key = `${operation.kind}-${chance.below(1e9)}`;
        const run = (again: string): Promise<unknown> => {
          const {kind, amount, final} = operation;
          asked({intent, kind, key: again, amount});
          return kind === 'refund'
            ? insist('/v1/refunds', {payment_intent: intent, ...(amount !== undefined && {amount})}, again, 10)
            : insist(
                `/v1/payment_intents/${intent}/${kind}`,
                kind === 'void' ? {} : {...(amount !== undefined && {amount}), ...(final !== undefined && {final})},
                again,
                10,
              );
        };
        // A clerk who clicks twice, or two servers of one shop with the same key.
        await Promise.all([
          run(key),
          ...(operation.twice
            ? [
                timeline
                  .sleep(chance.between(1, 3_000))
                  .then(() => run(operation.twice === 'same_key' ? key : `${key}b`)),
              ]
            : []),
        ]);
      }
    },
  };

  async function paid(intent: string): Promise<boolean> {
    let wait = 4_000;
    for (let tries = 0; tries < 9; tries++) {
      const told = await ask({url: `${payUrl}/v1/payment_intents/${intent}`, headers: bearer});
      const status = told?.json?.status;
      if (status === 'requires_capture' || status === 'succeeded') return true;
      if (status === 'canceled') return false;
      await timeline.sleep(wait);
      wait = Math.min(1_200_000, wait * 3);
    }
    return false;
  }
}
