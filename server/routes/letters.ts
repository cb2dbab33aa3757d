import {createRoute, z} from '@hono/zod-openapi';
import {letterKinds} from '#contract/letters.ts';
import type {AskedLetters, ListedLetter} from '../outbox/asked.ts';
import type {Callers} from './callers.ts';
import {keptAnswer} from './idempotency.ts';
import {listOf} from './lists.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';
import {EmptyRequest, SendLinkRequest} from './requests.ts';

const Time = z.iso.datetime();

const LetterAnswer = z
  .object({
    id: z.string(),
    object: z.literal('letter'),
    kind: z.enum(letterKinds),
    payment_intent: z.string().nullable(),
    payment_link: z.string().nullable(),
    status: z.enum(['waiting', 'sent', 'given_up']),
    asked_for: z.boolean().openapi({description: 'By a call, not by an event'}),
    attempts: z.int(),
    last_code: z.string().nullable().openapi({description: 'How the last try ended, in a word'}),
    created: Time,
    last_tried: Time.nullable(),
    resendable: z.boolean().openapi({description: 'It is no longer on its way, and still says what is true'}),
  })
  .openapi('Letter');

const security = [{secretKey: []}];
const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: {'application/json': {schema}},
});

const list = createRoute({
  method: 'get',
  path: '/v1/letters',
  summary: 'The letters of a payment, newest first; never what they say, nor to whom',
  security,
  request: {query: z.strictObject({payment_intent: z.string().max(64)})},
  responses: {200: json(listOf(LetterAnswer), 'All of them')},
});

const resend = createRoute({
  method: 'post',
  path: '/v1/letters/{id}/resend',
  summary: 'Send a letter once more, to the address of the order and no other',
  security,
  request: {
    params: z.object({id: z.string().regex(/^[\w.-]{1,100}$/)}),
    body: {required: false, content: {'application/json': {schema: EmptyRequest}}},
  },
  responses: {202: json(LetterAnswer, 'The new letter; it will be sent')},
});

const sendLink = createRoute({
  method: 'post',
  path: '/v1/payment_links/{id}/send',
  summary: 'Send a payment link by letter, in the language of its order',
  security,
  request: {
    params: z.object({id: z.string().regex(/^pl_[\w-]{22}$/)}),
    body: {required: false, content: {'application/json': {schema: SendLinkRequest}}},
  },
  responses: {202: json(LetterAnswer, 'The letter; it will be sent')},
});

/** @param letters - Absent where no letters are sent. */
export function letterRoutes(letters: AskedLetters | undefined, callers: Callers) {
  function desk(): AskedLetters {
    if (!letters) throw new Problem('letters_unavailable');
    return letters;
  }

  return payRoutes()
    .openapi(list, async (c) => {
      const found = await desk().list(c.req.valid('query').payment_intent, callers.merchant(c).id);
      return c.json(listOf(LetterAnswer).parse({data: found.map(publicLetter), has_more: false}), 200);
    })
    .openapi(resend, async (c) => {
      const also = (letter: ListedLetter) => keptAnswer(c, 202, LetterAnswer.parse(publicLetter(letter)));
      const letter = await desk().resend(c.req.valid('param').id, callers.merchant(c).id, also);
      return c.json(LetterAnswer.parse(publicLetter(letter)), 202);
    })
    .openapi(sendLink, async (c) => {
      const also = (letter: ListedLetter) => keptAnswer(c, 202, LetterAnswer.parse(publicLetter(letter)));
      const {email} = c.req.valid('json');
      const letter = await desk().sendLink(c.req.valid('param').id, callers.merchant(c).id, email, also);
      return c.json(LetterAnswer.parse(publicLetter(letter)), 202);
    });
}

function publicLetter({id, doc, resendable}: ListedLetter): z.infer<typeof LetterAnswer> {
  return {
    id,
    object: 'letter',
    kind: doc.kind,
    payment_intent: doc.intent ?? null,
    payment_link: doc.link ?? null,
    status: doc.state,
    asked_for: doc.asked !== undefined,
    attempts: doc.attempts,
    last_code: doc.lastCode ?? null,
    created: new Date(doc.created).toISOString(),
    last_tried: doc.lastAt === undefined ? null : new Date(doc.lastAt).toISOString(),
    resendable,
  };
}
