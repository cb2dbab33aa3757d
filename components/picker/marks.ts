import {svg} from 'lit';
import type {MethodType} from '#contract/statuses.ts';

/** Plain drawings of our own, one stroke each: whose mark is whose is for its owner to draw. */
const purse = svg`<path d="M4 8V6.5A1.5 1.5 0 0 1 5.5 5H17v3M4 8v9.5A1.5 1.5 0 0 0 5.5 19H20V8zM16 13.5h1" />`;
const phone = svg`<path d="M7.5 3h9v18h-9zM11 18h2M10 10.5l1.5 1.5 3-3" />`;

const drawings: Readonly<Record<MethodType, unknown>> = {
  card: svg`<path d="M3 6h18v12H3zM3 10h18M6 14.5h4" />`,
  apple_pay: phone,
  google_pay: phone,
  paypal: purse,
  wero: purse,
  alipay: purse,
  instalments: svg`<path d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 12V3M12 12l7.8 4.5M12 12l-7.8 4.5" />`,
  bank_transfer: svg`<path d="M4 10l8-6 8 6zM6 10v7M12 10v7M18 10v7M4 20h16M4 17h16" />`,
  cheque: svg`<path d="M3 6h18v12H3zM6 10h8M6 13.5h5M14 15.5l1.2-1.5 1.2 1.5 1.6-2" />`,
  net_30: svg`<path d="M4 5h16v15H4zM4 9.5h16M8 3v4M16 3v4M9 14.5l2 2 4-4" />`,
};

/** The mark of a method, beside its name: decoration, unread. */
export function markOf(type: MethodType): unknown {
  return svg`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">${drawings[type]}</svg>`;
}
