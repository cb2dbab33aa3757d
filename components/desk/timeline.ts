import type {Locale} from '#contract/locale.ts';
import type {Translate} from '../base/i18n.ts';
import {plain} from '../order/plain.ts';
import {isSent} from './acts.ts';
import type {Attempt, DeskEvent, Operation, Payment} from './desk-api.ts';
import {authenticationWords} from './facts.ts';
import {day, instant, methodName, money} from './words.ts';
import {providerName} from './provider-names.ts';

/** One line of what happened. */
export interface Moment {
  readonly when: string;
  readonly title: string;
  readonly details: readonly string[];
  /** Of an announcement: its id, to announce it again. */
  readonly event?: string;
}

/** Attempts, money that came, and announcements in the order in which they happened; last, what has no hour. Pure. */
export function timelineOf(
  payment: Payment,
  events: readonly DeskEvent[],
  t: Translate,
  locale: Locale,
): readonly Moment[] {
  const amount = (minor: number) => money({amount: minor, currency: payment.currency}, locale);
  const dated = [
    {at: payment.created, moment: {title: t('desk.moments.opened', {amount: amount(payment.amount)}), details: []}},
    ...payment.attempts.map((attempt) => ({at: attempt.created, moment: attemptMoment(attempt, t, locale)})),
    ...payment.attempts.flatMap(({settled_tasks: settled}) =>
      settled.map(({seen, note, by, created}) => ({
        at: created,
        moment: {
          title: t('desk.moments.task_settled'),
          details: [t(`desk.sights.${seen}`), ...(note ? [plain(note)] : []), t(`desk.settlers.${by}`)],
        },
      })),
    ),
    ...payment.attempts.flatMap(({disputes}) =>
      disputes.map(({id, closed, deadline, created}) => ({
        at: created,
        moment: {
          title: t(closed ? 'desk.moments.dispute_closed' : 'desk.moments.dispute_opened', {id: plain(id)}),
          details: deadline ? [t('desk.moments.dispute_due', {date: instant(deadline, locale)})] : [],
        },
      })),
    ),
    ...payment.received.map(({created, amount: came, received_on: on, reference, cheque}) => ({
      at: created,
      moment: {
        title: t(cheque ? `desk.cheques.${cheque}` : 'desk.moments.received'),
        details: [
          t('desk.moments.booked', {amount: amount(came), date: day(on, locale)}),
          ...(reference ? [plain(reference)] : []),
        ],
      },
    })),
    ...[...events].reverse().map(({id, type, created}) => ({
      at: created,
      moment: {
        title: t('desk.moments.announced', {what: t(`desk.events.${type.replace('.', '_')}`)}),
        details: [],
        event: id,
      },
    })),
    ...payment.operations.flatMap((operation) =>
      operation.created === null
        ? []
        : [{at: operation.created, moment: operationMoment(operation, payment, amount(operation.amount), t)}],
    ),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const undated = payment.operations
    .filter(({created}) => created === null)
    .map((operation) => ({when: '', ...operationMoment(operation, payment, amount(operation.amount), t)}));
  return [...dated.map(({at, moment}) => ({when: instant(at, locale), ...moment})), ...undated];
}

function operationMoment(operation: Operation, payment: Payment, amount: string, t: Translate): Omit<Moment, 'when'> {
  const kind = operation.type === 'void' && isSent(payment) ? 'drop' : operation.type;
  return {
    title: t(`desk.operations.${kind}`, {amount}),
    details: [
      t(`desk.operation_states.${operation.status}`),
      ...(operation.source === 'back_office' ? [t('desk.sources.back_office')] : []),
      ...(operation.provider_code ? [t('desk.provider_code', {code: operation.provider_code})] : []),
    ],
  };
}

function attemptMoment(attempt: Attempt, t: Translate, locale: Locale): Omit<Moment, 'when'> {
  const {method, status, decline, authentication, authorization_code: approval, task, provider} = attempt;
  return {
    title: t('desk.moments.attempt', {method: methodName(method, t)}),
    details: [
      t(`desk.attempts.${status}`),
      ...(authentication ? [authenticationWords(authentication, t)] : []),
      ...(approval ? [t('desk.approval', {code: approval})] : []),
      ...(decline ? [decline.message[locale], t('desk.provider_code', {code: decline.provider_code})] : []),
      ...(task ? [t(`desk.tasks.${task}`, {provider: providerName(provider)})] : []),
    ],
  };
}
