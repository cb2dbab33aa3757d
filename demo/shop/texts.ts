import all from './texts.json' with {type: 'json'};

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** The shop's sentences: `t('cart.title')`, `t('order.number', {reference})`. */
export type Translate = (key: string, values?: Readonly<Record<string, string>>) => string;

export function translator(language: Language): Translate {
  return (key, values = {}) => {
    const text = key.split('.').reduce<unknown>((texts, part) => inside(texts, part), all[language]);
    return typeof text === 'string' ? text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '') : key;
  };
}

function inside(texts: unknown, key: string): unknown {
  return typeof texts === 'object' && texts !== null ? Reflect.get(texts, key) : undefined;
}

export function isLanguage(value: unknown): value is Language {
  return value === 'fr' || value === 'en';
}

/** `129,90 €`, from minor units; all our currencies have two decimals. */
export function money(amount: number, currency: string, language: Language): string {
  return new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {style: 'currency', currency}).format(
    amount / 100,
  );
}
