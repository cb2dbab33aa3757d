import {readConversion, type ConversionFacts} from '#contract/conversion.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney, type Currency} from '#contract/money.ts';
import type {ConversionView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';

/** What is told of a change of currency before the payment, and kept after it (Regulation (EU) 2021/1230, 4 and 5). */

/** The sentence under the choice: the rate with its source, its day and the mark-up; or that nothing is converted. */
export function sentenceOf(facts: ConversionFacts, from: Currency, to: Currency, t: Translate, locale: Locale): string {
  const read = readConversion(facts, from, to, intlLocales[locale]);
  return read ? t('currency.rate', {...read, unit: t('currency.unit', read.unit)}) : t('currency.price');
}

/** The lines of the ticket: the order's own amount, and how it became what was charged. */
export function conversionLines(
  view: ConversionView,
  charged: Currency,
  t: Translate,
  locale: Locale,
): readonly (readonly [string, string])[] {
  const tag = intlLocales[locale];
  const read = readConversion(view, view.currency, charged, tag);
  const order = [t('currency.order_amount'), formatMoney(view, tag, 'code')] as const;
  if (!read) return [order, [t('currency.rate_label'), t('currency.source_merchant')]];
  return [
    order,
    [t('currency.rate_label'), t('currency.unit', read.unit)],
    [t('currency.source'), t(view.sample ? 'currency.source_sample' : 'currency.source_ecb', {date: read.date})],
    [t('currency.markup'), read.markup],
  ];
}
