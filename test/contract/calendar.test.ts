import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {addDays, addMonths, dateAt, isIsoDate, weekdaysBetween, type IsoDate} from '#contract/calendar.ts';

const noDays = ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-01-01', '2026-1-1', '2026-01-01T00:00', ''];
for (const text of noDays) test(`${text || 'nothing'} is no day`, () => assert.equal(isIsoDate(text), false));

test('a leap day is a day', () => assert.equal(isIsoDate('2028-02-29'), true));

test('the day depends on where one stands', () => {
  const lateInTheEvening = Date.UTC(2026, 10, 24, 23, 30);
  assert.equal(dateAt(lateInTheEvening), '2026-11-25');
  assert.equal(dateAt(lateInTheEvening, 'UTC'), '2026-11-24');
  assert.equal(dateAt(lateInTheEvening, 'America/New_York'), '2026-11-24');
});

const months: readonly [IsoDate, number, IsoDate][] = [
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-01-31', 2, '2026-03-31'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2026-11-22', 14, '2028-01-22'],
];
for (const [from, count, to] of months) {
  test(`${from} and ${count} months is ${to}`, () => assert.equal(addMonths(from, count), to));
}

test('days are added over the end of a year and over a change of the clocks', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2026-10-24', 2), '2026-10-26');
  assert.equal(addDays('2026-03-01', -1), '2026-02-28');
});

const weekdays: readonly [IsoDate, IsoDate, number][] = [
  ['2026-11-20', '2026-11-20', 0],
  ['2026-11-20', '2026-11-22', 0],
  ['2026-11-20', '2026-11-23', 1],
  ['2026-11-20', '2026-11-26', 4],
  ['2026-11-20', '2026-11-29', 5],
  ['2026-11-23', '2026-11-20', 0],
];
for (const [from, to, count] of weekdays) {
  test(`${count} weekdays lie after ${from} up to ${to}`, () => assert.equal(weekdaysBetween(from, to), count));
}

test('weekdays are counted one by one', () => {
  fc.assert(
    fc.property(fc.integer({min: 0, max: 400}), fc.integer({min: 0, max: 60}), (start, length) => {
      const from = addDays('2026-01-01', start);
      let expected = 0;
      for (let day = 1; day <= length; day += 1) {
        const weekday = new Date(addDays(from, day)).getUTCDay();
        if (weekday > 0 && weekday < 6) expected += 1;
      }
      assert.equal(weekdaysBetween(from, addDays(from, length)), expected);
    }),
  );
});
