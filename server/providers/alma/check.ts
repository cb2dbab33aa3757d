import {methodFacts} from '#contract/methods.ts';
import type {Net} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import {callerOf, FeePlanSchema, ListSchema, only, type FeePlan} from './api.ts';
import {feePlansPath, isOurs} from './plans.ts';
import type {AlmaConfig} from './settings.ts';

/** Below that nothing is offered, whatever the account allows. */
const offeredFrom = methodFacts.instalments.from?.EUR ?? 0;

/** The account's plans: changes nothing, and tells what the contract allows. */
export async function checkAlma(config: AlmaConfig, net: Net): Promise<Checked> {
  const answer = await callerOf(config, net)('GET', feePlansPath, ListSchema);
  switch (answer.kind) {
    case 'refused':
      return {kind: 'refused', reason: `http_${answer.status}`};
    case 'not_sent':
    case 'unknown':
      return {kind: 'unreachable'};
    case 'answer': {
      const plans = only(answer.body, FeePlanSchema).filter(
        (plan) => plan.allowed && isOurs(plan) && plan.max_purchase_amount >= offeredFrom,
      );
      const waiting = plans.some(({deferred_trigger_limit_days: days}) => days !== null);
      return {
        kind: 'well',
        can: [
          'instalments at its own page, EUR',
          config.atShipment ? 'begin at shipment, whole' : 'taken at once',
          'refund in parts',
          ...plans.map(planInWords),
          ...(config.atShipment && !waiting
            ? ['NO plan of this account can begin at shipment: ask Alma to open it']
            : []),
          ...(plans.length === 0 ? ['NO plan is allowed on this account: nothing will be offered'] : []),
        ],
      };
    }
  }
}

function planInWords(plan: FeePlan): string {
  const {installments_count: count, deferred_days: days, deferred_months: months} = plan;
  const what =
    count > 1
      ? `in ${count} times`
      : `once, after ${days > 0 ? `${days} days` : `${months} ${months === 1 ? 'month' : 'months'}`}`;
  const fee = plan.customer_fee_variable === 0 ? 'free for the shopper' : 'with a fee for the shopper';
  const limit = plan.deferred_trigger_limit_days;
  const wait = limit === null ? '' : `, to begin within ${limit} days`;
  return `${what}: amounts from ${Math.max(plan.min_purchase_amount, offeredFrom)} to ${plan.max_purchase_amount} cents, ${fee}${wait}`;
}
