import type {KeyObject} from 'node:crypto';
import type {Context} from 'hono';
import {vaultClient} from './vault-client.ts';
import {announce} from './outbox/announce.ts';
import {askedLetters} from './outbox/asked.ts';
import {letterWrite} from './outbox/letters.ts';
import {createOutbox} from './outbox/outbox.ts';
import {newId} from './ids.ts';
import {letterDesk, type LetterConfig} from './letter-desk.ts';
import {createMetrics} from './metrics.ts';
import {createNetGuard} from './net-guard.ts';
import {networkMarks} from './network-marks.ts';
import {compressDocuments} from './compress.ts';
import type {MerchantSettings} from './config.ts';
import {cardingLimits, type CardingLimits} from './payments/carding.ts';
import type {Deps} from './payments/deps.ts';
import {instructionsOf} from './payments/instructions.ts';
import {createLenders} from './payments/lenders.ts';
import {createLimitBook} from './payments/limits.ts';
import type {Link} from './payments/link.ts';
import {linkTo, linkUrl, whatLinkOffers} from './payments/links.ts';
import {move} from './payments/move.ts';
import {keepWord, liveAttempt, mayBeAbout, paidAfterAll} from './payments/moves.ts';
import {dispute, hear} from './payments/told.ts';
import {payments as composePayments} from './payments/payments.ts';
import {courseOf, providersOf} from './payments/routing.ts';
import {paymentWorker} from './payments/worker.ts';
import type {World} from './ports.ts';
import {bank} from './providers/bank.ts';
import {offline} from './providers/offline.ts';
import {hearBank} from './providers/bank-word.ts';
import type {Connection, Notification} from './providers/connection.ts';
import type {Provider} from './providers/provider.ts';
import {createRateBook} from './rates/rate-book.ts';
import {createRateClock} from './rates/rate-clock.ts';
import {sampleRates} from './rates/sample.ts';
import {testWallets} from './providers/test-wallet.ts';
import {paymentMethodRoutes} from './routes/payment-methods.ts';
import {notificationRoutes, type Look} from './routes/notifications.ts';
import {awayRoutes} from './routes/away.ts';
import {returnRoutes} from './routes/returns.ts';
import type {ShopSettings} from './shop-settings.ts';
import {apiDocs} from './routes/api-docs.ts';
import {createAuth} from './routes/auth.ts';
import {bridgeRoutes} from './routes/bridge.ts';
import {callersOf} from './routes/callers.ts';
import {cardBlockRoutes} from './routes/card-blocks.ts';
import {sessionCors} from './routes/cors.ts';
import {deskPage} from './routes/desk-page.ts';
import {eventRoutes} from './routes/events.ts';
import {createIdempotency} from './routes/idempotency.ts';
import {instalmentPlanRoutes} from './routes/instalment-plans.ts';
import {intentRoutes} from './routes/intents.ts';
import {jsonBody} from './routes/json-body.ts';
import {statementRoutes} from './routes/statements.ts';
import {linkPage} from './routes/link-page.ts';
import {letterRoutes} from './routes/letters.ts';
import {linkRoutes} from './routes/links.ts';
import {mailboxRoutes} from './routes/mailbox.ts';
import {pageRoutes} from './routes/page.ts';
import {applePayRoutes, type ApplePay} from './routes/apple-pay.ts';
import {payRoutes} from './routes/pay-env.ts';
import {refuseIdleRoutes} from './provider-settings.ts';
import {problemAnswers, requestIds} from './routes/problem-answers.ts';
import {problemPages} from './routes/problem-pages.ts';
import {createReceiptPdf, type ReceiptFonts} from './receipts/pdf.ts';
import {receipts} from './receipts/receipts.ts';
import {receiptSigner, type ReceiptKeys} from './receipts/sign.ts';
import {invoiceRoutes} from './routes/invoices.ts';
import {receiptPages} from './routes/receipt-pages.ts';
import {receiptRoutes} from './routes/receipts.ts';
import {refundRoutes} from './routes/refunds.ts';
import {sessionRoutes} from './routes/sessions.ts';
import {staticFiles, type StaticFiles} from './routes/static.ts';
import {watchRoutes} from './routes/watch.ts';
import {webhookEndpointRoutes} from './routes/webhook-endpoints.ts';
import type {Store} from './store/store.ts';
import {threeDSServer} from './threeds/server.ts';

