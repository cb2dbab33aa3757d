import {detect, luhn} from '#contract/cards.ts';

/**
 * What each test card does: `three-d-secure.md` section 15, as data. The bank's page prints this table, and no number
 * outside it is known here.
 */
export interface Scenario {
  readonly number: string;
  readonly group: Group;
  /** Its sentence in the locales: `bank.cards.<about>`. */
  readonly about: string;
  readonly issuer: Issuer;
  readonly method: Method;
  readonly results: Results;
  readonly answer: Answer;
}

export const groups = ['frictionless', 'challenge', 'refused', 'trouble', 'acquirer', 'codes', 'public'] as const;
export type Group = (typeof groups)[number];

/** What the issuer's ACS says to an AReq. */
export type Issuer =
  | {readonly status: 'Y' | 'A' | 'I'}
  | {readonly status: 'N' | 'R' | 'U'; readonly reason: string}
  | {readonly status: 'C'; readonly challenge: Challenge}
  /** Decoupled: approved in the bank's app, or by itself after a while. */
  | {readonly status: 'D'};

/** What the cardholder is asked. `hopeless`: a code that is never right. `silent`: the page never comes. */
export type Challenge = 'code' | 'birthday' | 'question' | 'app' | 'hopeless' | 'silent';

/** The 3DS Method of the card's range: completes, never completes, or does not exist. */
export type Method = 'completes' | 'stalls' | 'none';

/** How the result reaches the 3DS server. All but `before` are faults that a 3DS server must live with. */
export type Results = 'before' | 'after' | 'never' | 'twice' | 'contradicts';

/** What the acquirer says to an authorization that is otherwise in order. */
export type Answer =
  | {readonly kind: 'approve'}
  | {readonly kind: 'refuse'; readonly code: string}
  /** Refused with this code until a mandated challenge proves the cardholder. */
  | {readonly kind: 'soft_decline'; readonly code: string}
  /** Approved, the money is taken, and the answer never comes. */
  | {readonly kind: 'lost'}
  /** Nothing is done and no answer comes. */
  | {readonly kind: 'silent'};

const approve: Answer = {kind: 'approve'};
const refuse = (code: string): Answer => ({kind: 'refuse', code});
const frictionless: Issuer = {status: 'Y'};
const challenge = (kind: Challenge): Issuer => ({status: 'C', challenge: kind});

type Differences = Partial<Pick<Scenario, 'issuer' | 'method' | 'results' | 'answer'>>;

/** A card is frictionless, with a 3DS Method, and approved, but for what its row says. */
function card(group: Group, spaced: string, about: string, differences: Differences = {}): Scenario {
  return {
    number: spaced.replaceAll(' ', ''),
    group,
    about,
    issuer: frictionless,
    method: 'completes',
    results: 'before',
    answer: approve,
    ...differences,
  };
}

const code = challenge('code');

const named: readonly Scenario[] = [
  card('frictionless', '4000 0000 0000 0010', 'frictionless'),
  card('frictionless', '4000 0025 0000 1001', 'cobadged_visa'),
  card('frictionless', '5555 5525 0000 1001', 'cobadged_mastercard'),
  card('frictionless', '4000 0000 0000 0309', 'attempt', {issuer: {status: 'A'}}),
  card('frictionless', '4000 0000 0000 0713', 'informational', {issuer: {status: 'I'}}),

  card('challenge', '4000 0000 0000 0101', 'code', {issuer: code}),
  card('challenge', '5200 0000 0000 0106', 'code', {issuer: code}),
  card('challenge', '4000 0000 0000 3220', 'code', {issuer: code}),
  card('challenge', '4000 0001 0000 0100', 'cobadged_code', {issuer: code}),
  card('challenge', '4000 0000 0000 0135', 'birthday', {issuer: challenge('birthday')}),
  card('challenge', '4000 0000 0000 0143', 'question', {issuer: challenge('question')}),
  card('challenge', '4000 0000 0000 0150', 'app', {issuer: challenge('app')}),
  card('challenge', '4000 0000 0000 0705', 'decoupled', {issuer: {status: 'D'}}),
  card('challenge', '4000 0000 0000 0721', 'spc', {issuer: code}),

  // An issuer that does not authenticate does not approve either, should anyone ask all the same.
  card('refused', '4000 0000 0000 0200', 'hopeless', {issuer: challenge('hopeless'), answer: refuse('05')}),
  card('refused', '4000 0000 0000 0408', 'not_permitted', {issuer: {status: 'N', reason: '12'}, answer: refuse('57')}),
  card('refused', '4000 0000 0000 0507', 'rejected', {issuer: {status: 'R', reason: '11'}, answer: refuse('59')}),
  card('refused', '4000 0000 0000 0606', 'unavailable', {issuer: {status: 'U', reason: '22'}}),

  card('trouble', '4000 0000 0000 0804', 'silent', {issuer: challenge('silent')}),
  card('trouble', '4000 0000 0000 0812', 'results_after', {issuer: code, results: 'after'}),
  card('trouble', '4000 0000 0000 0820', 'results_never', {issuer: code, results: 'never'}),
  card('trouble', '4000 0000 0000 0838', 'results_twice', {issuer: code, results: 'twice'}),
  card('trouble', '4000 0000 0000 0861', 'results_contradict', {
    issuer: code,
    results: 'contradicts',
    answer: refuse('05'),
  }),
  card('trouble', '4000 0000 0000 0846', 'method_stalls', {method: 'stalls'}),
  card('trouble', '4000 0000 0000 0853', 'method_none', {method: 'none'}),

  card('acquirer', '4000 0000 0000 0903', 'soft_decline', {answer: {kind: 'soft_decline', code: '1A'}}),
  card('acquirer', '5200 0000 0000 0908', 'soft_decline', {answer: {kind: 'soft_decline', code: '65'}}),
  card('acquirer', '4000 0000 0000 1018', 'insufficient_funds', {answer: refuse('51')}),
  card('acquirer', '4000 0000 0000 1109', 'answer_lost', {answer: {kind: 'lost'}}),
  card('acquirer', '4000 0000 0000 1117', 'not_taken', {answer: {kind: 'silent'}}),

  // The public refusal numbers, with the codes that they have at Stripe.
  card('codes', '4000 0000 0000 0002', 'refusal', {answer: refuse('05')}),
  card('codes', '4000 0000 0000 9995', 'refusal', {answer: refuse('51')}),
  card('codes', '4000 0000 0000 9987', 'refusal', {answer: refuse('41')}),
  card('codes', '4000 0000 0000 9979', 'refusal', {answer: refuse('43')}),
  card('codes', '4000 0000 0000 0069', 'refusal', {answer: refuse('54')}),
  card('codes', '4000 0000 0000 0127', 'refusal', {answer: refuse('82')}),
  card('codes', '4000 0000 0000 0119', 'refusal', {answer: refuse('96')}),
];

