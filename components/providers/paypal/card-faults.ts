import type {CardFieldTypes, EventState, FindEligibleMethodsGetDetails} from '@paypal/paypal-js/sdk-v6';

/** The networks that PayPal takes from this shop. */
export type Vendors = FindEligibleMethodsGetDetails<'advanced_cards'>['vendors'];

export const cardFields = ['number', 'expiry', 'cvv', 'name'] as const satisfies readonly CardFieldTypes[];

/** PayPal's name of a kind of card, and of its network, where they differ. */
const networks: Readonly<Record<string, string>> = {
  'american-express': 'AMEX',
  'diners-club': 'DINERS',
  unionpay: 'CUP',
};

/**
 * What is wrong with a field, as a key of a sentence. PayPal says how a field stands and never what stands in it; before its first
 * word a field is empty. Pure.
 */
export function faultOf(type: CardFieldTypes, said: EventState | undefined, vendors: Vendors): string | undefined {
  const field = said?.[type];
  const isEmpty = field?.isEmpty ?? true;
  if (type === 'name') return isEmpty || field?.isValid ? undefined : 'paypal_card.name_invalid';
  if (field?.isValid && !isEmpty) {
    return type === 'number' && isRefused(said, vendors) ? 'card.error.number_brand' : undefined;
  }
  if (type === 'cvv') return said?.cards[0]?.code.size === 4 ? 'card.error.cvc_4' : 'card.error.cvc_3';
  const how = isEmpty ? 'empty' : field?.isPotentiallyValid ? 'unfinished' : 'wrong';
  return faults[type][how];
}

const faults = {
  number: {
    empty: 'card.error.number_empty',
    unfinished: 'card.error.number_incomplete',
    wrong: 'card.error.number_invalid',
  },
  expiry: {
    empty: 'card.error.expiry_empty',
    unfinished: 'card.error.expiry_format',
    wrong: 'card.error.expiry_refused',
  },
} as const;

/** It can only be of a network that this shop does not take. One that PayPal does not speak of is for PayPal to judge. */
function isRefused(said: EventState | undefined, vendors: Vendors): boolean {
  const [card, ...others] = said?.cards ?? [];
  if (!card || others.length > 0) return false;
  const name = networks[card.type] ?? card.type.toUpperCase();
  return vendors.some(({network, eligible}) => network === name && !eligible);
}
