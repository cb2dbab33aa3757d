import assert from 'node:assert/strict';
import {createPublicKey, generateKeyPairSync, sign as signBytes} from 'node:crypto';
import {describe, test} from 'node:test';
import {declineOfCb} from '../../../server/providers/cb.ts';
import type {Standing} from '../../../server/providers/standing.ts';
import type {Verdict} from '../../../server/providers/verdict.ts';
import {amountOf, deviseOf, montantOf, totalOf} from '../../../server/providers/up2pay/amounts.ts';
import {refusalOfUp2pay} from '../../../server/providers/up2pay/declines.ts';
import {platformKey, sign, verify} from '../../../server/providers/up2pay/signature.ts';
import {operated, refundStandingOf, standingOf, standingOfInquiry} from '../../../server/providers/up2pay/states.ts';
import {codeRows, eachVector, isNeutral, tampered, vectorOf, walksCodes} from './golden.ts';

const ipn = vectorOf('up2pay.ipn.rsa-sha1');

eachVector('up2pay', {
  'up2pay.hmac': ({orderedFields, key, expected}) => assert.equal(sign(orderedFields, key), expected),
  'up2pay.ppps': ({orderedFields, key, expected}) => assert.equal(sign(orderedFields, key), expected),
  'up2pay.ipn': ({message, signature, publicKeyPem, expected}) =>
    assert.deepEqual(
      verify(`${message}&K=${encodeURIComponent(signature)}`, publicKeyPem),
      expected === true ? 'valid' : {invalid: 'no_match'},
    ),
});

describe('a request to Up2pay', () => {
  const {orderedFields, key, expected} = vectorOf('up2pay.hmac.auth-only');

  test('is signed in the order of its fields', () =>
    assert.notEqual(sign([...orderedFields].reverse(), key), expected));

  test('is signed with a key of either case', () => assert.equal(sign(orderedFields, key.toLowerCase()), expected));

  for (const wrong of ['', key.slice(2), `${key}00`, key.replace('A', 'G')])
    test(`is signed with no other key: ${wrong.length} characters`, () =>
      assert.throws(() => sign(orderedFields, wrong), RangeError));

  test('holds no ampersand: the browser could cut the same signature into other fields', () => {
    const honest = [['PBX_PORTEUR', 'x&PBX_TOTAL=100']] as const;
    assert.throws(() => sign(honest, key), RangeError);
    assert.throws(() => sign([['PBX_A&PBX_B', '1']], key), RangeError);
  });
});

