import type {Definition} from './connection.ts';

/** Every provider that the settings may name. One line each. */
export const registry: readonly Definition[] = [];