/** What `pay` is told. Frozen; read from the environment in `config.ts` only. */
export interface PayConfig {
  readonly mode: 'test' | 'live';
  readonly payUrl: string;
  readonly cardUrl: string;
  readonly cardPrivateUrl: string;
  readonly bankUrl: string;
  /** Absent in live mode. */
  readonly bankKey?: string;
  readonly directoryKey: string;
  readonly merchant: MerchantSettings;
  /** Where fresh exchange rates are; absent: nothing is fetched. */
  readonly ratesUrl?: string;
  /** How shoppers may pay, and what happens then: the merchant's own choice. */
  readonly shop: ShopSettings;
  /** Absent: the real Apple Pay is not set up. */
  readonly applePay?: ApplePay;
  /** The merchant's contracts, first choice first. */
  readonly providers: readonly ((world: World) => Connection)[];
  /** Ed25519: signs what is said to the vault. */
  readonly signingKey: KeyObject;
  /** 32 bytes: the secrets of payment links are made from it. */
  readonly linkKey: Uint8Array;
  readonly receiptKeys: ReceiptKeys;
  /** For PDFs. */
  readonly fonts: ReceiptFonts;
  readonly allowPrivateWebhooks: boolean;
  /** Absent: no letter is written. */
  readonly letters?: LetterConfig;
  /** Every address of a name; what webhooks may be sent to is decided on these. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** SHA-256 of the bearer token for `/metrics`, hex; absent: only the machine itself may read it, in test mode. */
  readonly metricsTokenHash?: string;
  /** The shopper's address, from the socket or a trusted proxy. */
  readonly addressOf: (c: Context) => string | undefined;
  /** What counts as card testing. Absent: the usual limits in live mode, none in a sandbox. */
  readonly carding?: CardingLimits;
  /** What the build made for browsers. */
  readonly assets: StaticFiles & {
    readonly page: {readonly script: string; readonly preloads: readonly string[]};
    /** Absent: no back office is served. */
    readonly desk?: {readonly script: string};
    /** The receipt's page, and the one that checks a signature. */
    readonly receipt: {readonly script: string; readonly preloads: readonly string[]};
    readonly bridge: {readonly text: string};
  };
}

const day = 24 * 60 * 60 * 1000;

