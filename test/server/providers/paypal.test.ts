import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Currency} from '#contract/money.ts';
import type {Standing} from '../../../server/providers/standing.ts';
import type {Verdict} from '../../../server/providers/verdict.ts';
import {fromPaypal, toPaypal} from '../../../server/providers/paypal/amounts.ts';
import {proofOf, type Proof, type Verification} from '../../../server/providers/paypal/authentication.ts';
import {refusalOfPaypal} from '../../../server/providers/paypal/declines.ts';
import {refusalOfProcessor} from '../../../server/providers/paypal/processor.ts';
import {
  isCertificateAddress,
  messageOf,
  verify,
  type PaypalWebhook,
} from '../../../server/providers/paypal/signature.ts';
import {isApproved, refundStandingOf, standingOf, type PaypalOrder} from '../../../server/providers/paypal/states.ts';
import {golden, isNeutral, tampered, unheardOf, walksCodes} from './golden.ts';

interface ProcessorSchema {
  readonly properties: {readonly response_code: {readonly enum: readonly string[]}};
}

interface Notification {
  readonly body: string;
  readonly crc32: string;
  readonly message: string;
  readonly webhookId: string;
  readonly now: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly certificates: Readonly<Record<string, string>>;
  readonly weakSignature: string;
}

const {body, crc32, message, webhookId, now, headers, certificates, weakSignature} =
  golden<Notification>('paypal-notification');
const address = headers['paypal-cert-url']!;
const webhook = (certificate: string | undefined = certificates['good'], more: Partial<PaypalWebhook> = {}) => ({
  mode: 'live' as const,
  webhookId,
  certificate: async () => certificate,
  ...more,
});

