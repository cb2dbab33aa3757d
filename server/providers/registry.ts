import type {Definition} from './connection.ts';
import {alma} from './alma/definition.ts';
import {lyra} from './lyra/definition.ts';
import {paypal} from './paypal/definition.ts';
import {payplug} from './payplug/definition.ts';
import {up2pay} from './up2pay/definition.ts';
import {stripe} from './stripe/definition.ts';

/** Every provider that the settings may name. One line each. */
export const registry: readonly Definition[] = [alma, payplug, paypal, stripe, lyra, up2pay];
