import {timingSafeEqual} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {z} from 'zod';
import type {World} from '../../ports.ts';
import {isPlainUrl, readJson} from '../body.ts';
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
import {lyraBrowser} from './lyra-browser.ts';
import {currencyOf, numericOf, shop} from './lyra-form.ts';
import {createLyraNews} from './lyra-news.ts';
import {lyraPages} from './lyra-pages.ts';
import {creditOf, orderOf, transactionOf} from './lyra-resources.ts';

const Uuid = z.string().min(1).max(64);
const Amount = z.int().min(1);
const Word = z.string().min(1).max(63).exactOptional();
const Comment = z.string().max(255).exactOptional();

/** The services that it has, and what may stand in their bodies. */
const bodies = {
  'Charge/SDKTest': z.strictObject({value: z.string()}),
  'Charge/CreatePayment': z.strictObject({
    amount: Amount,
    currency: z.string().refine((currency) => numericOf(currency) !== undefined),
    orderId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    formAction: z.literal('PAYMENT'),
    paymentMethods: z.tuple([z.literal('CARDS')]),
    customer: z.strictObject({
      email: z.email().exactOptional(),
      billingDetails: z.strictObject({
        firstName: Word,
        lastName: Word,
        address: Word,
        address2: Word,
        zipCode: Word,
        city: Word,
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .exactOptional(),
        language: z.enum(['FR', 'EN']),
      }),
    }),
    transactionOptions: z.strictObject({
      cardOptions: z.strictObject({
        paymentSource: z.literal('EC'),
        captureDelay: z.int().min(0).max(365),
        manualValidation: z.enum(['YES', 'NO']),
        retry: z.int().min(0).max(9),
      }),
    }),
    ipnTargetUrl: z.string().refine((url) => isPlainUrl(url, 1024)),
    metadata: z.record(z.string().max(50), z.string().max(255)),
    contrib: z.string().max(255),
  }),
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
  const payOrigin = new URL(config.payUrl).origin;
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

  api.post('/V4/Charge/CreatePayment', (c) =>
    read(c, 'Charge/CreatePayment', (body) => {
      const {amount, currency, orderId: id, customer, transactionOptions, ipnTargetUrl: ipnUrl, metadata} = body;
      const {manualValidation, retry} = transactionOptions.cardOptions;
      // It takes one number twice, and would have two payments under it. Here that is the shop's fault.
      if (find(id)) return error(c, 'INT_902');
      if (new URL(ipnUrl).origin !== payOrigin || retry !== 0) return error(c, 'INT_902');
      const token = `${newId()}${Buffer.from(JSON.stringify({amount, currency, mode: 'TEST'})).toString('base64')}`;
      const entry: LyraEntry = {
        id,
        page: newId() + newId(),
        form: {
          vads_order_id: id,
          vads_amount: String(amount),
          vads_payment_cards: 'CB',
          vads_validation_mode: manualValidation === 'YES' ? '1' : '0',
          vads_cust_email: customer.email ?? '',
        },
        currency: currencyOf(numericOf(currency) ?? ''),
        locale: customer.billingDetails.language === 'EN' ? 'en' : 'fr',
        returnUrl: payOrigin,
        cancelUrl: payOrigin,
        openedAt: clock.now(),
        isClosed: false,
        tries: [],
        token,
        ipnUrl,
        metadata,
      };
      store.saveDouble('lyra', id, entry);
      return success(c, {formToken: token, _type: 'V4/Charge/PaymentForm'});
    }),
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
  app.route(home, lyraPages({home, payOrigin, store, news, silence, clock, newId}));
  app.route(`${home}/static`, lyraBrowser({store, news, clock, newId}));
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
