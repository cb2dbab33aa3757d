import {z} from '@hono/zod-openapi';
import {amountMax, type Currency} from '#contract/money.ts';

const codes = ['EUR', 'USD', 'GBP', 'CHF'] as const satisfies readonly Currency[];

export const CurrencySchema = z.enum(codes);

/** 1 to 99 999 999 minor units. */
export const AmountSchema = z.int().min(1).max(amountMax);

export const MoneySchema = z.object({amount: AmountSchema, currency: CurrencySchema}).readonly();