/** `pay`, whole: the one place that knows every room. */
export function createPay(config: PayConfig, world: World, store: Store) {
  const {payUrl, cardUrl, merchant} = config;
  const livemode = config.mode === 'live';
  const vault = vaultClient({privateUrl: config.cardPrivateUrl, signingKey: config.signingKey}, world);
  const guard = createNetGuard({resolve: config.resolve, allowPrivate: config.allowPrivateWebhooks});
  const accounts = {transfer: config.shop.accounts, cheque: config.shop.cheque};
  const desk = receipts({
    store,
    world,
    payUrl,
    linkKey: config.receiptKeys.linkKey,
    kick: () => letters?.kick(),
    ...(config.letters && {
      letter: ({id, session}) => [
        letterWrite(newId('ltr_', world.random), 'receipt', {session, intent: id, asked: 1}, world.clock.now()),
      ],
    }),
  });
  const letters =
    config.letters &&
    letterDesk(
      config.letters,
      {
        payUrl,
        merchant,
        withdrawalUrl: config.shop.withdrawalUrl,
        links: {
          payLink: async (of, asked) => offered(deps, await linkTo(deps, of, asked + 7 * day)),
          receiptLink: (intent) => desk.linkOfPayment(intent),
          instructions: async (id) => {
            const intent = await store.get('intents', id);
            return (intent && instructionsOf(intent.doc, accounts)) ?? undefined;
          },
        },
        openLink: (link) => offered(deps, link),
      },
      world,
      store,
    );
  const metrics = createMetrics(store);
  const outbox = createOutbox({store, world, guard}, letters);

  const sandbox = !livemode && config.bankKey !== undefined && {baseUrl: config.bankUrl, key: config.bankKey};
  const wallets = sandbox ? testWallets(sandbox, world) : [];
  const connections = config.providers.map((connect) => connect(world));
  const all: readonly Provider[] = [
    ...connections.map(({provider}) => provider),
    ...(sandbox ? [bank(sandbox, world.net)] : []),
    ...wallets,
    offline(),
  ];
  refuseIdleRoutes(config.shop, all);
  const rates = createRateBook(
    {livemode, sample: sampleRates, ...(config.ratesUrl !== undefined && {url: config.ratesUrl})},
    world,
  );
  const deps: Deps = {
    store,
    world,
    vault,
    providers: new Map(all.map((provider) => [provider.name, provider])),
    lenders: createLenders(world.clock),
    limits: createLimitBook(world.clock),
    rates: (today) => rates.offered(today),
    announce: (announcement) => {
      metrics.count(announcement);
      return announce(announcement, world);
    },
    receipts: {
      issuer: payUrl,
      timeZone: 'Europe/Paris',
      merchant: {
        name: merchant.name,
        address: merchant.address,
        siret: merchant.siret,
        contract_id: merchant.contractId,
        site: merchant.origins[0] ?? null,
      },
      accounts,
      withdrawalUrl: config.shop.withdrawalUrl,
      sign: receiptSigner(config.receiptKeys),
    },
    kick: (due) => {
      outbox.kick();
      if (due !== undefined) worker.wake(due);
    },
    settings: {
      payUrl,
      blockMs: 30 * day,
      attemptsMax: 5,
      strikesMax: 3,
      methods: config.shop.methods,
      routes: config.shop.routes,
      linkKey: config.linkKey,
      reviewRules: config.shop.review,
      reminders: config.shop.reminders,
      markupBasisPoints: config.shop.markupBasisPoints,
      carding: config.carding ?? (livemode ? cardingLimits : null),
      acquirer: {
        merchantId: merchant.contractId ?? 'sandbox-0001',
        bin: '400000',
        merchantName: merchant.name,
        mcc: '5712',
        country: '250',
        url: merchant.origins[0] ?? payUrl,
      },
    },
  };
  const rateClock = config.ratesUrl === undefined ? undefined : createRateClock(rates, world.timer);
  const worker = paymentWorker(deps);
  const verbs = composePayments(deps, {
    payUrl,
    cardUrl,
    merchant: {
      id: merchant.id,
      name: merchant.name,
      ...(merchant.address !== null && {address: merchant.address}),
      ...(merchant.siret !== null && {siret: merchant.siret}),
      ...(merchant.contractId !== null && {contractId: merchant.contractId}),
      ...(config.shop.termsUrl !== null && {termsUrl: config.shop.termsUrl}),
    },
    accounts,
    grant: (grant) => vault.grant(grant),
    receiptUrl: (id) => desk.linkOf(id),
  });

  const auth = createAuth({store, merchants: [merchant], ofLink: desk.ofLink});
  const callers = callersOf([merchant]);
  const idempotency = createIdempotency({store, world});
  const {onError, notFound} = problemAnswers({payUrl, log: world.log});
  const app = payRoutes();
  app.use(requestIds(world));
  app.use(compressDocuments());
  app.onError(onError);
  app.notFound(notFound);

  // Who may call what, before anything of the body is read.
  const session = '/v1/checkout_sessions/:id';
  app.use(session, sessionCors({store, payUrl}));
  app.use(`${session}/:verb`, sessionCors({store, payUrl}));
  app.use('/v1/checkout_sessions', auth.secret);
  app.use('/v1/payment_links', auth.secret);
  app.use(session, auth.either);
  app.use(`${session}/confirm`, auth.client);
  app.use(`${session}/cancel`, auth.client);
  app.use(`${session}/look`, auth.client);
  app.use(`${session}/apple_pay_session`, auth.client);
  app.use(`${session}/expire`, auth.secret);
  app.use(`${session}/invoice`, auth.secret);
  app.use('/v1/receipts/:id', auth.receipt);
  app.use('/v1/receipts/:id/:verb', auth.receipt);
  app.use('/v1/payment_links/:id/send', auth.secret);
  for (const path of ['payment_intents', 'refunds', 'card_blocks', 'letters']) {
    app.use(`/v1/${path}`, auth.secret);
    app.use(`/v1/${path}/*`, auth.secret);
  }
  app.route('/', statementRoutes(verbs, callers, auth));
  app.use('/v1/*', jsonBody({except: [/^\/v1\/checkout_sessions\/[^/]+\/invoice$/]}));
  for (const path of [
    `${session}/confirm`,
    '/v1/payment_intents/:id/capture',
    '/v1/payment_intents/:id/void',
    '/v1/payment_intents/:id/mark_received',
    '/v1/payment_intents/:id/review',
    '/v1/payment_intents/:id/settle_task',
    '/v1/refunds',
  ]) {
    app.use(path, idempotency.idempotent({required: true}));
  }
  for (const path of [
    '/v1/checkout_sessions',
    '/v1/payment_links',
    `${session}/cancel`,
    `${session}/look`,
    `${session}/expire`,
    '/v1/payment_links/:id/send',
    '/v1/letters/:id/resend',
    '/v1/receipts/:id/send',
  ]) {
    app.use(path, idempotency.idempotent({required: false}));
  }

  const networkMark = networkMarks(config.signingKey);
  app.route(
    '/',
    sessionRoutes(verbs, callers, livemode, (c) => networkMark(config.addressOf(c))),
  );
  app.route('/', intentRoutes(verbs, callers));
  app.route('/', refundRoutes(verbs, callers));
  app.route('/', cardBlockRoutes(verbs, callers));
  app.route(
    '/',
    paymentMethodRoutes(verbs, [merchant], {
      name: merchant.name,
      livemode,
      block: {payments: deps.settings.strikesMax, ms: deps.settings.blockMs},
      review: Object.keys(config.shop.review).length > 0,
      markupBasisPoints: config.shop.markupBasisPoints,
      chequePayee: config.shop.cheque?.payee ?? null,
    }),
  );
  app.route('/', instalmentPlanRoutes(verbs, {livemode, world, networkOf: (c) => networkMark(config.addressOf(c))}));
  app.route('/', deskPage({payUrl, script: config.assets.desk?.script}));
  app.route('/', linkRoutes(verbs, callers, livemode));
  app.route('/', linkPage({payUrl}));
  app.route('/', letterRoutes(letters && askedLetters(deps, () => letters.kick()), callers));
  app.route(
    '/',
    receiptRoutes({desk, callers, published: config.receiptKeys.published, pdf: createReceiptPdf(config.fonts)}),
  );
  app.route('/', invoiceRoutes({desk, verbs, callers}));
  app.route('/', eventRoutes({store, world, auth, idempotency, kick: () => outbox.kick()}));
  app.route('/', webhookEndpointRoutes({store, world, auth, idempotency, guard}));
  if (config.letters?.mailbox && !livemode) app.route('/', mailboxRoutes({mailbox: config.letters.mailbox, auth}));
  app.openAPIRegistry.registerComponent('securitySchemes', 'secretKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'sk_test_… or sk_live_…, from the merchant’s server',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'clientToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'cst_…, from the browser of one session',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'receiptLink', {
    type: 'http',
    scheme: 'bearer',
    description: 'rc_…, from the fragment of a receipt’s link',
  });

  const threeds = threeDSServer(deps, (intentId) => worker.nudge(intentId));
  app.route(
    '/',
    bridgeRoutes({
      threeds,
      payUrl,
      directoryKey: config.directoryKey,
      script: config.assets.bridge.text,
      addressOf: config.addressOf,
    }),
  );
  const withTry = async (handle: string, order?: string) => {
    const [row] = await store.find('intents', {by: 'handle', equals: handle, limit: 1});
    if (row || order === undefined) return row;
    const rows = await store.find('intents', {by: 'order', equals: order, limit: 100});
    return rows.find(({doc}) => doc.attempts.some((attempt) => attempt.handle === handle));
  };
  const look = async (handle: string, {reference, word, taken, order}: Look) => {
    const row = await withTry(handle, order);
    // Money, and nobody knows whose: the log is all that is left.
    if (!row && taken !== undefined) world.log('paid_by_nobody', {handle: handle.slice(0, 40)});
    if (!row) return;
    if (taken !== undefined && (await move(deps, row.id, (intent) => paidAfterAll(intent, handle, taken))))
      world.log('paid_after_all', {intent: row.id});
    if (!mayBeAbout(row.doc, reference)) return;
    if (word !== undefined) await move(deps, row.id, (intent) => keepWord(intent, handle, word));
    await hearOf(row.id, handle);
    worker.nudge(row.id);
  };
  /** Written down before it is answered: what the provider said of a payment that is made is looked at, whatever happens. */
  const hearOf = async (id: string, handle: string | undefined) => {
    const now = world.clock.now();
    await move(deps, id, (intent) => {
      const last = intent.attempts.at(-1);
      const isAbout = last && (handle === undefined || last.handle === handle);
      return isAbout && deps.providers.get(last.provider)?.tell ? hear(intent, now) : undefined;
    });
  };
  /** A word that names no try: of a refund that somebody made at the provider's own desk, say. */
  const lookByNumber = async (reference: string, provider: string, disputed: Look['dispute']) => {
    const rows = await store.find('intents', {by: 'reference', equals: reference, limit: 10});
    const row = rows.find(({doc}) => doc.attempts.at(-1)?.provider === provider);
    if (!row) return;
    if (disputed) {
      const word = {...disputed, at: world.clock.now()};
      await move(deps, row.id, (intent) => dispute(intent, word));
    }
    await hearOf(row.id, undefined);
    worker.nudge(row.id);
  };
  app.route(
    '/',
    returnRoutes({
      payUrl,
      world,
      look,
      reader: async (handle) => {
        const attempt = (await withTry(handle))?.doc.attempts.find((one) => one.handle === handle);
        return connections.find(({provider}) => provider.name === attempt?.provider)?.hearReturn;
      },
    }),
  );
  app.route(
    '/',
    awayRoutes({
      payUrl,
      async find(handle) {
        const [row] = await store.find('intents', {by: 'handle', equals: handle, limit: 1});
        const step = row && liveAttempt(row.doc)?.step;
        if (!row || step?.name !== 'away') return row && {session: row.doc.session};
        const {url, form: fields, until} = step;
        const isOpen = step.handle === handle && world.clock.now() < until;
        return {session: row.doc.session, ...(isOpen && url !== undefined && fields && {form: {url, fields}})};
      },
    }),
  );
  app.route(
    '/',
    notificationRoutes({
      world,
      hears: new Map([
        ...(sandbox
          ? wallets.map(({name}) => [name, (word: Notification) => hearBank(sandbox.key, word)] as const)
          : []),
        ...connections.map((connection) => [connection.provider.name, connection.hear] as const),
      ]),
      look: async (handle, heard, provider) => {
        if (handle !== undefined) return look(handle, heard);
        if (heard.reference !== undefined) return lookByNumber(heard.reference, provider, heard.dispute);
      },
    }),
  );
  app.route(
    '/',
    pageRoutes({
      readView: async (id, locale) =>
        (await store.get('sessions', id))
          ? verbs.view({id: toSessionId(id)}, undefined, locale, 'stranger')
          : undefined,
      embedOrigins: async (id) => (await verbs.embedOrigins(id)) ?? [],
      payUrl,
      cardUrl,
      isTyped: (method) => providersOf(deps, method).some((provider) => courseOf(method, provider) === 'card'),
      hostsOf: (name) => deps.providers.get(name)?.fields?.hosts,
      assets: config.assets.page,
      world,
    }),
  );
  app.route('/', applePayRoutes({applePay: config.applePay, merchantName: merchant.name, payUrl, world, callers}));
  app.route('/', receiptPages({payUrl, scripts: config.assets.receipt}));
  app.route('/', problemPages());
  app.route('/', apiDocs(app, {payUrl, version: config.assets.version}));
  app.route(
    '/',
    watchRoutes({
      metrics: () => metrics.text(),
      livemode,
      ...(config.metricsTokenHash !== undefined && {metricsTokenHash: config.metricsTokenHash}),
      addressOf: config.addressOf,
      world,
    }),
  );
  app.get('/livez', (c) => c.text('ok'));
  app.get('/readyz', async (c) => {
    await store.find('sessions', {by: 'intent', equals: 'none', limit: 1});
    return c.text('ok');
  });
  app.route('/', staticFiles(config.assets, {payUrl, cardUrl: config.cardUrl}));

  return {
    app,
    start(): void {
      // The first page finds out what the contracts take.
      for (const provider of all) deps.limits.of(provider);
      rateClock?.start();
      outbox.start();
      letters?.start();
      worker.start();
      idempotency.start();
    },
    /** Begins nothing new and waits for what is in flight. Who opened the store closes it. */
    async stop(): Promise<void> {
      rateClock?.stop();
      await worker.stop();
      idempotency.stop();
      await outbox.stop();
      await letters?.stop();
    },
  };
}

/** Where a link leads, as long as there is something to pay. */
async function offered(deps: Deps, link: Link) {
  return (await whatLinkOffers(deps, link)) === 'open' ? {url: linkUrl(deps, link), until: link.expiresAt} : undefined;
}

function toSessionId(id: string): `cs_${string}` {
  return `cs_${id.slice(3)}`;
}
