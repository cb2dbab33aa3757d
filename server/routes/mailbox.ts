import {createRoute, z} from '@hono/zod-openapi';
import type {Auth} from './auth.ts';
import {merchantOf} from './auth.ts';
import {limitDefault} from './lists.ts';
import {payRoutes, type PayContext} from './pay-env.ts';
import {Problem} from './problem.ts';

/** A letter that was kept instead of sent. */
export interface KeptLetter {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly received: number;
  readonly text: string;
  readonly html: string;
}

export interface MailboxParts {
  readonly mailbox: {
    list(limit: number): Promise<readonly KeptLetter[]>;
    read(id: string): Promise<KeptLetter | undefined>;
  };
  readonly auth: Auth;
}

const LetterAnswer = z
  .object({
    id: z.string(),
    object: z.literal('test_letter'),
    kind: z.string(),
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    created: z.iso.datetime(),
    text: z.string(),
    html: z.string().openapi({description: 'A whole document; show it in a sandboxed frame'}),
  })
  .openapi('TestLetter');

const LetterLine = LetterAnswer.omit({text: true, html: true}).openapi('TestLetterLine');

const parts = {
  list: createRoute({
    method: 'get',
    path: '/v1/test/mailbox',
    summary: 'The letters of test payments, newest first; in test mode, when no mail server is set',
    request: {query: z.strictObject({limit: z.coerce.number().int().min(1).max(100).default(limitDefault)})},
    responses: {
      200: {
        description: 'Letters, without their contents',
        content: {'application/json': {schema: z.object({data: z.array(LetterLine), has_more: z.boolean()})}},
      },
    },
  }),
  read: createRoute({
    method: 'get',
    path: '/v1/test/mailbox/{id}',
    summary: 'One letter, with both its parts',
    request: {params: z.object({id: z.string()})},
    responses: {200: {description: 'The letter', content: {'application/json': {schema: LetterAnswer}}}},
  }),
};

/** Where the letters of a test land, for `sk_test_` keys only. In live mode these addresses do not exist. */
export function mailboxRoutes({mailbox, auth}: MailboxParts) {
  const app = payRoutes();
  for (const path of ['/v1/test/mailbox', '/v1/test/mailbox/*']) app.use(path, auth.secret);

  const testOnly = (c: PayContext): void => {
    if (merchantOf(c).livemode) throw new Problem('forbidden');
  };

  return app
    .openapi(parts.list, async (c) => {
      testOnly(c);
      const {limit} = c.req.valid('query');
      const letters = await mailbox.list(limit + 1);
      const data = letters.slice(0, limit).map((letter) => LetterLine.parse(answerOf(letter)));
      return c.json({data, has_more: letters.length > limit}, 200);
    })
    .openapi(parts.read, async (c) => {
      testOnly(c);
      const letter = await mailbox.read(c.req.valid('param').id);
      if (!letter) throw new Problem('not_found');
      return c.json(LetterAnswer.parse(answerOf(letter)), 200);
    });
}

function answerOf({received, ...letter}: KeptLetter) {
  return {...letter, object: 'test_letter', created: new Date(received).toISOString()};
}
