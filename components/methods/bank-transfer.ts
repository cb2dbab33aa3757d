import {html, nothing} from 'lit';
import {formatIban, readIban} from '#contract/iban.ts';
import type {QrDrawing} from '#contract/qr.ts';
import {referenceFor, shownReference} from '#contract/rf-reference.ts';
import type {InstructionsView} from '#contract/session.ts';
import {transferCode, type TransferCode} from '#contract/transfer-code.ts';
import type {Translate} from '../base/i18n.ts';
import type {Line} from './guichet-instructions.ts';

/** The account by its lines, as a transfer form in that country asks for them, and the reference. */
export function transferLines({account, currency, reference}: InstructionsView, t: Translate): readonly Line[] {
  if (!account) return [];
  const {holder, bank, iban, bic, sort_code, routing_number, account_number} = account;
  const ours = referenceFor(account, reference);
  const lines: readonly (Line | null)[] = [
    {key: 'holder', shown: holder, copied: holder, note: currency === 'EUR' ? t('instructions.name_checked') : ''},
    iban ? {key: 'iban', shown: formatIban(iban), copied: readIban(iban) ?? iban} : null,
    bic ? {key: 'bic', shown: bic, copied: bic} : null,
    sort_code ? {key: 'sort_code', shown: sort_code, copied: sort_code.replace(/\D/g, '')} : null,
    routing_number ? {key: 'routing_number', shown: routing_number, copied: routing_number} : null,
    account_number ? {key: 'account_number', shown: account_number, copied: account_number} : null,
    bank ? {key: 'bank', shown: bank} : null,
    {
      key: 'reference',
      shown: shownReference(ours),
      copied: ours,
      note: currency === 'USD' ? t('instructions.fees') : '',
    },
  ];
  return lines.filter((line) => line !== null);
}

/** The code for banking apps: EPC for euros, the payment part of a QR-bill for francs, none elsewhere. */
export function renderCode(instructions: InstructionsView, t: Translate, amount: string) {
  const code = transferCode(instructions);
  if (!code) return nothing;
  const {account, drawing} = code;
  const ours = referenceFor(account, instructions.reference);
  const words = t('instructions.code', {amount, holder: account.holder, reference: shownReference(ours)});
  if (code.kind === 'swiss') return swissPart(code, draw(drawing, words), ours, instructions.amount, t);
  return html`
    <figure class="code" part="code">
      ${draw(drawing, words)}
      <figcaption>${t('instructions.scan')}</figcaption>
    </figure>
  `;
}

function swissPart(
  {account, iban, address}: TransferCode & {readonly kind: 'swiss'},
  drawing: unknown,
  reference: string,
  minor: number,
  t: Translate,
) {
  // As on paper: a space between the thousands, a point before the rappen.
  const figures = `${String(Math.floor(minor / 100)).replace(/\B(?=(\d{3})+$)/g, ' ')}.${String(minor % 100).padStart(2, '0')}`;
  const {street = '', building = '', postalCode, city} = address;
  const lines: readonly (readonly [string, unknown])[] = [
    [
      'account',
      [formatIban(iban), account.holder, `${street} ${building}`.trim(), `${postalCode} ${city}`]
        .filter(Boolean)
        .join('\n'),
    ],
    ['reference', shownReference(reference)],
    ['currency', 'CHF'],
    ['amount', figures],
  ];
  return html`
    <section class="swiss" part="code" aria-labelledby="swiss">
      <h3 id="swiss">${t('instructions.swiss.part')}</h3>
      ${drawing}
      <dl>
        ${lines.map(
          ([key, value]) =>
            html`<div>
              <dt>${t(`instructions.swiss.${key}`)}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>
  `;
}

/** Black on white in every scheme: that is what a camera reads. */
function draw({path, size}: QrDrawing, name: string) {
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${name}>
    <rect width=${size} height=${size} fill="#fff"></rect>
    <path d=${path} fill="#000"></path>
  </svg>`;
}
