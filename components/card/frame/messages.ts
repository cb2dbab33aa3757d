import {isLocale} from '#contract/locale.ts';
import type {CardField, ToCard} from '#contract/messages.ts';
import type {RawMessage} from '../../base/port.ts';

const fields = ['number', 'expiry', 'cvc', 'name', 'network'] as const satisfies readonly CardField[];

/** A message from whoever frames us, by shape; null for whatever we do not know. */
export function readToCard(message: RawMessage): ToCard | null {
  const {type, tokens, scheme, locale, id, busy} = message;
  switch (type) {
    case 'theme':
      if (typeof tokens !== 'object' || tokens === null) return null;
      return {type, tokens: strings(tokens), ...((scheme === 'light' || scheme === 'dark') && {scheme})};
    case 'locale':
      return isLocale(locale) ? {type, locale} : null;
    case 'submit':
      return typeof id === 'number' && Number.isSafeInteger(id) ? {type, id} : null;
    case 'focus':
      return {type};
    case 'refused':
      return {type, field: fields.find((field) => field === message['field']) ?? null};
    case 'busy':
      return typeof busy === 'boolean' ? {type, busy} : null;
    default:
      return null;
  }
}

function strings(tokens: object): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).filter(([, value]) => typeof value === 'string'));
}
