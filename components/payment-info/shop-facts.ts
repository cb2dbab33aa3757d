import {isCurrency, type Currency} from '#contract/money.ts';
import {methodTypes, type MethodType} from '#contract/statuses.ts';

/** What `GET /v1/payment_methods` tells everybody, as far as the shop's page says it. */
export interface MethodOnOffer {
  readonly type: MethodType;
  readonly currencies: readonly Currency[];
  readonly from: Readonly<Partial<Record<Currency, number>>>;
  readonly capture: 'none' | 'full' | 'partial' | 'offline';
  readonly customers: readonly string[];
  readonly paid_orders: number;
  readonly days_to_pay: number | null;
  readonly parts: readonly number[];
  readonly payee: string | null;
}

export interface ShopOnOffer {
  readonly name: string;
  readonly livemode: boolean;
  readonly failed_authentications: number;
  readonly card_block: {readonly payments: number; readonly days: number} | null;
  readonly card_kept_minutes: number;
  readonly review: boolean;
  readonly markup_percent: string | null;
}

export interface ShopFacts {
  readonly data: readonly MethodOnOffer[];
  readonly shop: ShopOnOffer;
}

const timeoutMs = 10_000;

/** Undefined when no answer came, or one that is not understood: better no page than a false one. */
export async function readShopFacts(payUrl: string, merchant: string): Promise<ShopFacts | undefined> {
  try {
    const asked = new URLSearchParams({merchant});
    const response = await fetch(`${payUrl}/v1/payment_methods?${asked}`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = response.ok ? await response.json() : undefined;
    return isShopFacts(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isShopFacts(body: unknown): body is ShopFacts {
  const data = at(body, 'data');
  const shop = at(body, 'shop');
  return (
    Array.isArray(data) &&
    data.every(isMethod) &&
    typeof at(shop, 'name') === 'string' &&
    ['failed_authentications', 'card_kept_minutes'].every((name) => Number.isSafeInteger(at(shop, name)))
  );
}

function isMethod(item: unknown): item is MethodOnOffer {
  const currencies = at(item, 'currencies');
  const known: readonly unknown[] = methodTypes;
  return (
    known.includes(at(item, 'type')) &&
    Array.isArray(currencies) &&
    currencies.every((currency) => isCurrency(String(currency))) &&
    Array.isArray(at(item, 'customers')) &&
    Array.isArray(at(item, 'parts'))
  );
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
