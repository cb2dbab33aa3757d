import {timingSafeEqual} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {z} from 'zod';
import type {World} from '../../ports.ts';
import {readJson} from '../body.ts';
import type {BankConfig} from '../config.ts';
import {isBearer} from '../first-answer.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {createFaults} from './faults.ts';
import {
  cancelOrRefund,
  creditedOf,
  isOpen,
  lower,
  statusOf,
  validate,
  type LyraEntry,
  type LyraTry,
  type Moved,
} from './lyra-book.ts';
import {shop} from './lyra-form.ts';
import {createLyraNews} from './lyra-news.ts';
import {lyraPages} from './lyra-pages.ts';

const Uuid = z.string().min(1).max(64);
const Amount = z.int().min(1);
const Comment = z.string().max(255).exactOptional();

/** The services that it has, and what may stand in their bodies. */
const bodies = {
  'Charge/SDKTest': z.strictObject({value: z.string()}),
  'Order/Get': z.strictObject({
    orderId: z.string().min(1).max(64),
    operationType: z.enum(['DEBIT', 'CREDIT']).exactOptional(),
  }),
  'Transaction/Get': z.strictObject({uuid: Uuid}),
  'Transaction/Validate': z.strictObject({uuid: Uuid, comment: Comment}),
  'Transaction/Update': z.strictObject({
    uuid: Uuid,
    cardUpdate: z.strictObject({
      amount: Amount,
      currency: z.string().length(3),
      expectedCaptureDate: z.string().exactOptional(),
      manualValidation: z.enum(['YES', 'NO']).exactOptional(),
    }),
    comment: Comment,
  }),
  'Transaction/CancelOrRefund': z.strictObject({
    uuid: Uuid,
    amount: Amount,
    currency: z.string().length(3),
    resolutionMode: z.enum(['AUTO', 'CANCELLATION_ONLY', 'REFUND_ONLY']),
    comment: Comment,
  }),
} as const;

/**
 * A double of the Lyra platform, form and REST V4, built from published facts and never compared with it: what is known to
 * be refused there is refused here. Served by the test bank under `/doubles/lyra`, in test mode only.
 */
