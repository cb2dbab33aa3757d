import {z} from '@hono/zod-openapi';
import {bodyLimit} from 'hono/body-limit';
import {isCurrency} from '#contract/money.ts';
import {statementBytesMax} from '../statements/statement.ts';
import type {Booking} from '../statements/statement.ts';
import type {Payments} from '../payments/payments.ts';
import type {Auth} from './auth.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';

const BookingAnswer = z.object({
  bank_id: z.string(),
  booked_on: z.string(),
  amount: z.int(),
  currency: z.string(),
  reference: z.string(),
  text: z.string(),
  payer: z.string(),
});

const StatementAnswer = z
  .object({
    format: z.enum(['camt', 'csv']),
    proposals: z.array(
      z.object({
        booking: BookingAnswer,
        kind: z.enum(['certain', 'partial', 'over', 'other_currency', 'possible', 'ambiguous', 'unknown', 'already']),
        payment_intents: z.array(z.string()),
        /** Missing after it, or too much of it. */
        difference: z.int().nullable(),
      }),
    ),
    returns: z.array(z.object({booking: BookingAnswer, payment_intents: z.array(z.string())})),
    rejected: z.array(z.object({row: z.int(), code: z.string()})),
  })
  .openapi('BankStatement');

/**
 * `POST /v1/bank_statements?currency=EUR`: a statement file as it is (camt.053, camt.054, CSV), proposals back. Nothing is
 * booked by it. Stands before the reader of JSON bodies, as this body is none.
 */
export function statementRoutes(payments: Payments, callers: Callers, auth: Auth) {
  const app = payRoutes();
  app.use('/v1/bank_statements', auth.secret);
  app.post(
    '/v1/bank_statements',
    bodyLimit({
      maxSize: statementBytesMax,
      onError: () => {
        throw new Problem('statement_too_large');
      },
    }),
    async (c) => {
      const merchant = callers.merchant(c);
      const currency = c.req.query('currency') ?? 'EUR';
      if (!isCurrency(currency))
        throw new Problem('validation_failed', {errors: [{path: '/currency', code: 'invalid_value'}]});
      const read = await payments.readBankStatement(merchant.id, new Uint8Array(await c.req.arrayBuffer()), currency);
      if (read.kind === 'refused') throw new Problem(read.code);
      return c.json(
        StatementAnswer.parse({
          format: read.format,
          proposals: read.proposals.map((match) => ({
            booking: bookingOf(match.credit),
            kind: match.kind,
            payment_intents: 'ids' in match ? match.ids : 'id' in match ? [match.id] : [],
            difference: 'missing' in match ? match.missing.amount : 'excess' in match ? match.excess.amount : null,
          })),
          returns: read.returns.map(({debit, ids}) => ({booking: bookingOf(debit), payment_intents: ids})),
          rejected: read.rejected,
        }),
      );
    },
  );
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/bank_statements',
    summary: 'Read a bank statement and propose what each credit pays; books nothing',
    security: [{secretKey: []}],
    request: {
      query: z.object({currency: z.string().optional()}),
      body: {required: true, content: {'application/octet-stream': {schema: z.string()}}},
    },
    responses: {200: {description: 'Proposals', content: {'application/json': {schema: StatementAnswer}}}},
  });
  return app;
}

function bookingOf({bankId, bookedOn, money, reference, text, payer}: Booking) {
  return {bank_id: bankId, booked_on: bookedOn, amount: money.amount, currency: money.currency, reference, text, payer};
}