describe('a notification of Up2pay', () => {
  const {message, publicKeyPem: pem, signatureUrlEncoded: encoded = ''} = ipn;
  const raw = `${message}&K=${encoded}`;
  const other = generateKeyPairSync('rsa', {modulusLength: 1024});
  const otherPem = String(other.publicKey.export({type: 'spki', format: 'pem'}));
  const edwardsPem = String(generateKeyPairSync('ed25519').publicKey.export({type: 'spki', format: 'pem'}));
  const signedByOther = (text: string): string =>
    encodeURIComponent(signBytes('RSA-SHA1', Buffer.from(text, 'latin1'), other.privateKey).toString('base64'));

  const cases: readonly [string, () => Verdict, Verdict][] = [
    ['as bytes', () => verify(Buffer.from(raw), pem), 'valid'],
    ['with a turned bit', () => verify(tampered(raw, 3), pem), {invalid: 'no_match'}],
    ['with a field before', () => verify(`X=1&${raw}`, pem), {invalid: 'no_match'}],
    ['with a field after', () => verify(`${raw}&X=1`, pem), {invalid: 'malformed'}],
    ['with another key', () => verify(raw, otherPem), {invalid: 'no_match'}],
    ['with the real key of the platform, which did not sign it', () => verify(raw, platformKey), {invalid: 'no_match'}],
    ['with no key', () => verify(raw, ''), {invalid: 'no_key'}],
    ['with what is no key', () => verify(raw, pem.slice(0, 80)), {invalid: 'no_key'}],
    ['with a key of another kind', () => verify(raw, edwardsPem), {invalid: 'no_key'}],
    ['empty', () => verify('', pem), {invalid: 'missing'}],
    ['without a signature', () => verify(message, pem), {invalid: 'missing'}],
    ['with an empty signature', () => verify(`${message}&K=`, pem), {invalid: 'missing'}],
    ['with nothing but a signature', () => verify(`&K=${encoded}`, pem), {invalid: 'missing'}],
    ['with the signature twice', () => verify(`${raw}&K=${encoded}`, pem), {invalid: 'malformed'}],
    ['with an escape that is none', () => verify(`${message}&K=%zz`, pem), {invalid: 'malformed'}],
    ['with a signature that is no base64', () => verify(`${message}&K=ab*d`, pem), {invalid: 'malformed'}],
    ['with a signature cut short', () => verify(`${message}&K=${encoded.slice(0, 8)}`, pem), {invalid: 'no_match'}],
  ];
  for (const [name, check, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(check(), verdict));

  test('may spell a space in either way, whichever was signed', () => {
    for (const [signed, sent] of [
      ['C=Visa+Electron&E=00000', 'C=Visa%20Electron&E=00000'],
      ['C=Visa%20Electron&E=00000', 'C=Visa+Electron&E=00000'],
    ] as const)
      assert.equal(verify(`${sent}&K=${signedByOther(signed)}`, otherPem), 'valid');
  });

  test('is bytes in no charset: what a reader would read otherwise does not fit', () => {
    const signature = signedByOther('C=0');
    assert.equal(verify(`C=0&K=${signature}`, otherPem), 'valid');
    // U+0130 ends in the byte of "0".
    assert.deepEqual(verify(`C=\u0130&K=${signature}`, otherPem), {invalid: 'no_match'});
    const latin = Buffer.concat([Buffer.from('C=\xe9', 'latin1'), Buffer.from(`&K=${signedByOther('C=\xe9')}`)]);
    assert.equal(verify(latin, otherPem), 'valid');
  });

  test('the key of the platform is the published one, of 1024 bits', () =>
    assert.equal(createPublicKey(platformKey).asymmetricKeyDetails?.modulusLength, 1024));
});

describe('a result code of Up2pay', () => {
  walksCodes('up2pay', refusalOfUp2pay);

  for (const {code, final} of codeRows.filter(({system, code}) => system === 'cb' && /^[0-9A-Z]{2}$/.test(code)))
    test(`001${code} is the issuer's ${code}`, () => {
      const refusal = refusalOfUp2pay(`001${code}`);
      if (final) {
        assert.deepEqual(refusal.kind === 'declined' && refusal.decline, declineOfCb(code));
        assert.equal(refusal.kind === 'declined' && refusal.known, true);
      } else assert.equal(refusal.kind, 'unknown');
    });

  test('001xx with an issuer code that nobody knows is neutral, and said to be unknown', () =>
    isNeutral(refusalOfUp2pay('001ZZ'), 'cb:ZZ'));

  for (const code of ['00100', '0015', '001511', '00151\n'])
    test(`${JSON.stringify(code)} is no refusal of the issuer`, () =>
      isNeutral(refusalOfUp2pay(code), `up2pay:${code}`));
});

describe('a payment at Up2pay', () => {
  const notice = {result: '00000', authorization: 'XXXXXX', amount: 12_990};
  const states: readonly [string, Partial<typeof notice>, boolean, Standing][] = [
    ['paid', {}, false, {kind: 'captured', total: 12_990, final: true}],
    ['authorized only', {}, true, {kind: 'authorized'}],
    ['accepted by nobody', {authorization: ''}, false, {kind: 'unknown'}],
    ['accepted by nobody, authorized only', {authorization: ''}, true, {kind: 'unknown'}],
    ['paid without an amount', {amount: NaN}, false, {kind: 'unknown'}],
    ['waiting for the issuer', {result: '99999', authorization: ''}, false, {kind: 'pending'}],
    ['an approval among the refusals', {result: '00100'}, false, {kind: 'unknown'}],
    ['brand new', {result: '00777'}, false, {kind: 'unknown'}],
    ['empty', {result: ''}, false, {kind: 'unknown'}],
  ];
  for (const [name, facts, deferred, standing] of states)
    test(`${name}: ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOf({...notice, ...facts}, deferred), standing));

  // A shopper who was refused can still pay on the open page: nothing else may be opened meanwhile.
  for (const result of [
    '00105',
    '00151',
    '00104',
    '00004',
    '00008',
    '00020',
    '00021',
    '00022',
    '00029',
    '00033',
    '00040',
  ])
    test(`refused on the page with ${result}: the page stays open`, () =>
      assert.deepEqual(standingOf({...notice, result, authorization: ''}, false), {kind: 'action_required'}));

  for (const result of ['00001', '00003', '00097', '00098', '00099', '00015', '00168', '00197', '00006', '00030'])
    test(`${result} tells nothing of the payment`, () =>
      assert.deepEqual(standingOf({...notice, result, authorization: ''}, false), {kind: 'unknown'}));
});

describe('an inquiry', () => {
  const words: readonly [string, Standing][] = [
    ['Autoris\u00e9', {kind: 'authorized'}],
    ['Captur\u00e9', {kind: 'captured', total: 12_990, final: true}],
    ['Annul\u00e9', {kind: 'voided', lapsed: false}],
    ['Rembours\u00e9', {kind: 'captured', total: 12_990, final: true}],
    ['Refus\u00e9', {kind: 'declined'}],
    ['Cr\u00e9dit', {kind: 'unknown'}],
    ['Rejet support', {kind: 'unknown'}],
    ['Demande de solde (Carte cadeaux)', {kind: 'unknown'}],
    ['Autorise', {kind: 'authorized'}],
    ['AUTORISE\u0301 ', {kind: 'authorized'}],
    ['Autoris\ufffd', {kind: 'unknown'}],
    ['Autorisation', {kind: 'unknown'}],
    ['constructor', {kind: 'unknown'}],
    ['', {kind: 'unknown'}],
  ];
  for (const [word, standing] of words)
    test(`${JSON.stringify(word)} stands at ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOfInquiry(word, 12_990), standing));

  test('says that a refund was made, or leaves it open', () => {
    assert.equal(refundStandingOf('Rembours\u00e9'), 'refunded');
    for (const word of ['Captur\u00e9', 'Cr\u00e9dit', 'Refus\u00e9', ''])
      assert.equal(refundStandingOf(word), 'unknown');
  });
});

