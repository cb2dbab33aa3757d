import {dateAt} from '#contract/calendar.ts';
import {offerInstalments, type LenderAnswer} from '#contract/instalments.ts';
import type {Money} from '#contract/money.ts';
import {almaPlan} from './create.ts';
import type {LyraConfig} from './settings.ts';

/** Three equal parts, a month apart, at no cost: what Alma calls so, within the bounds of the contract. Its own page is binding. */
export function almaOffer({from, upTo}: NonNullable<LyraConfig['alma']>, money: Money, now: number): LenderAnswer {
  const terms = {count: 3, currency: 'EUR', amountMin: from, amountMax: upTo, feeBasisPoints: 0} as const;
  const offer = offerInstalments(money, terms, dateAt(now), from);
  if (offer.offered) return {offered: true, plans: [{...offer.plan, id: almaPlan}]};
  const {reason} = offer;
  return reason === 'amount_too_small' ? {offered: false, reason, from: offer.from} : {offered: false, reason};
}
