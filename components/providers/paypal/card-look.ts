import type {MerchantStyleObject} from '@paypal/paypal-js/sdk-v6';
import {lookOf} from '../look.ts';

/** Our look in the words of PayPal's card fields. */
export function cardLookOf(place: HTMLElement): MerchantStyleObject {
  const {surface, text, muted, edge, danger, focus, font, size, radius} = lookOf(place);
  return {
    input: {
      appearance: 'none',
      background: surface,
      border: `1px solid ${edge}`,
      borderRadius: radius,
      boxShadow: 'none',
      color: text,
      fontFamily: font,
      fontSize: size,
      height: '46px',
      outline: 'none',
      padding: '0 13px',
      transition: 'none',
    },
    'input::placeholder': {color: muted},
    'input.invalid': {border: `1px solid ${danger}`, color: text},
    'input.focus': {border: `1px solid ${focus}`, boxShadow: `0 0 0 1px ${focus}`},
  };
}
