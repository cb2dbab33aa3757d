/**
 * The only numbers that a test environment takes: those of the bank's scenarios and the public test numbers of the
 * brands. A real card must never enter a test server (PCI DSS 6.5.5).
 */
const listed: ReadonlySet<string> = new Set([
  // The bank's scenarios.
  '4000000000000010',
  '4000000000000101',
  '5200000000000106',
  '4000000100000100',
  '4000000000000200',
  '4000000000000309',
  '4000000000000408',
  '4000000000000507',
  '4000000000000606',
  '4000000000000705',
  '4000000000000713',
  '4000000000000721',
  '4000000000000804',
  '4000000000000812',
  '4000000000000820',
  '4000000000000838',
  '4000000000000846',
  '4000000000000853',
  '4000000000000861',
  '4000000000000903',
  '5200000000000908',
  '4000000000001018',
  '4000000000001109',
  '4000000000001117',
  '4000000000000135',
  '4000000000000143',
  '4000000000000150',
  '4000000000003220',
  '4000002500001001',
  '5555552500001001',
  // Public refusal numbers.
  '4000000000000002',
  '4000000000009995',
  '4000000000009987',
  '4000000000009979',
  '4000000000000069',
  '4000000000000127',
  '4000000000000119',
  // Public numbers of the brands.
  '4242424242424242',
  '4000056655665556',
  '5555555555554444',
  '2223003122003222',
  '5105105105105100',
  '378282246310005',
  '371449635398431',
  '6759649826438453',
  '36227206271667',
  '3566002020360505',
  '6200000000000005',
  '6011111111111117',
  '4917300800000000',
]);

/** 4000 0000 0002 0CCx: refused with the two-digit code CC; x is the check digit, which the caller has checked. */
const refusals = /^4000000000020\d{3}$/;

export function isTestCard(digits: string): boolean {
  return listed.has(digits) || refusals.test(digits);
}

/** Co-badged test cards, by their first eight digits. The real CB ranges are not public: there is no list to ship. */
export const cobadged: ReadonlySet<string> = new Set(['40000025', '55555525', '40000001']);
