import {hasExpired} from '../decide.ts';
import type {CardFault} from '../pages/paying.ts';
import {scenarioOf} from '../scenarios.ts';

/** What the issuer of a test card says, or the field that is to be mended. `code`: as in the table of CB. */
export type TestCard = {readonly kind: 'approved'} | {readonly kind: 'refused'; readonly code: string} | CardFault;

/** A card typed at a page of the bank: one of its own test cards, judged and forgotten. */
export function readTestCard(form: URLSearchParams, now: number): TestCard {
  const scenario = scenarioOf((form.get('number') ?? '').replace(/[\s-]/g, ''));
  if (!scenario) return 'number';
  const [, month = '', year = ''] =
    /^(0[1-9]|1[0-2])\s*\/?\s*(?:20)?(\d\d)$/.exec(form.get('expiry')?.trim() ?? '') ?? [];
  if (month === '' || hasExpired(year + month, now)) return 'expiry';
  if (!/^\d{3,4}$/.test(form.get('cvc')?.trim() ?? '')) return 'cvc';
  const {answer} = scenario;
  if (answer.kind === 'approve' || answer.kind === 'lost') return {kind: 'approved'};
  return {kind: 'refused', code: answer.kind === 'refuse' ? answer.code : '05'};
}