describe('a notification of PayPal', () => {
  test('is signed over a checksum of its bytes, in decimal: the vector of the sheet', () => {
    assert.equal(
      messageOf('T1', '2026-01-01T00:00:00Z', 'W1', Buffer.from(body)),
      'T1|2026-01-01T00:00:00Z|W1|471844716',
    );
    assert.equal(crc32, '471844716');
    assert.equal(
      messageOf(headers['paypal-transmission-id']!, headers['paypal-transmission-time']!, webhookId, Buffer.from(body)),
      message,
    );
  });

  test('is valid, and its certificate is asked for once, where it says', async () => {
    const asked: string[] = [];
    const certificate = async (url: string) => {
      asked.push(url);
      return certificates['good'];
    };
    assert.equal(await verify(headers, Buffer.from(body), webhook('', {certificate}), now), 'valid');
    assert.deepEqual(asked, [address]);
  });

  const bytes = Buffer.from(body);
  const withHeader = (name: string, value: string | undefined) => ({...headers, [name]: value});
  const sent = 'paypal-transmission-time';
  const time = Date.parse(headers[sent]!);
  const day = 24 * 3_600_000;

  const cases: readonly [string, () => Promise<Verdict>, Verdict][] = [
    ['with a turned bit', () => verify(headers, tampered(bytes), webhook(), now), {invalid: 'no_match'}],
    [
      'parsed and written again',
      () => verify(headers, Buffer.from(body.replace('é', '\\u00e9')), webhook(), now),
      {invalid: 'no_match'},
    ],
    ['with an empty body', () => verify(headers, new Uint8Array(), webhook(), now), {invalid: 'no_match'}],
    [
      'for another webhook',
      () => verify(headers, bytes, webhook(undefined, {webhookId: 'OTHER'}), now),
      {invalid: 'no_match'},
    ],
    [
      'for a webhook that is not set',
      () => verify(headers, bytes, webhook(undefined, {webhookId: ''}), now),
      {invalid: 'no_key'},
    ],
    [
      'with another id',
      () => verify(withHeader('paypal-transmission-id', 'T1'), bytes, webhook(), now),
      {invalid: 'no_match'},
    ],
    [
      'with another instant',
      () => verify(withHeader(sent, '2026-11-22T10:15:01Z'), bytes, webhook(), now),
      {invalid: 'no_match'},
    ],
    [
      'with the key of another certificate',
      () => verify(headers, bytes, webhook(certificates['otherKey']), now),
      {invalid: 'no_match'},
    ],
    [
      'under a certificate of another name',
      () => verify(headers, bytes, webhook(certificates['otherName']), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'under a certificate of a like name',
      () => verify(headers, bytes, webhook(certificates['lookalike']), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'under a certificate that is over',
      () => verify(headers, bytes, webhook(certificates['expired']), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'under a certificate that is not yet',
      () => verify(headers, bytes, webhook(certificates['notYet']), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'under a certificate of 1024 bits',
      () => verify(withHeader('paypal-transmission-sig', weakSignature), bytes, webhook(certificates['weak']), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'under what is no certificate',
      () => verify(headers, bytes, webhook('<html>'), now),
      {invalid: 'certificate_invalid'},
    ],
    [
      'whose certificate cannot be had',
      () => verify(headers, bytes, webhook('', {certificate: async () => undefined}), now),
      {invalid: 'certificate_unavailable'},
    ],
    [
      'whose certificate is not answered for',
      () => verify(headers, bytes, webhook('', {certificate: () => Promise.reject(new Error('no_answer'))}), now),
      {invalid: 'certificate_unavailable'},
    ],
    [
      'of the live PayPal in the sandbox',
      () => verify(headers, bytes, webhook(undefined, {mode: 'sandbox'}), now),
      {invalid: 'address_refused'},
    ],
    [
      'under another algorithm',
      () => verify(withHeader('paypal-auth-algo', 'SHA1withRSA'), bytes, webhook(), now),
      {invalid: 'wrong_channel'},
    ],
    ['three days old', () => verify(headers, bytes, webhook(), time + 3 * day + 300_000), 'valid'],
    [
      'older than it is tried again',
      () => verify(headers, bytes, webhook(), time + 3 * day + 300_001),
      {invalid: 'too_old'},
    ],
    ['five minutes early', () => verify(headers, bytes, webhook(), time - 300_000), 'valid'],
    ['earlier than that', () => verify(headers, bytes, webhook(), time - 300_001), {invalid: 'too_new'}],
    [
      'with an instant that is none',
      () => verify(withHeader(sent, 'yesterday'), bytes, webhook(), now),
      {invalid: 'malformed'},
    ],
    [
      'with an instant without a zone',
      () => verify(withHeader(sent, '2026-11-22T10:15:00'), bytes, webhook(), now),
      {invalid: 'malformed'},
    ],
    [
      'in the thirteenth month',
      () => verify(withHeader(sent, '2026-13-22T10:15:00Z'), bytes, webhook(), now),
      {invalid: 'malformed'},
    ],
    [
      'with a bar in its id',
      () => verify(withHeader('paypal-transmission-id', 'a|b'), bytes, webhook(), now),
      {invalid: 'malformed'},
    ],
    ...['paypal-transmission-id', sent, 'paypal-transmission-sig', 'paypal-cert-url', 'paypal-auth-algo'].flatMap(
      (name): [string, () => Promise<Verdict>, Verdict][] => {
        const twice = `${headers[name]}, ${headers[name]}`;
        const reason =
          name === 'paypal-cert-url' ? 'address_refused' : name === 'paypal-auth-algo' ? 'wrong_channel' : 'malformed';
        return [
          [`without ${name}`, () => verify(withHeader(name, undefined), bytes, webhook(), now), {invalid: 'missing'}],
          [`with an empty ${name}`, () => verify(withHeader(name, ''), bytes, webhook(), now), {invalid: 'missing'}],
          [`with ${name} twice`, () => verify(withHeader(name, twice), bytes, webhook(), now), {invalid: reason}],
        ];
      },
    ),
  ];
  for (const [name, check, verdict] of cases)
    test(`${name}: ${JSON.stringify(verdict)}`, async () => assert.deepEqual(await check(), verdict));

  const elsewhere = [
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
    'https://evil.example/v1/notifications/certs/CERT-1',
    'https://evil.example/https://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1',
    'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
    'https://www.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/notifications/certs/../../redirect',
    'https://api.paypal.com/v1/notifications/certs/CERT-1?next=https://evil.example',
    'https://api.paypal.com/v1/notifications/certs/CERT-1#x',
    'https://api.paypal.com/v1/notifications/certs/',
    'https://api.paypal.com\\@evil.example/v1/notifications/certs/CERT-1',
    'https://API.paypal.com/v1/notifications/certs/CERT-1',
    ' https://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/notifications/certs/CERT-1\n',
    'file:///etc/passwd',
    '',
  ];
  for (const url of elsewhere)
    test(`never fetches a certificate from ${JSON.stringify(url)}`, async () => {
      assert.equal(isCertificateAddress(url, 'live'), false);
      const certificate = async () => assert.fail('it was fetched');
      const verdict = await verify({...headers, 'paypal-cert-url': url}, bytes, webhook('', {certificate}), now);
      assert.notEqual(verdict, 'valid');
    });

  test('of the sandbox has its own address', () => {
    assert.ok(isCertificateAddress('https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1', 'sandbox'));
    assert.ok(isCertificateAddress(address, 'live'));
  });
});

describe('an issue at PayPal', () =>
  walksCodes('paypal', refusalOfPaypal, ['PAYER_ACTION_REQUIRED', 'ORDER_NOT_APPROVED']));

describe('the answer of a card’s bank, through PayPal', () => {
  const {$defs} = golden<{readonly $defs: Readonly<Record<string, ProcessorSchema>>}>('paypal-openapi');
  const published = $defs['o.processor_response']?.properties.response_code.enum ?? [];
  // These are no refusals.
  const well = ['0000', '1000', '7600'];

  test('has a category for each refusal that PayPal publishes', () => {
    assert.ok(published.length > 100);
    const missing = published.filter((code) => {
      const refusal = refusalOfProcessor(code);
      return refusal.kind !== 'declined' || !refusal.known;
    });
    assert.deepEqual(missing, well);
  });

  for (const [code, category, sensitive] of [
    ['5120', 'insufficient_funds', false],
    ['5400', 'expired_card', false],
    ['00N7', 'incorrect_cvc', false],
    ['5650', 'authentication_required', false],
    ['9500', 'suspected_fraud', true],
    ['9520', 'lost_or_stolen', true],
  ] as const)
    test(`${code} is ${category}`, () => {
      const refusal = refusalOfProcessor(code);
      assert.ok(refusal.kind === 'declined');
      const {decline} = refusal;
      assert.deepEqual(
        [decline.code, decline.sensitive, decline.providerCode],
        [category, sensitive, `paypal:${code}`],
      );
    });

  for (const code of unheardOf)
    test(`${JSON.stringify(code)} is neutral, and said to be unknown`, () =>
      isNeutral(refusalOfProcessor(code), `paypal:${code}`));
});

describe('whether a card may be taken after 3-D Secure', () => {
  /** `-`: PayPal does not say. */
  const rows: readonly [liability: string, enrolled: string, status: string, proof: Proof][] = [
    // The published table, row by row.
    ['POSSIBLE', 'Y', 'Y', 'proven'],
    ['POSSIBLE', 'Y', 'A', 'proven'],
    ['NO', 'Y', 'N', 'failed'],
    ['NO', 'Y', 'R', 'failed'],
    ['UNKNOWN', 'Y', 'U', 'again'],
    ['NO', 'Y', 'U', 'again'],
    ['UNKNOWN', 'Y', 'C', 'again'],
    ['NO', 'Y', '-', 'again'],
    ['NO', 'N', '-', 'proven'],
    ['NO', 'U', '-', 'proven'],
    ['NO', 'B', '-', 'proven'],
    ['UNKNOWN', 'U', '-', 'again'],
    ['UNKNOWN', '-', '-', 'again'],
    ['YES', '-', '-', 'proven'],
    ['NO', '-', '-', 'again'],
    // And what is in no table.
    ['NO', 'Y', 'Y', 'unheard_of'],
    ['NO', 'N', 'Q', 'unheard_of'],
    ['PERHAPS', 'Y', 'Y', 'unheard_of'],
    ['possible', 'Y', 'Y', 'unheard_of'],
    ['-', 'Y', 'Y', 'unheard_of'],
  ];
  const said = (word: string) => (word === '-' ? null : word);
  const cardOf = (liability: string, enrolled: string, status: string) => ({
    authentication_result: {
      liability_shift: said(liability),
      three_d_secure: {enrollment_status: said(enrolled), authentication_status: said(status)},
    },
  });
  for (const [liability, enrolled, status, proof] of rows)
    test(`${liability} ${enrolled} ${status}: ${proof}`, () =>
      assert.equal(proofOf(cardOf(liability, enrolled, status), true, 'SCA_ALWAYS'), proof));

  test('while the bank asks, nothing is over: once the order is approved, it is', () => {
    for (const status of ['C', 'D']) {
      assert.equal(proofOf(cardOf('UNKNOWN', 'Y', status), false, 'SCA_WHEN_REQUIRED'), 'open');
      assert.equal(proofOf(cardOf('UNKNOWN', 'Y', status), true, 'SCA_WHEN_REQUIRED'), 'again');
    }
  });

  const unasked: readonly [approved: boolean, verification: Verification, proof: Proof][] = [
    [false, 'SCA_WHEN_REQUIRED', 'open'],
    [false, 'SCA_ALWAYS', 'open'],
    [true, 'SCA_WHEN_REQUIRED', 'proven'],
    [true, 'SCA_ALWAYS', 'again'],
  ];
  for (const [approved, verification, proof] of unasked)
    test(`nobody asked, ${approved ? 'approved' : 'open'}, ${verification}: ${proof}`, () => {
      assert.equal(proofOf({}, approved, verification), proof);
      assert.equal(proofOf(undefined, approved, verification), proof);
    });
});

describe('an order at PayPal', () => {
  const order = (status: string, authorizations: readonly string[] = [], captures: PaypalOrder['captures'] = []) => ({
    status,
    authorizations: authorizations.map((one) => ({status: one})),
    captures,
  });
  const capture = (status: string, amount = 12_990) => ({status, amount});
  const taken = (total: number, final: boolean): Standing => ({kind: 'captured', total, final});
  const states: readonly [PaypalOrder, Standing][] = [
    [order('CREATED'), {kind: 'action_required'}],
    [order('SAVED'), {kind: 'action_required'}],
    [order('PAYER_ACTION_REQUIRED'), {kind: 'action_required'}],
    [order('APPROVED'), {kind: 'action_required'}],
    [order('VOIDED'), {kind: 'voided', lapsed: false}],
    [order('BRAND_NEW'), {kind: 'unknown'}],
    [order('BRAND_NEW', [], [capture('COMPLETED')]), {kind: 'unknown'}],
    [order(''), {kind: 'unknown'}],
    // Completed, and nothing to be seen: not a success.
    [order('COMPLETED'), {kind: 'unknown'}],

    [order('COMPLETED', ['CREATED']), {kind: 'authorized'}],
    [order('COMPLETED', ['PENDING']), {kind: 'pending'}],
    [order('COMPLETED', ['DENIED']), {kind: 'declined'}],
    [order('COMPLETED', ['VOIDED']), {kind: 'voided', lapsed: false}],
    [order('COMPLETED', ['BRAND_NEW']), {kind: 'unknown'}],
    [order('COMPLETED', ['constructor']), {kind: 'unknown'}],
    [order('COMPLETED', ['CAPTURED']), {kind: 'unknown'}],
    [order('COMPLETED', ['PARTIALLY_CAPTURED']), {kind: 'unknown'}],
    // Authorized again: the old one may be called whatever, the new one holds.
    [order('COMPLETED', ['VOIDED', 'CREATED']), {kind: 'authorized'}],

    [order('COMPLETED', [], [capture('COMPLETED')]), taken(12_990, true)],
    [order('COMPLETED', [], [capture('PARTIALLY_REFUNDED')]), taken(12_990, true)],
    [order('COMPLETED', [], [capture('REFUNDED')]), taken(12_990, true)],
    [order('COMPLETED', [], [capture('PENDING')]), {kind: 'pending'}],
    [order('COMPLETED', [], [capture('DECLINED')]), {kind: 'declined'}],
    [order('COMPLETED', [], [capture('FAILED')]), {kind: 'declined'}],
    [order('COMPLETED', [], [capture('BRAND_NEW')]), {kind: 'unknown'}],
    [order('COMPLETED', [], [capture('COMPLETED', 0)]), {kind: 'unknown'}],
    [order('COMPLETED', [], [capture('COMPLETED', 0.5)]), {kind: 'unknown'}],

    [order('COMPLETED', ['CAPTURED'], [capture('COMPLETED')]), taken(12_990, true)],
    [order('COMPLETED', ['PARTIALLY_CAPTURED'], [capture('COMPLETED', 500)]), taken(500, false)],
    [order('COMPLETED', ['CREATED'], [capture('COMPLETED', 500)]), taken(500, false)],
    [order('COMPLETED', ['PENDING'], [capture('COMPLETED', 500)]), taken(500, false)],
    [order('COMPLETED', ['PARTIALLY_CAPTURED'], [capture('PENDING', 500)]), {kind: 'pending'}],
    [order('COMPLETED', ['CAPTURED'], [capture('DECLINED')]), {kind: 'unknown'}],
    [order('COMPLETED', ['CAPTURED', 'CREATED']), {kind: 'unknown'}],
    [order('COMPLETED', ['CAPTURED'], [capture('COMPLETED', 500), capture('REFUNDED', 400)]), taken(900, true)],
    [order('COMPLETED', ['CAPTURED'], [capture('COMPLETED', 500), capture('DECLINED', 400)]), taken(500, true)],
    [order('COMPLETED', ['CAPTURED'], [capture('COMPLETED', 500), capture('PENDING', 400)]), taken(500, false)],
    [order('COMPLETED', ['CAPTURED'], [capture('COMPLETED', 500), capture('BRAND_NEW', 400)]), {kind: 'unknown'}],
    // Released after a part was taken: that part is all there will be.
    [order('COMPLETED', ['VOIDED'], [capture('COMPLETED', 500)]), taken(500, true)],
    [order('VOIDED', ['VOIDED'], [capture('COMPLETED', 500)]), taken(500, true)],
    // A refused capture leaves the authorization as it was.
    [order('COMPLETED', ['CREATED'], [capture('DECLINED')]), {kind: 'authorized'}],
  ];
  for (const [facts, standing] of states)
    test(`${JSON.stringify(facts)} stands at ${JSON.stringify(standing)}`, () =>
      assert.deepEqual(standingOf(facts), standing));

  test('is our turn once the shopper has approved', () => {
    assert.ok(isApproved({status: 'APPROVED'}));
    for (const status of ['CREATED', 'SAVED', 'PAYER_ACTION_REQUIRED', 'COMPLETED', 'VOIDED', 'BRAND_NEW'])
      assert.ok(!isApproved({status}));
  });
});

for (const [status, kind] of Object.entries({
  PENDING: 'pending',
  COMPLETED: 'refunded',
  FAILED: 'declined',
  CANCELLED: 'declined',
  BRAND_NEW: 'unknown',
  constructor: 'unknown',
}))
  test(`a refund ${status} is ${kind}`, () => assert.equal(refundStandingOf({status}), kind));

describe('an amount for PayPal', () => {
  const amounts: readonly [number, Currency, string][] = [
    [0, 'EUR', '0.00'],
    [1, 'EUR', '0.01'],
    [10, 'USD', '0.10'],
    [99, 'GBP', '0.99'],
    [100, 'CHF', '1.00'],
    [12_990, 'EUR', '129.90'],
    [99_999_999, 'EUR', '999999.99'],
    // 0.1 + 0.2, and what a float would make of 1.005.
    [30, 'EUR', '0.30'],
    [100_500, 'EUR', '1005.00'],
  ];
  for (const [amount, currency, value] of amounts)
    test(`${amount} ${currency} is ${value}, there and back`, () => {
      assert.deepEqual(toPaypal({amount, currency}), {currency_code: currency, value});
      assert.deepEqual(fromPaypal({currency_code: currency, value}), {amount, currency});
    });

  test('may come back with fewer decimals', () => {
    assert.deepEqual(fromPaypal({currency_code: 'EUR', value: '129'}), {amount: 12_900, currency: 'EUR'});
    assert.deepEqual(fromPaypal({currency_code: 'EUR', value: '129.9'}), {amount: 12_990, currency: 'EUR'});
  });

  for (const [currency_code, value] of [
    ['EUR', '129.901'],
    ['EUR', '129,90'],
    ['EUR', '-1.00'],
    ['EUR', '+1.00'],
    ['EUR', '1e3'],
    ['EUR', '.50'],
    ['EUR', '1.'],
    ['EUR', ' 1.00'],
    ['EUR', '1.00\n'],
    ['EUR', ''],
    ['EUR', '1 000.00'],
    ['EUR', '0x10'],
    ['EUR', '9999999999999.00'],
    ['JPY', '500'],
    ['eur', '1.00'],
    ['constructor', '1.00'],
  ] as const)
    test(`${JSON.stringify(value)} ${currency_code} is none`, () =>
      assert.equal(fromPaypal({currency_code, value}), undefined));

  for (const amount of [-1, 0.5, NaN, Infinity])
    test(`${amount} is none`, () => assert.throws(() => toPaypal({amount, currency: 'EUR'}), RangeError));
});