describe('a server-to-server call', () => {
  for (const [type, kind] of [
    ['00002', 'captured'],
    ['00005', 'voided'],
    ['00014', 'refunded'],
  ] as const) {
    test(`${type} done: ${kind}`, () => assert.equal(operated(type, '00000'), kind));
    for (const code of ['00018', '00006', '00011', '00151'])
      test(`${type} answered ${code}: declined`, () => assert.equal(operated(type, code), 'declined'));
    for (const code of ['00001', '00003', '00015', '00097', '00098', '00099', '99999', '00168', '00777', '001ZZ', ''])
      test(`${type} answered ${JSON.stringify(code)}: unknown`, () => assert.equal(operated(type, code), 'unknown'));
  }
});

describe('an amount for Up2pay', () => {
  const golden: readonly [number, string, string][] = [
    [1, '001', '0000000001'],
    [99, '099', '0000000099'],
    [100, '100', '0000000100'],
    [12_990, '12990', '0000012990'],
    [99_999_999, '99999999', '0099999999'],
  ];
  for (const [amount, total, montant] of golden)
    test(`${amount} is ${total} and ${montant}`, () => {
      assert.equal(totalOf({amount, currency: 'EUR'}), total);
      assert.equal(montantOf({amount, currency: 'EUR'}), montant);
      assert.equal(amountOf(total), amount);
      assert.equal(amountOf(montant), amount);
    });

  for (const amount of [0, -1, 0.99, NaN, 10_000_000_000])
    test(`${amount} is none`, () => {
      assert.throws(() => totalOf({amount, currency: 'EUR'}), RangeError);
      assert.throws(() => montantOf({amount, currency: 'EUR'}), RangeError);
    });

  for (const digits of ['', '0', '000', '-1', '+1', '1.00', '1e3', ' 1', '12990000000'])
    test(`${JSON.stringify(digits)} is none`, () => assert.equal(amountOf(digits), undefined));

  test('has a numeric currency', () =>
    assert.deepEqual((['EUR', 'GBP', 'USD', 'CHF'] as const).map(deviseOf), ['978', '826', '840', '756']));
});
