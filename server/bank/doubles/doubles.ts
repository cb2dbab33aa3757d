import type {Hono} from 'hono';
import type {World} from '../../ports.ts';
import type {BankConfig} from '../config.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {almaDouble} from './alma.ts';
import {lyraDouble} from './lyra.ts';
import {paypalDouble} from './paypal.ts';
import {payplugDouble} from './payplug.ts';
import {stripeDouble} from './stripe.ts';
import {up2payDouble} from './up2pay.ts';

/** Opens the double of one provider: everything that it serves is under `/doubles/<name>`. */
export type OpenDouble = (
  config: BankConfig,
  world: World,
  store: BankStore,
  silence: Silence,
) => {
  readonly app: Hono;
  /** No timer of its own runs any more. */
  stop(): void;
};

/** Every double that the test bank serves. One line each. */
export const doubles: readonly OpenDouble[] = [
  almaDouble,
  lyraDouble,
  paypalDouble,
  payplugDouble,
  stripeDouble,
  up2payDouble,
];
