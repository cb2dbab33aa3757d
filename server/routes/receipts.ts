import {createRoute, z} from '@hono/zod-openapi';
import {isLocale, type Locale} from '#contract/locale.ts';
import {receiptStates, type ReceiptKey} from '#contract/receipt.ts';
import {preferredLocale} from '../accept-language.ts';
import {ReceiptDocumentSchema, type Receipt} from '../payments/receipt.ts';
import type {ReceiptPdf} from '../receipts/pdf.ts';
import type {Receipts} from '../receipts/receipts.ts';
import type {Callers} from './callers.ts';
import {payRoutes, type PayContext} from './pay-env.ts';
import {EmptyRequest} from './requests.ts';

export interface ReceiptRouteParts {
  readonly desk: Receipts;
  readonly callers: Callers;
  /** The keys that receipts are, or ever were, signed with. */
  readonly published: readonly ReceiptKey[];
  readonly pdf: ReceiptPdf;
}

const Id = z
  .templateLiteral(['rcpt_', z.string().regex(/^[\w-]{1,64}$/)])
  .openapi({example: 'rcpt_4QzK2mV0xS1cB9dT4hRr7w'});
const params = z.object({id: Id});
const query = z.object({locale: z.string().exactOptional()});
const security = [{secretKey: []}, {receiptLink: []}];
const Time = z.iso.datetime();

const ReceiptAnswerSchema = z
  .object({
    id: z.string(),
    object: z.literal('receipt'),
    sequence: z.int().openapi({description: 'One more with each movement; the receipt is then signed anew'}),
    created: Time,
    livemode: z.boolean(),
    payment_intent: z.string(),
    checkout_session: z.string(),
    order_reference: z.string(),
    state: z.enum(receiptStates),
    document: ReceiptDocumentSchema,
    jws: z.string().openapi({description: 'Compact JWS of `document`, EdDSA; keys at `/.well-known/jwks.json`'}),
    seal: z.string().openapi({description: 'Compact JWS of the few facts that the QR code holds'}),
    verify_url: z.string(),
    url: z.string().openapi({description: 'The receipt’s page with its token: for the shopper only'}),
    downloads: z.int(),
    first_downloaded: Time.nullable(),
    sendable: z.boolean(),
    invoice: z
      .union([
        z.object({kind: z.literal('link'), url: z.string()}),
        z.object({kind: z.literal('file'), bytes: z.int(), sha256: z.string(), created: Time}),
      ])
      .nullable(),
  })
  .openapi('Receipt');

const read = createRoute({
  method: 'get',
  path: '/v1/receipts/{id}',
  summary: 'Read a receipt and its signature',
  security,
  request: {params},
  responses: {200: {description: 'The receipt', content: {'application/json': {schema: ReceiptAnswerSchema}}}},
});

const send = createRoute({
  method: 'post',
  path: '/v1/receipts/{id}/send',
  summary: 'Send the receipt by letter, to the address of the order and no other',
  security,
  request: {params, body: {content: {'application/json': {schema: EmptyRequest}}, required: false}},
  responses: {202: {description: 'It will be sent', content: {'application/json': {schema: z.object({})}}}},
});

/** A route says what it takes and what it gives; the verbs live in `receipts/`. */
export function receiptRoutes({desk, callers, published, pdf}: ReceiptRouteParts) {
  const app = payRoutes();

  async function theirs(c: PayContext, id: string): Promise<Receipt> {
    const caller = c.get('caller');
    if (caller.kind === 'receipt') return caller.receipt;
    return desk.ofMerchant(id, callers.merchant(c).id);
  }

  app.get('/.well-known/jwks.json', (c) =>
    c.body(JSON.stringify({keys: published}), 200, {
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    }),
  );

  // Before the route of the receipt itself, whose id would take the ending in.
  app.get('/v1/receipts/:id{rcpt_[\\w-]+\\.pdf}', async (c) => {
    const {id} = await theirs(c, c.req.param('id').slice(0, -'.pdf'.length));
    const headers = downloadHeaders(`ticket-${id}.pdf`);
    // A question about a copy is no copy. Hono answers HEAD with what GET would.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    const {receipt, duplicateOf} = await desk.download(id);
    const bytes = await pdf({
      document: receipt.document,
      verifyUrl: desk.verifyUrl(receipt.seal),
      duplicateOf,
      locale: localeOf(c),
    });
    return c.body(bytes, 200, headers);
  });
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/receipts/{id}.pdf',
    summary: 'The receipt as a PDF; marked DUPLICATA from the second download on',
    security,
    request: {params, query},
    responses: {
      200: {description: 'A PDF', content: {'application/pdf': {schema: z.string().openapi({format: 'binary'})}}},
    },
  });

  app.get('/v1/receipts/:id/invoice', async (c) => {
    const receipt = await theirs(c, c.req.param('id'));
    return c.body(await desk.invoice(receipt.session), 200, downloadHeaders('facture.pdf'));
  });

  return app
    .openapi(read, async (c) => {
      const receipt = await theirs(c, c.req.valid('param').id);
      c.header('cache-control', 'no-store');
      return c.json(ReceiptAnswerSchema.parse(await desk.answer(receipt)), 200);
    })
    .openapi(send, async (c) => {
      const {id} = await theirs(c, c.req.valid('param').id);
      await desk.send(id);
      return c.json({}, 202);
    });
}

/** For the file that a person keeps, never for a page of ours: nothing in it runs, whoever made it. */
export function downloadHeaders(name: string): Record<string, string> {
  return {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${name}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

function localeOf(c: PayContext): Locale {
  const asked = c.req.query('locale');
  return isLocale(asked) ? asked : preferredLocale(c.req.header('accept-language'));
}
