import {isIsoDate} from '#contract/calendar.ts';
import {isRate, type Rates} from '#contract/rates.ts';
import {every, readXml, at, type Xml} from '../xml.ts';

/** The daily file is 2 kB, that of ninety days 160. */
const lengthMax = 512 * 1024;

/**
 * The newest rates of a file of the European Central Bank (`eurofxref-daily.xml`, `-hist-90d.xml`).
 *
 * @returns nothing when it is not that file, or lacks a currency that we sell in: a missing rate is an error, no zero.
 */
export function parseEcb(text: string): Rates | undefined {
  if (text.length > lengthMax) return undefined;
  const days = every(at(readXml(text), 'Cube'), 'Cube');
  const [newest] = [...days].sort((a, b) => dayOf(b).localeCompare(dayOf(a)));
  const date = newest ? dayOf(newest) : '';
  if (!newest || !isIsoDate(date)) return undefined;

  const [USD, GBP, CHF] = (['USD', 'GBP', 'CHF'] as const).map((currency) => rateOf(newest, currency));
  if (USD === undefined || GBP === undefined || CHF === undefined) return undefined;
  return {source: 'ECB', date, sample: false, perEuro: {USD, GBP, CHF}};
}

function dayOf(day: Xml): string {
  return day.attributes['time'] ?? '';
}

/** A currency that stands there twice has no rate. */
function rateOf(day: Xml, currency: string): string | undefined {
  const [one, ...others] = every(day, 'Cube').filter(({attributes}) => attributes['currency'] === currency);
  const rate = one?.attributes['rate'] ?? '';
  return others.length === 0 && isRate(rate) ? rate : undefined;
}
