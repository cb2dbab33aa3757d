import {html} from 'lit';
import {amountInWords} from '#contract/amount-in-words.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import {formatReference} from '#contract/rf-reference.ts';
import type {InstructionsView} from '#contract/session.ts';
import type {Translate} from '../base/i18n.ts';
import type {Line} from './guichet-instructions.ts';

export interface ChequeContext {
  readonly t: Translate;
  readonly locale: Locale;
  readonly until: string;
  readonly order: unknown;
  readonly line: (line: Line) => unknown;
}

/**
 * What is written on the cheque and its back, where it goes, and the slip that goes with it. The words are French
 * whatever the page speaks: the cheque is a French one, and its words prevail over its figures (Code monétaire et
 * financier, L131-10).
 */
export function chequeDetails(
  {amount, currency, reference, payee, address}: InstructionsView,
  {t, locale, until, order, line}: ChequeContext,
) {
  const words = amountInWords({amount, currency}, 'fr-FR');
  const money = formatMoney({amount, currency}, intlLocales[locale]);
  const shown = formatReference(reference);
  const slip: readonly (readonly [string, unknown])[] = [
    ['slip_order', order],
    ['reference_cheque', shown],
    ['amount', money],
    ['until', until],
  ];

  return html`
    ${line({key: 'payee', shown: payee ?? '', copied: payee ?? ''})}
    <div class="line" part="line">
      <div class="text">
        <p class="label">${t('instructions.words')}</p>
        <p class="value" lang="fr">${capital(words)}</p>
      </div>
    </div>
    ${line({key: 'reference_cheque', shown, copied: reference})}
    <div class="line" part="line">
      <div class="text">
        <p class="label">${t('instructions.address')}</p>
        <p class="value address">${address.join('\n')}</p>
      </div>
    </div>
    <section class="slip" part="slip" aria-labelledby="slip">
      <h3 id="slip">${t('instructions.slip')}</h3>
      <p class="small">${t('instructions.slip_text')}</p>
      <dl>
        ${slip.map(
          ([key, value]) =>
            html`<div>
              <dt>${t(`instructions.${key}`)}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>
  `;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
