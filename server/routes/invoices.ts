import {createRoute, z} from '@hono/zod-openapi';
import type {Payments} from '../payments/payments.ts';
import {invoiceBytesMax} from '../receipts/invoice.ts';
import type {Receipts} from '../receipts/receipts.ts';
import type {Callers} from './callers.ts';
import {payRoutes} from './pay-env.ts';
import {Problem} from './problem.ts';
import {readBytes} from './read-bytes.ts';
import {SessionId} from './requests.ts';

const params = z.object({id: SessionId});
const security = [{secretKey: []}];

const InvoiceSchema = z
  .object({kind: z.literal('file'), bytes: z.int(), sha256: z.string(), created: z.iso.datetime()})
  .openapi('Invoice');

const upload = createRoute({
  method: 'post',
  path: '/v1/checkout_sessions/{id}/invoice',
  summary: 'Keep the shop’s own invoice of an order, to be offered beside the ticket; a new one replaces it',
  description: `A PDF of at most ${invoiceBytesMax} bytes, as the body itself, with the type \`application/pdf\``,
  security,
  request: {params},
  responses: {201: {description: 'It is kept', content: {'application/json': {schema: InvoiceSchema}}}},
});

export function invoiceRoutes({
  desk,
  verbs,
  callers,
}: {
  readonly desk: Receipts;
  readonly verbs: Pick<Payments, 'session'>;
  readonly callers: Callers;
}) {
  return payRoutes().openapi(upload, async (c) => {
    const session = await verbs.session(c.req.valid('param').id, callers.merchant(c).id);
    if (!/^application\/pdf$/i.test(c.req.header('content-type')?.trim() ?? '')) {
      throw new Problem('unsupported_media_type');
    }
    const kept = await desk.keepInvoice(session, await readBytes(c.req.raw, invoiceBytesMax, 'invoice_too_large'));
    return c.json(InvoiceSchema.parse(kept), 201);
  });
}
