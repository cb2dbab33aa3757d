import {methodFacts, type Course} from '#contract/methods.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';

/** How a payment by that method goes in this session. The provider behind a card decides whether it is typed here. Pure. */
export function courseOf({payment_methods}: SessionView, method: MethodType | undefined): Course {
  return payment_methods.find(({type}) => type === method)?.course ?? methodFacts[method ?? 'card'].course;
}
