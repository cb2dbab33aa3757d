import {isNetwork} from '#contract/cards.ts';
import type {CardField, FromCard} from '#contract/messages.ts';
import type {RawMessage} from '../base/port.ts';

/** What a call of `submit` comes to. */
export type CardAnswer = Extract<FromCard, {type: 'token' | 'invalid' | 'failed'}>;

const fields = ['number', 'expiry', 'cvc', 'name', 'network'] as const satisfies readonly CardField[];
const choosers = ['shopper', 'default', 'only'] as const;

/** A frame that says more than this about its height is not believed (px). */
const heightMax = 4000;

/** A message from the card form, by shape; null for whatever we do not know. */
export function readFromCard(message: RawMessage): FromCard | null {
  const {type, id, height, width, token, network, last4, code, complete, empty, brand} = message;
  switch (type) {
    case 'ready':
    case 'enter':
      return {type};
    case 'resize':
      return typeof height === 'number' && height >= 0 && height <= heightMax && typeof width === 'number'
        ? {type, height, width}
        : null;
    case 'change': {
      const networks = list(message['networks']).filter(isNetwork);
      if (typeof complete !== 'boolean' || typeof empty !== 'boolean') return null;
      return {type, complete, empty, brand: typeof brand === 'string' ? brand : null, networks};
    }
    case 'token': {
      const chosen_by = choosers.find((one) => one === message['chosen_by']);
      if (
        typeof id !== 'number' ||
        typeof token !== 'string' ||
        typeof last4 !== 'string' ||
        !isNetwork(network) ||
        !chosen_by
      )
        return null;
      return {type, id, token, network, chosen_by, last4: last4.slice(-4)};
    }
    case 'invalid': {
      const said = list(message['fields']);
      return typeof id === 'number' ? {type, id, fields: fields.filter((field) => said.includes(field))} : null;
    }
    case 'failed':
      return typeof id === 'number' && typeof code === 'string' ? {type, id, code} : null;
    default:
      return null;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
