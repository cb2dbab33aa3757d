import {z} from 'zod';
import {NetError, type Net} from '../../ports.ts';
import {basic} from '../basic.ts';
import {modeOf, type LyraConfig, type LyraRest} from './settings.ts';

/** Lyra's REST interface V4, as far as it is spoken here. Amounts in the smallest unit, currencies in letters. */

const Count = z.int().min(0);
const Text = z.string().nullish();

export const TransactionSchema = z.object({
  uuid: z.string().regex(/^[\w-]{8,64}$/),
  amount: Count,
  currency: z.string(),
  detailedStatus: z.string(),
  operationType: z.string(),
  creationDate: z.iso.datetime({offset: true}),
  errorCode: Text,
  detailedErrorCode: Text,
  transactionDetails: z
    .object({
      cardDetails: z
        .object({
          effectiveBrand: Text,
          authorizationResponse: z.object({authorizationResult: Text}).nullish(),
          captureResponse: z.object({refundAmount: Count.nullish()}).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type Transaction = z.infer<typeof TransactionSchema>;

export const OrderSchema = z.object({
  /** `OPEN`: the shopper may still try again at the page. */
  orderCycle: z.string(),
  orderDetails: z.object({orderId: z.string(), mode: z.string()}),
  transactions: z.array(TransactionSchema),
});
export type Order = z.infer<typeof OrderSchema>;

/** What the script in our page pays with; it is good for 15 minutes. */
export const FormTokenSchema = z.object({formToken: z.string().regex(/^[\x21-\x7e]{20,8192}$/)});

export const EchoSchema = z.object({value: z.string()});

/** Errors come with status 200 too: the envelope says which it is. */
const EnvelopeSchema = z.discriminatedUnion('status', [
  z.object({status: z.literal('SUCCESS'), mode: z.string(), answer: z.unknown()}),
  z.object({status: z.literal('ERROR'), answer: z.object({errorCode: z.string()})}),
]);

/** What came back. `refused`: a plain no to the request itself, so it had no effect. */
export type Answer<Body> =
  | {readonly kind: 'answer'; readonly body: Body}
  | {readonly kind: 'not_found'}
  | {readonly kind: 'refused'; readonly code: string}
  | {readonly kind: 'not_sent'}
  /** Sent, and no answer that we can read: only the platform knows. */
  | {readonly kind: 'unknown'};

/** "Transaction not found": also of an order at whose page nobody has done anything yet. */
const notFoundCode = 'PSP_010';
/** `…_999` stands for anything. */
const refusals = /^(INT|PSP|ACQ)_(?!999)\d{3}$/;

const readMs = 10_000;
const writeMs = 15_000;
/** An order with its tries, each with all that is known of its card. */
const bytesMax = 256 * 1024;

export type Service =
  | 'Charge/SDKTest'
  | 'Charge/CreatePayment'
  | 'Order/Get'
  | 'Transaction/Validate'
  | 'Transaction/Update'
  | 'Transaction/CancelOrRefund';

export type Call = <Body>(service: Service, schema: z.ZodType<Body>, body: object) => Promise<Answer<Body>>;

export function callerOf({url, password}: LyraRest, config: LyraConfig, net: Net): Call {
  const headers = {
    authorization: basic(config.siteId, password),
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'Guichet',
  };
  const mode = modeOf(config);
  return async (service, schema, body) => {
    try {
      const {status, body: text} = await net.fetch({
        method: 'POST',
        url: `${url}V4/${service}`,
        headers,
        timeoutMs: service === 'Order/Get' || service === 'Charge/SDKTest' ? readMs : writeMs,
        bytesMax,
        body: JSON.stringify(body),
      });
      if (status === 401) return {kind: 'refused', code: 'http_401'};
      if (status !== 200) return {kind: 'unknown'};
      const envelope = EnvelopeSchema.safeParse(JSON.parse(text));
      if (!envelope.success) return {kind: 'unknown'};
      if (envelope.data.status === 'ERROR') {
        const {errorCode: code} = envelope.data.answer;
        if (code === notFoundCode) return {kind: 'not_found'};
        return refusals.test(code) ? {kind: 'refused', code} : {kind: 'unknown'};
      }
      // A test payment must never stand for a real one.
      if (envelope.data.mode !== mode) return {kind: 'unknown'};
      const parsed = schema.safeParse(envelope.data.answer);
      return parsed.success ? {kind: 'answer', body: parsed.data} : {kind: 'unknown'};
    } catch (error) {
      return error instanceof NetError && error.kind === 'not_sent' ? {kind: 'not_sent'} : {kind: 'unknown'};
    }
  };
}
