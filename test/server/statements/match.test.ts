import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import fc from 'fast-check';
import {paymentCode, transferReferences} from '#contract/rf-reference.ts';
import {proposeMatches, proposeReturns, type Awaiting, type Match} from '../../../server/statements/match.ts';
import type {Booking} from '../../../server/statements/statement.ts';

const codes = [1, 2, 3].map((seed) => paymentCode(new Uint8Array([seed, 40, 77, seed, 90, 11 * seed])));
const [first, second] = codes.map(transferReferences);

function waiting(parts: Partial<Awaiting> = {}): Awaiting {
  return {
    id: 'pi_1',
    due: {amount: 12_990, currency: 'EUR'},
    references: Object.values(first!),
    orderReference: 'CMD-2026-0042',
    names: ['Amélie Dupont'],
    ...parts,
  };
}

const other = waiting({
  id: 'pi_2',
  references: Object.values(second!),
  orderReference: 'CMD-2026-0043',
  names: ['Paul Martin'],
});

function credit(parts: Partial<Booking> = {}): Booking {
  return {
    bookedOn: '2026-11-23',
    money: {amount: 12_990, currency: 'EUR'},
    reference: '',
    text: '',
    payer: '',
    bankId: 'b1',
    ...parts,
  };
}

/** The match without the credit. */
function matched(one: Booking, awaiting: readonly Awaiting[] = [waiting(), other]): unknown {
  const [match] = proposeMatches([one], awaiting);
  const {credit: _, ...rest} = match!;
  return rest;
}

const inFours = (text: string): string => text.replace(/(.{4})/g, '$1 ').trim();
const certain = {kind: 'certain', id: 'pi_1'};

describe('a credit is certain', () => {
  const texts: readonly [string, Partial<Booking>][] = [
    ['the reference in its own field', {reference: first!.rf}],
    ['the same with spaces, in small letters', {reference: inFours(first!.rf).toLowerCase()}],
    ['the reference within the text', {text: `VIR SEPA ${first!.rf} MERCI`}],
    ['in groups of four within the text', {text: `VIR SEPA /REF ${inFours(first!.rf)} MERCI`}],
    ['our code alone', {text: `PAYMENT ${first!.code}`}],
    ['our code with O for 0 and l for 1', {text: first!.code.replaceAll('0', 'O').replaceAll('1', 'l')}],
    ['the Swiss reference', {reference: first!.qr}],
    ['the order number in full', {text: 'commande CMD-2026-0042'}],
    ['the order number without its signs', {text: 'CMD20260042'}],
  ];
  for (const [why, parts] of texts) {
    test(`with the amount and ${why}`, () => assert.deepEqual(matched(credit(parts)), certain));
  }
});

describe('a credit is not taken for what it might be', () => {
  const cases: readonly [string, Booking, unknown][] = [
    [
      'less than the amount is a part, and says what is missing',
      credit({reference: first!.rf, money: {amount: 12_000, currency: 'EUR'}}),
      {kind: 'partial', id: 'pi_1', missing: {amount: 990, currency: 'EUR'}},
    ],
    [
      'more than the amount says the excess',
      credit({reference: first!.rf, money: {amount: 13_000, currency: 'EUR'}}),
      {kind: 'over', id: 'pi_1', excess: {amount: 10, currency: 'EUR'}},
    ],
    [
      'the reference in another currency is none of the two',
      credit({reference: first!.rf, money: {amount: 12_990, currency: 'CHF'}}),
      {kind: 'other_currency', id: 'pi_1'},
    ],
    [
      'two references are listed',
      credit({text: `${first!.rf} ${second!.rf}`}),
      {kind: 'ambiguous', ids: ['pi_1', 'pi_2']},
    ],
    [
      'a field and a text that differ are listed',
      credit({reference: first!.rf, text: 'CMD-2026-0043'}),
      {kind: 'ambiguous', ids: ['pi_1', 'pi_2']},
    ],
    [
      'amount and name are for a person',
      credit({payer: 'MME DUPONT AMELIE'}),
      {kind: 'possible', ids: ['pi_1'], by: 'name'},
    ],
    ['half a name is nothing', credit({payer: 'M DUPONT'}), {kind: 'unknown'}],
    ['the amount alone is nothing', credit(), {kind: 'unknown'}],
    [
      'the name with another amount is nothing',
      credit({payer: 'Amélie Dupont', money: {amount: 12_991, currency: 'EUR'}}),
      {kind: 'unknown'},
    ],
    ['a longer order number is another', credit({text: 'CMD-2026-00421'}), {kind: 'unknown'}],
    ['a reference within a longer word is another', credit({text: `X${first!.rf}9`}), {kind: 'unknown'}],
    ['a mistyped reference is none', credit({text: `RF00${first!.rf.slice(4)}`}), {kind: 'unknown'}],
  ];
  for (const [why, one, expected] of cases) {
    test(why, () => assert.deepEqual(matched(one), expected));
  }

  test('a short order number, or one of digits only, is for a person', () => {
    for (const orderReference of ['A-42', '20261122']) {
      const short = [waiting({orderReference})];
      assert.deepEqual(matched(credit({text: `FACTURE ${orderReference}`}), short), {
        kind: 'possible',
        ids: ['pi_1'],
        by: 'order_number',
      });
    }
  });

  test('two customers of one name and one amount are both listed', () => {
    const twin = waiting({id: 'pi_3', references: ['X'], orderReference: 'CMD-2026-0099'});
    assert.deepEqual(matched(credit({payer: 'Amélie Dupont'}), [waiting(), twin]), {
      kind: 'possible',
      ids: ['pi_1', 'pi_3'],
      by: 'name',
    });
  });

  test('one order number of two payments is listed', () => {
    const again = waiting({id: 'pi_3', references: []});
    assert.deepEqual(matched(credit({text: 'CMD-2026-0042'}), [waiting(), again]), {
      kind: 'ambiguous',
      ids: ['pi_1', 'pi_3'],
    });
  });
});

