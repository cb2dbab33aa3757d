import {isIsoDate} from '#contract/calendar.ts';
import {isCurrency, type Money} from '#contract/money.ts';
import type {LenderOffer, PlanView} from '#contract/session.ts';
import type {CaptureMethod} from '#contract/statuses.ts';

const timeoutMs = 10_000;

/** Undefined when no answer came, or one that is not about this price or not understood: better no offer than a false one. */
export async function readLenderOffer(
  payUrl: string,
  {amount, currency}: Money,
  captureMethod: CaptureMethod,
): Promise<LenderOffer | undefined> {
  try {
    const asked = new URLSearchParams({amount: String(amount), currency, capture_method: captureMethod});
    const response = await fetch(`${payUrl}/v1/instalment_plans?${asked}`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = response.ok ? await response.json() : undefined;
    return isLenderOffer(body) && body.amount === amount && body.currency === currency ? body : undefined;
  } catch {
    return undefined;
  }
}

function isLenderOffer(body: unknown): body is LenderOffer {
  const plans = at(body, 'plans');
  return (
    typeof at(body, 'livemode') === 'boolean' &&
    isCount(at(body, 'amount')) &&
    isCurrency(String(at(body, 'currency'))) &&
    Array.isArray(plans) &&
    plans.every((plan) => isPlanOf(plan, at(body, 'amount')))
  );
}

/** Also that it adds up to this price: it is an offer of credit. */
function isPlanOf(plan: unknown, purchase: unknown): plan is PlanView {
  const instalments: unknown = at(plan, 'instalments');
  const [cost, total] = [at(plan, 'cost'), at(plan, 'total')];
  return (
    typeof at(plan, 'id') === 'string' &&
    isCurrency(String(at(plan, 'currency'))) &&
    at(plan, 'purchase') === purchase &&
    isCount(cost) &&
    isCount(total) &&
    total - cost === purchase &&
    isCount(at(plan, 'annual_rate_basis_points')) &&
    Array.isArray(instalments) &&
    instalments.length > 0 &&
    instalments.every(
      (part) => isCount(at(part, 'amount')) && isCount(at(part, 'fee')) && isIsoDate(String(at(part, 'due_on'))),
    ) &&
    instalments.reduce((sum, part) => sum + Number(at(part, 'amount')), 0) === total
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
