import {brandOf, type Network} from '#contract/cards.ts';
import {cobadged} from './test-cards.ts';

/**
 * What a card can be sent under, by its first eight digits; `cb` first. Real CB ranges are not public and are asked
 * of the provider: here only the test cards are known to be co-badged.
 */
export function networksOf(bin8: string): readonly Network[] {
  const brand = brandOf(bin8);
  if (brand === null) return [];
  return cobadged.has(bin8) ? ['cb', brand] : [brand];
}
