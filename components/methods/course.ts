import {methodFacts, type Course} from '#contract/methods.ts';
import type {MethodView, SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';

/** How a payment by that method goes in this session. The provider behind a card decides whether it is typed here. Pure. */
export function courseOf({payment_methods}: SessionView, method: MethodType | undefined): Course {
  return payment_methods.find(({type}) => type === method)?.course ?? methodFacts[method ?? 'card'].course;
}

export type FieldsView = NonNullable<MethodView['fields']>;

/** Who draws fields for that method, if anybody does. Pure. */
export function fieldsOf({payment_methods}: SessionView, method: MethodType): FieldsView | undefined {
  return payment_methods.find(({type}) => type === method)?.fields ?? undefined;
}

/** The name of the place in which they are drawn, and of the slot through which they are seen. */
export function placeName({provider}: FieldsView, method: MethodType): string {
  return `${provider}-${method}`;
}
