/** What Maison Lumen sells. Prices in minor units; each currency has its own, as in a real shop. */
export const currencies = ['EUR', 'USD', 'GBP', 'CHF'] as const;
export type Currency = (typeof currencies)[number];

export const lamps = ['aube', 'brise', 'dune', 'sillage'] as const;
export type Lamp = (typeof lamps)[number];

export const prices: Readonly<Record<Lamp, Readonly<Record<Currency, number>>>> = {
  aube: {EUR: 11_900, USD: 12_900, GBP: 10_200, CHF: 11_500},
  brise: {EUR: 8_450, USD: 9_200, GBP: 7_300, CHF: 8_200},
  dune: {EUR: 14_900, USD: 16_200, GBP: 12_800, CHF: 14_400},
  sillage: {EUR: 6_200, USD: 6_750, GBP: 5_350, CHF: 6_000},
};

export const delivery: Readonly<Record<Currency, number>> = {EUR: 1_090, USD: 1_200, GBP: 950, CHF: 1_100};

export function isLamp(value: unknown): value is Lamp {
  return lamps.some((lamp) => lamp === value);
}

export function isCurrency(value: unknown): value is Currency {
  return currencies.some((currency) => currency === value);
}

/** How many of each lamp. It travels in a cookie: `aube.1-brise.2`. */
export type Cart = ReadonlyMap<Lamp, number>;

export function readCart(text = ''): Cart {
  const lines = text.split('-').map((line) => line.split('.'));
  return new Map(
    lines.flatMap(([lamp, count]) => (isLamp(lamp) && /^[1-9]$/.test(count ?? '') ? [[lamp, Number(count)]] : [])),
  );
}

export function writeCart(cart: Cart): string {
  return [...cart].map(([lamp, count]) => `${lamp}.${count}`).join('-');
}

export interface Line {
  readonly name: string;
  readonly quantity: number;
  readonly amount: number;
}

/** The lines of an order and what they come to. */
export function priced(cart: Cart, currency: Currency, nameOf: (what: Lamp | 'delivery') => string) {
  const lines: Line[] = [...cart].map(([lamp, quantity]) => ({
    name: nameOf(lamp),
    quantity,
    amount: prices[lamp][currency] * quantity,
  }));
  if (lines.length) lines.push({name: nameOf('delivery'), quantity: 1, amount: delivery[currency]});
  return {lines, total: lines.reduce((sum, {amount}) => sum + amount, 0)};
}
