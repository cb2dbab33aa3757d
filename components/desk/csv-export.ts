import {csvLine} from '#contract/csv.ts';
import type {Translate} from '../base/i18n.ts';
import type {Payment} from './desk-api.ts';
import {amountToType} from './typed-amount.ts';
import {stateOf} from './words.ts';

const columns = [
  'created',
  'reference',
  'payment',
  'state',
  'method',
  'amount',
  'captured',
  'refunded',
  'received',
  'currency',
  'capture_before',
  'provider_code',
] as const;

/**
 * Payments as a spreadsheet opens them in France: semicolons, decimal commas, and a mark that says UTF-8. What shoppers may
 * have typed cannot run as a formula (`#contract/csv.ts`).
 */
export function paymentsCsv(payments: readonly Payment[], t: Translate): string {
  const head = csvLine(columns.map((column) => t(`desk.columns.${column}`)));
  return `\ufeff${head}${payments.map((payment) => csvLine(cellsOf(payment, t))).join('')}`;
}

function cellsOf(payment: Payment, t: Translate): readonly string[] {
  const amount = (minor: number) => amountToType(minor, payment.currency, ',');
  return [
    payment.created,
    payment.order_reference,
    payment.id,
    t(`desk.states.${stateOf(payment)}`),
    payment.method ? t(`method.${payment.method.type}`) : '',
    amount(payment.amount),
    amount(payment.amount_captured),
    amount(payment.amount_refunded),
    amount(payment.amount_received),
    payment.currency,
    payment.capture_before ?? '',
    payment.last_decline?.provider_code ?? '',
  ];
}
