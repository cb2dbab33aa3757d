/**
 * What the columns of a bank's CSV are called, without accents, capitals and signs. The first that a file has is taken;
 * of `text` all are.
 */
const headings = {
  date: [
    ...['date de comptabilisation', 'date comptable', 'date d operation', 'date operation', 'date de l operation'],
    ...['dateop', 'date op', 'date', 'booking date', 'booked on', 'transaction date'],
  ],
  amount: ['montant', 'montant de l operation', 'montant operation', 'amount'],
  credit: ['credit', 'montant credit', 'credits', 'paid in'],
  debit: ['debit', 'montant debit', 'debits', 'paid out'],
  direction: ['sens', 'type d ecriture'],
  currency: ['devise', 'currency', 'monnaie'],
  payer: [
    ...[
      'emetteur',
      'nom emetteur',
      'nom de l emetteur',
      'donneur d ordre',
      'nom du donneur d ordre',
      'debiteur',
      'tiers',
    ],
    ...['contrepartie', 'nom contrepartie', 'nom de la contrepartie', 'nom', 'payer', 'counterparty', 'name', 'sender'],
  ],
  reference: [
    ...['reference', 'ref', 'reference client', 'reference de bout en bout', 'reference du virement', 'end to end id'],
    ...['reference operation', 'reference de l operation', 'payment reference'],
  ],
  text: [
    ...[
      'libelle',
      'libelle simplifie',
      'libelle operation',
      'libelle de l operation',
      'libelle complementaire',
      'label',
    ],
    ...[
      'description',
      'details',
      'detail',
      'details de l operation',
      'nature de l operation',
      'detail de l ecriture',
      'libelle de l ecriture',
      'communication',
      'motif',
    ],
    ...['informations complementaires', 'infos complementaires', 'information', 'commentaire', 'memo'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Where each thing stands; -1 where the file does not have it. */
export interface Columns {
  readonly date: number;
  readonly amount: number;
  readonly credit: number;
  readonly debit: number;
  readonly direction: number;
  readonly currency: number;
  readonly payer: number;
  readonly reference: number;
  readonly text: readonly number[];
  /** How many headings were known: of two ways to read a file, the better one. */
  readonly known: number;
}

/** The columns, when a row is a heading: it names a day and an amount (one column with a sign, or a credit column). */
export function columnsOf(row: readonly string[]): Columns | undefined {
  const names = row.map(plainHeading);
  const find = (known: readonly string[]): number => {
    const name = known.find((one) => names.includes(one));
    return name === undefined ? -1 : names.indexOf(name);
  };
  const single = {
    date: find(headings.date),
    amount: find(headings.amount),
    credit: find(headings.credit),
    debit: find(headings.debit),
    direction: find(headings.direction),
    currency: find(headings.currency),
    payer: find(headings.payer),
    reference: find(headings.reference),
  };
  const texts: readonly string[] = headings.text;
  const text = names.flatMap((name, index) => (texts.includes(name) ? [index] : []));
  if (single.date < 0 || (single.amount < 0 && single.credit < 0)) return undefined;
  return {...single, text, known: Object.values(single).filter((index) => index >= 0).length + text.length};
}

/** `Montant (EUR)` is `montant`, `Date d’opération` is `date d operation`. */
function plainHeading(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/ (en )?(eur|euros?)\s*$/, '')
    .trim();
}