export function lyraDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/lyra';
  const {clock, random, timer} = world;
  const news = createLyraNews(world);
  const faults = createFaults(config.bankKey, silence, timer);
  const newId = () => Buffer.from(random.bytes(16)).toString('hex');
  const all = () => store.doubles<LyraEntry>('lyra');
  const find = (id: string) => store.double<LyraEntry>('lyra', id);

  const api = new Hono();
  api.use(async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    const known = Buffer.from(`Basic ${Buffer.from(`${shop.siteId}:${shop.password}`).toString('base64')}`);
    return given.length === known.length && timingSafeEqual(given, known) ? next() : error(c, 'INT_905');
  });
  api.use(faults.strike);

  api.post('/V4/Charge/SDKTest', (c) =>
    read(c, 'Charge/SDKTest', ({value}) => success(c, {value, _type: 'V4/Charge/SDKTestResponse'})),
  );

  api.post('/V4/Order/Get', (c) =>
    read(c, 'Order/Get', ({orderId, operationType}) => {
      const entry = find(orderId);
      if (!entry || entry.tries.length === 0) return error(c, 'PSP_010');
      return success(c, orderOf(entry, operationType, clock.now()));
    }),
  );

  api.post('/V4/Transaction/Get', (c) =>
    read(c, 'Transaction/Get', ({uuid}) => {
      const [entry, one] = tryOf(uuid);
      return entry && one ? success(c, transactionOf(entry, one, clock.now())) : error(c, 'PSP_010');
    }),
  );

  api.post('/V4/Transaction/Validate', (c) =>
    read(c, 'Transaction/Validate', ({uuid}) => deed(c, uuid, (one) => validate(one, clock.now()))),
  );

  api.post('/V4/Transaction/Update', (c) =>
    read(c, 'Transaction/Update', ({uuid, cardUpdate: {amount, currency}}) =>
      deed(c, uuid, (one, entry) =>
        currency === entry.currency ? lower(one, amount, clock.now()) : {refused: 'INT_902'},
      ),
    ),
  );

  api.post('/V4/Transaction/CancelOrRefund', (c) =>
    read(c, 'Transaction/CancelOrRefund', ({uuid, amount, currency, resolutionMode: mode}) =>
      deed(c, uuid, (one, entry) =>
        currency === entry.currency
          ? cancelOrRefund(one, {amount, mode, uuid: newId()}, clock.now())
          : {refused: 'INT_902'},
      ),
    ),
  );
  api.all('*', (c) => error(c, 'INT_902'));

  async function read<Name extends keyof typeof bodies>(
    c: Context,
    name: Name,
    run: (body: z.infer<(typeof bodies)[Name]>) => Response,
  ): Promise<Response> {
    const body = bodies[name].safeParse(await readJson(c));
    return body.success ? run(body.data as z.infer<(typeof bodies)[Name]>) : error(c, 'INT_902');
  }

  function tryOf(uuid: string): readonly [LyraEntry?, LyraTry?] {
    for (const entry of all()) {
      const one = entry.tries.find((each) => each.uuid === uuid);
      if (one) return [entry, one];
    }
    return [];
  }

  /** Read and written in one go: two at once see one another. */
  function deed(c: Context, uuid: string, change: (one: LyraTry, entry: LyraEntry) => Moved): Response {
    return store.transaction(() => {
      const [entry, one] = tryOf(uuid);
      if (!entry || !one) return error(c, 'PSP_010');
      const moved = change(one, entry);
      if ('refused' in moved) return error(c, moved.refused);
      const tries = entry.tries.map((each) => (each.uuid === uuid ? moved.next : each));
      store.saveDouble('lyra', entry.id, {...entry, tries});
      const {credit} = moved;
      return success(c, credit ? creditOf(entry, moved.next, credit) : transactionOf(entry, moved.next, clock.now()));
    });
  }

  /** What is in the book, for tests: what the shop's own back office would show. */
  const desk = new Hono().get('/book', (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    const now = clock.now();
    return c.json(
      all().map((entry) => {
        const last = entry.tries.at(-1);
        const status = last && statusOf(last, now);
        const isTaken = status === 'AUTHORISED' || status === 'CAPTURED';
        const wasTaken = isTaken || (status === 'CANCELLED' && last?.validatedAt !== undefined);
        return {
          reference: entry.id,
          open: isOpen(entry, now),
          held: status === 'AUTHORISED_TO_VALIDATE' ? last?.amount : 0,
          captured: wasTaken ? last?.taken : 0,
          refunded: last && wasTaken ? last.taken - (isTaken ? last.amount - creditedOf(last) : 0) : 0,
        };
      }),
    );
  });

  const app = new Hono();
  app.route(`${home}/api-payment`, api);
  app.route(home, lyraPages({home, payOrigin: new URL(config.payUrl).origin, store, news, silence, clock, newId}));
  app.route(home, faults.desk);
  app.route(home, desk);
  return {app, stop: () => news.stop()};
}

