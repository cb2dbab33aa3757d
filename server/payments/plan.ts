import {z} from '@hono/zod-openapi';
import {isIsoDate, type IsoDate} from '#contract/calendar.ts';
import type {OfferedPlan} from '#contract/instalments.ts';
import type {PlanView} from '#contract/session.ts';
import {CurrencySchema} from './money.ts';

const Day = z
  .custom<IsoDate>((text) => typeof text === 'string' && isIsoDate(text))
  .openapi({type: 'string', format: 'date'});
const Amount = z.int().min(0);

/** A lender's plan as it is kept with the try: what was shown before the choice, then what was agreed. */
export const PlanSchema = z
  .object({
    id: z.string(),
    currency: CurrencySchema,
    purchase: Amount,
    cost: Amount,
    total: Amount,
    annualRateBasisPoints: Amount,
    instalments: z
      .array(z.object({dueOn: Day, amount: Amount, fee: Amount}).readonly())
      .min(1)
      .readonly(),
  })
  .readonly();

/** The same as it goes out. */
export const PlanAnswer = z
  .object({
    id: z.string(),
    currency: CurrencySchema,
    purchase: z.int().openapi({description: 'The price of what is bought'}),
    cost: z.int().openapi({description: 'What is paid above it'}),
    total: z.int(),
    annual_rate_basis_points: z.int().openapi({description: 'TAEG, in hundredths of a percent'}),
    instalments: z.array(z.object({due_on: z.iso.date(), amount: z.int(), fee: z.int()})),
  })
  .openapi('Plan');

/** The same as a receipt keeps it. */
export const SignedPlanSchema = PlanAnswer.extend({
  instalments: z.array(z.object({due_on: Day, amount: Amount, fee: Amount}).readonly()).readonly(),
}).readonly();

export function planView(plan: OfferedPlan) {
  const {id, currency, purchase, cost, total, annualRateBasisPoints, instalments} = plan;
  return {
    id,
    currency,
    purchase,
    cost,
    total,
    annual_rate_basis_points: annualRateBasisPoints,
    instalments: instalments.map(({dueOn, amount, fee}) => ({due_on: dueOn, amount, fee})),
  } satisfies PlanView;
}
