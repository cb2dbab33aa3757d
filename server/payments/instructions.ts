import {z} from '@hono/zod-openapi';
import type {Currency} from '#contract/money.ts';
import type {AccountView, InstructionsView} from '#contract/session.ts';
import {AccountSchema} from './account.ts';
import {dueDate} from './funds.ts';
import type {PaymentIntent} from './intent.ts';
import {AmountSchema, CurrencySchema} from './money.ts';

/** Where shoppers send money, from the merchant's settings: an account per currency, and the address for cheques. */
export interface Accounts {
  readonly transfer: Readonly<Partial<Record<Currency, AccountView>>>;
  readonly cheque: {readonly payee: string; readonly address: readonly string[]} | null;
}

/** What the shopper needs to send the money; null while nothing is awaited. Pure. */
export function instructionsOf(intent: PaymentIntent, {transfer, cheque}: Accounts): InstructionsView | null {
  const attempt = intent.attempts.at(-1);
  if (intent.status !== 'awaiting_funds' || !attempt) return null;
  const {method, opened} = attempt;
  const {currency, amount} = intent.money;
  const shared = {
    amount: amount - intent.amountCaptured,
    amount_received: intent.amountCaptured,
    currency,
    reference: intent.reference,
    until: new Date(method === 'net_30' ? dueDate(opened) : intent.fundsUntil).toISOString(),
    account: method === 'cheque' ? null : (transfer[currency] ?? null),
  };
  if (method === 'cheque') {
    return {...shared, type: method, payee: cheque?.payee ?? null, address: cheque?.address ?? []};
  }
  if (method === 'bank_transfer') return {...shared, type: method, payee: null, address: []};
  // By cheque as well, where the merchant takes any (a French one is in euros).
  const taken = currency === 'EUR' ? cheque : null;
  if (method === 'net_30') return {...shared, type: method, payee: taken?.payee ?? null, address: taken?.address ?? []};
  return null;
}

/** `InstructionsView` of the contract, as a schema. */
export const InstructionsSchema = z
  .object({
    type: z.enum(['bank_transfer', 'cheque', 'net_30']),
    amount: AmountSchema,
    amount_received: z.int(),
    currency: CurrencySchema,
    reference: z.string(),
    until: z.iso.datetime(),
    account: AccountSchema.nullable(),
    payee: z.string().nullable(),
    address: z.array(z.string()).readonly(),
  })
  .openapi('Instructions');