describe('several credits', () => {
  const kinds = (matches: readonly Match[]): string[] => matches.map(({kind}) => kind);
  const half = {reference: first!.rf, money: {amount: 6_495, currency: 'EUR'}} as const;

  test('make a whole of two halves', () => {
    assert.deepEqual(kinds(proposeMatches([credit(half), credit({...half, bankId: 'b2'})], [waiting()])), [
      'partial',
      'certain',
    ]);
  });

  test('pay once when the same sum comes twice', () => {
    const matches = proposeMatches(
      [credit({reference: first!.rf}), credit({reference: first!.rf, bankId: 'b2'})],
      [waiting()],
    );
    assert.deepEqual(kinds(matches), ['certain', 'over']);
    const again = matches[1]!;
    assert.deepEqual(again.kind === 'over' && again.excess, {amount: 12_990, currency: 'EUR'});
  });

  test('are taken day by day, however the bank sorted them', () => {
    const late = credit({...half, bookedOn: '2026-11-24', bankId: 'late'});
    const early = credit({...half, bookedOn: '2026-11-22', bankId: 'early'});
    assert.deepEqual(
      proposeMatches([late, early], [waiting()]).map((match) => [match.credit.bankId, match.kind]),
      [
        ['early', 'partial'],
        ['late', 'certain'],
      ],
    );
  });

  test('never book more than is missing, and each has one answer', () => {
    const amounts = fc.array(fc.integer({min: 1, max: 20_000}), {minLength: 1, maxLength: 6});
    fc.assert(
      fc.property(amounts, (list) => {
        const credits = list.map((amount, index) =>
          credit({reference: first!.rf, money: {amount, currency: 'EUR'}, bankId: String(index)}),
        );
        const matches = proposeMatches(credits, [waiting()]);
        assert.equal(matches.length, credits.length);
        const excess = matches.reduce((sum, match) => sum + (match.kind === 'over' ? match.excess.amount : 0), 0);
        const total = list.reduce((sum, amount) => sum + amount, 0);
        assert.equal(excess, Math.max(0, total - 12_990));
        assert.ok(matches.filter(({kind}) => kind === 'certain').length <= 1);
      }),
    );
  });

  test('by the thousand are matched, each with its own', () => {
    const many = Array.from({length: 2_000}, (_, index) => {
      const code = paymentCode(new Uint8Array([0, index >> 8, index & 255, 9, 9, 9]));
      return waiting({
        id: `pi_${index}`,
        references: Object.values(transferReferences(code)),
        orderReference: `CMD-2026-${1_000 + index}`,
      });
    });
    const credits = many.map(({references}, index) =>
      credit({text: `VIR SEPA ${'MOT '.repeat(40)} ${references[0]}`, bankId: `b${index}`}),
    );
    assert.ok(proposeMatches(credits, many).every(({kind}) => kind === 'certain'));
  });
});

test('a debit with the reference of a paid order is shown, any other is nobody’s business', () => {
  const back = credit({text: `REJET VIR ${first!.rf}`, bankId: 'back'});
  const returns = proposeReturns([credit({text: 'SALAIRE'}), back], [waiting(), other]);
  assert.deepEqual(
    returns.map(({debit, ids}) => [debit.bankId, ids]),
    [['back', ['pi_1']]],
  );
});
