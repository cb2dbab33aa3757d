import {html} from 'lit';
import {dateAt} from '#contract/calendar.ts';
import type {InstalmentPlan} from '#contract/instalments.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {Translate} from '../base/i18n.ts';

/** A day as people write it; the plan's days have no hour and no zone. */
export function dayOf(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(intlLocales[locale], {dateStyle: 'long', timeZone: 'UTC'}).format(new Date(iso));
}

/** Whether that day is today for people in France, where the lenders are. */
function isToday(day: string): boolean {
  return day === dateAt(Date.now());
}

/**
 * Everything that must be read before a plan is chosen: each date with its amount, what the credit costs, the total, and
 * the words that the law wants beside it, no smaller than the rest (Code de la consommation L312-5, L312-8).
 */
export function planTable(
  {currency, purchase, cost, total, annualRateBasisPoints, instalments}: InstalmentPlan,
  t: Translate,
  locale: Locale,
) {
  const money = (amount: number) => formatMoney({amount, currency}, intlLocales[locale]);
  const percent = new Intl.NumberFormat(intlLocales[locale], {style: 'percent', minimumFractionDigits: 2});
  const sums = [
    ['purchase', money(purchase)],
    ['cost', cost === 0 ? `${money(0)} (${t('instalments.free')})` : money(cost)],
    ['rate', percent.format(annualRateBasisPoints / 10_000)],
  ];

  return html`
    <table class="plan">
      <caption>
        ${t('instalments.title')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('instalments.date')}</th>
          <th scope="col">${t('instalments.amount')}</th>
          <th scope="col">${t('instalments.fee')}</th>
        </tr>
      </thead>
      <tbody>
        ${instalments.map(
          ({dueOn, amount, fee}) =>
            html`<tr>
              <th scope="row">${isToday(dueOn) ? t('instalments.today') : dayOf(dueOn, locale)}</th>
              <td>${money(amount)}</td>
              <td>${money(fee)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t('instalments.total')}</th>
          <td>${money(total)}</td>
          <td>${money(cost)}</td>
        </tr>
      </tfoot>
    </table>
    <dl class="sums">
      ${sums.map(
        ([key, value]) =>
          html`<div>
            <dt>${t(`instalments.${key}`)}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${creditNotice(t)}
  `;
}

/** The line of L312-5 in its text since 20 November 2026, and the one before it, which still says it best. */
export function creditNotice(t: Translate) {
  return html`<p class="credit"><strong>${t('instalments.notice')}</strong> ${t('instalments.notice_engage')}</p>`;
}