/** The numeric refusals of the CB response list. */
const cbRefusals = [
  ...[
    '02',
    '03',
    '04',
    '05',
    '06',
    '07',
    '08',
    '12',
    '13',
    '14',
    '15',
    '17',
    '19',
    '20',
    '24',
    '25',
    '26',
    '27',
    '28',
    '29',
  ],
  ...[
    '30',
    '31',
    '33',
    '34',
    '38',
    '41',
    '43',
    '46',
    '51',
    '54',
    '55',
    '56',
    '57',
    '58',
    '59',
    '60',
    '61',
    '62',
    '63',
    '65',
  ],
  ...[
    '68',
    '75',
    '76',
    '78',
    '80',
    '81',
    '82',
    '83',
    '84',
    '86',
    '87',
    '88',
    '90',
    '91',
    '92',
    '93',
    '94',
    '95',
    '96',
    '97',
  ],
  ...['98', '99'],
];

/** 4000 0000 0002 0CCx: refused with code CC; x is the check digit. */
const byCode = cbRefusals.map((refusal) =>
  card('codes', withCheckDigit(`4000000000020${refusal}`), 'refusal', {answer: refuse(refusal)}),
);

/** Numbers that the brands have made public: frictionless and approved. */
const publicNumbers: readonly Scenario[] = [
  '4242 4242 4242 4242',
  '4000 0566 5566 5556',
  '4917 3008 0000 0000',
  '5555 5555 5555 4444',
  '2223 0031 2200 3222',
  '5105 1051 0510 5100',
  '6759 6498 2643 8453',
  '3782 8224 6310 005',
  '3714 4963 5398 431',
  '3622 7206 2716 67',
  '3566 0020 2036 0505',
  '6200 0000 0000 0005',
  '6011 1111 1111 1117',
].map((number) => card('public', number, 'public'));

export const scenarios: readonly Scenario[] = [...named, ...byCode, ...publicNumbers];

const byNumber: ReadonlyMap<string, Scenario> = new Map(scenarios.map((scenario) => [scenario.number, scenario]));

/** @returns undefined for a card that this bank has never issued. */
export function scenarioOf(number: string): Scenario | undefined {
  return byNumber.get(number);
}

/** What the cardholder answers, as the bank's page and its phone print it. */
export const answers = {code: '123456', birthday: '01/02/1980', question: 'felix'} as const;

/** How well it was checked (`three-d-secure.md` section 12): Mastercard's digits, and everyone else's. */
const ecis = {
  mastercard: {Y: '02', A: '01', I: '06', none: '00'},
  others: {Y: '05', A: '06', I: '07', none: '07'},
} as const;

export function eciOf(number: string, status: string): string {
  const [brand] = detect(number);
  const row = brand === 'mastercard' || brand === 'maestro' ? ecis.mastercard : ecis.others;
  return status === 'Y' || status === 'A' || status === 'I' ? row[status] : row.none;
}

function withCheckDigit(digits: string): string {
  const check = [...'0123456789'].find((digit) => luhn(digits + digit)) ?? '';
  return digits + check;
}
