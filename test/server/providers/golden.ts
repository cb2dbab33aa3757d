import {readFileSync} from 'node:fs';
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Refusal} from '../../../server/providers/refusal.ts';

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8'));
}

/** A published or computed signature (`test/golden/provider-signatures.json`). */
export interface Vector {
  readonly id: string;
  readonly provider: string;
  /** Why it cannot be used. */
  readonly unusable?: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly orderedFields: readonly (readonly [string, string])[];
  readonly received: string;
  readonly message: string;
  readonly expected: string | boolean;
  readonly publicKeyPem: string;
  readonly signature: string;
  readonly signatureUrlEncoded?: string;
}

const vectors = golden<{readonly vectors: readonly Vector[]}>('provider-signatures').vectors;

/**
 * One test per usable vector of a provider.
 * @param checks - By the beginning of the id, the longest one wins. A vector that none fits makes a test that fails.
 */
export function eachVector(provider: string, checks: Readonly<Record<string, (vector: Vector) => void>>): void {
  const usable = vectors.filter((one) => one.provider === provider && !one.unusable);
  assert.ok(usable.length > 0);
  for (const vector of usable) {
    test(`the vector ${vector.id}`, () => {
      const [prefix] = Object.keys(checks)
        .filter((key) => vector.id.startsWith(key))
        .sort((a, b) => b.length - a.length);
      assert.ok(prefix, 'nothing checks it');
      checks[prefix]!(vector);
    });
  }
}

export function vectorOf(id: string): Vector {
  return vectors.find((vector) => vector.id === id) ?? assert.fail(id);
}

/** One row of `test/golden/refusal-codes.json`. */
export interface CodeRow {
  readonly system: string;
  readonly code: string;
  readonly category: string;
  readonly advice: string;
  readonly field: string | null;
  readonly sensitive: boolean;
  /** False: whether money moved is open. */
  readonly final: boolean;
}

export const codeRows = golden<readonly CodeRow[]>('refusal-codes').filter(({category}) => category !== 'approved');

/** The list's name of a field, and ours. `amount` stands beside a merchant's fault only: nobody mends it in a form. */
const fields: Readonly<Record<string, string | null>> = {
  pan: 'number',
  expiry: 'expiry',
  cvc: 'cvc',
  address: 'address',
  amount: null,
};

/** Says that a refusal is that of its row. @param noRefusal - Codes that the sheets call a step to take, not a refusal. */
export function isRow(refusal: Refusal, row: CodeRow, noRefusal: readonly string[] = []): void {
  const {system, code, category, advice, field, sensitive, final} = row;
  const providerCode = `${system}:${code}`;
  if (noRefusal.includes(code)) assert.deepEqual(refusal, {kind: 'action_required', why: category, providerCode});
  else if (!final) assert.deepEqual(refusal, {kind: 'unknown', why: category, providerCode});
  else
    assert.deepEqual(refusal, {
      kind: 'declined',
      decline: {code: category, advice, providerCode, sensitive},
      field: field === null ? null : fields[field],
      known: true,
    });
}

/** Codes that no table holds: new ones, none, and the names of what every object inherits. */
export const unheardOf = ['brand_new', '', '*', 'constructor', '__proto__', 'toString'];

export function isNeutral(refusal: Refusal, providerCode: string): void {
  assert.deepEqual(refusal, {
    kind: 'declined',
    decline: {code: 'generic_decline', advice: 'other_card', providerCode, sensitive: false, unlisted: true},
    field: null,
    known: false,
  });
}

/** Every code of a list, and codes that are on none. */
export function walksCodes(
  system: string,
  refusalOf: (code: string) => Refusal,
  noRefusal: readonly string[] = [],
): void {
  const rows = codeRows.filter((row) => row.system === system && row.code !== '001xx');
  assert.ok(rows.length > 0);
  for (const row of rows)
    test(`the code ${system}:${row.code} is ${row.category}`, () => isRow(refusalOf(row.code), row, noRefusal));
  for (const code of unheardOf)
    test(`an unheard-of code ${JSON.stringify(code)} is neutral, and said to be unknown`, () =>
      isNeutral(refusalOf(code), `${system}:${code}`));
}

/** A body with one bit of one byte turned. */
export function tampered(text: string | Uint8Array, at = -1): Buffer {
  const bytes = Buffer.from(typeof text === 'string' ? Buffer.from(text) : text);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = bytes[index]! ^ 1;
  return bytes;
}
