import type {CardFrameFacts, CardTexts} from '#contract/card-frame.ts';
import type {Locale} from '#contract/locale.ts';

type Values = Readonly<Record<string, string | number>>;

/** The sentences of the form, in the language of the moment. `t` takes keys below the section `card`. */
export interface Words {
  readonly locale: Locale;
  t(key: string, values?: Values): string;
  /** The sentence for a count, by the plural rules of the language. */
  plural(key: string, count: number): string;
  change(locale: Locale): void;
}

export function createWords(facts: CardFrameFacts): Words {
  let locale = facts.locale;
  const words: Words = {
    get locale() {
      return locale;
    },
    t(key, values = {}) {
      let found: CardTexts | string | undefined = facts.texts[locale];
      for (const step of key.split('.')) found = typeof found === 'object' ? found[step] : undefined;
      const known: Values = {merchant: facts.merchant, ...values};
      return typeof found === 'string'
        ? found.replace(/{{(\w+)}}/g, (_, name: string) => String(known[name] ?? ''))
        : '';
    },
    plural: (key, count) => words.t(`${key}_${new Intl.PluralRules(locale).select(count)}`, {count}),
    change(next) {
      locale = next;
    },
  };
  return words;
}