/** Status 200 for errors too: the envelope says which it is. */
function envelope(c: Context, status: 'SUCCESS' | 'ERROR', answer: object): Response {
  return c.json({
    webService: new URL(c.req.url).pathname.replace(/^.*\/V4\//, ''),
    version: 'V4',
    applicationVersion: '6.0.0',
    status,
    answer,
    ticket: null,
    serverDate: null,
    applicationProvider: 'DOUBLE',
    metadata: null,
    mode: 'TEST',
    serverUrl: new URL(c.req.url).origin,
    _type: 'V4/WebService/Response',
  });
}

const success = (c: Context, answer: object) => envelope(c, 'SUCCESS', answer);

/** The code, and no word of what was sent. */
function error(c: Context, errorCode: string): Response {
  return envelope(c, 'ERROR', {
    errorCode,
    errorMessage: errorCode,
    detailedErrorCode: null,
    detailedErrorMessage: null,
    ticket: null,
    shopId: shop.siteId,
    _type: 'V4/WebService/WebServiceError',
  });
}

function orderOf(entry: LyraEntry, operationType: 'DEBIT' | 'CREDIT' | undefined, now: number) {
  const {id, form, currency, tries} = entry;
  const debits = tries.map((one) => transactionOf(entry, one, now));
  const credits = tries.flatMap((one) => one.credits.map((credit) => creditOf(entry, one, credit)));
  const last = tries.at(-1);
  const status = last && statusOf(last, now);
  const isPaid = status === 'AUTHORISED' || status === 'CAPTURED' || status === 'AUTHORISED_TO_VALIDATE';
  return {
    shopId: shop.siteId,
    orderCycle: isOpen(entry, now) ? 'OPEN' : 'CLOSED',
    orderStatus: isPaid ? 'PAID' : status === 'ABANDONED' ? 'ABANDONED' : 'UNPAID',
    serverDate: isoOf(now),
    orderDetails: {
      orderTotalAmount: Number(form['vads_amount']),
      orderEffectiveAmount: Number(form['vads_amount']),
      orderCurrency: currency,
      mode: 'TEST',
      orderId: id,
      metadata: null,
      _type: 'V4/OrderDetails',
    },
    customer: {billingDetails: {}, email: form['vads_cust_email'] ?? null, _type: 'V4/Customer/Customer'},
    transactions: operationType === 'CREDIT' ? credits : operationType === 'DEBIT' ? debits : [...debits, ...credits],
    _type: 'V4/Payment',
  };
}

function transactionOf({form, currency}: LyraEntry, one: LyraTry, now: number) {
  const status = statusOf(one, now);
  const isRefused = status === 'REFUSED';
  // The zero before a digit is left out, as in the published samples.
  const result = isRefused ? one.refusal?.replace(/^0/, '') : status === 'ABANDONED' ? null : '0';
  return {
    shopId: shop.siteId,
    uuid: one.uuid,
    amount: one.amount,
    currency,
    paymentMethodType: 'CARD',
    status: isRefused || status === 'ABANDONED' ? 'UNPAID' : 'PAID',
    detailedStatus: status,
    operationType: 'DEBIT',
    effectiveStrongAuthentication: 'DISABLED',
    creationDate: isoOf(one.at),
    errorCode: isRefused ? 'ACQ_001' : null,
    errorMessage: null,
    detailedErrorCode: isRefused ? one.refusal : null,
    detailedErrorMessage: null,
    metadata: null,
    transactionDetails: {
      liabilityShift: 'NO',
      effectiveAmount: one.amount,
      effectiveCurrency: currency,
      sequenceNumber: 1,
      cardDetails: {
        effectiveBrand: one.brand,
        pan: '497010XXXXXX0055',
        expiryMonth: null,
        expiryYear: null,
        legacyTransId: form['vads_trans_id'] ?? null,
        legacyTransDate: null,
        authorizationResponse: {amount: one.amount, authorizationResult: result},
        captureResponse: {refundAmount: creditedOf(one), effectiveRefundAmount: creditedOf(one)},
      },
    },
    _type: 'V4/PaymentTransaction',
  };
}

function creditOf(entry: LyraEntry, one: LyraTry, {uuid, amount, at}: LyraTry['credits'][number]) {
  return {
    ...transactionOf(entry, one, at),
    uuid,
    amount,
    detailedStatus: 'AUTHORISED',
    operationType: 'CREDIT',
    creationDate: isoOf(at),
  };
}

/** As published: seconds, and an offset rather than `Z`. */
function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
