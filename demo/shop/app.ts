import {randomBytes} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {deleteCookie, getCookie, setCookie} from 'hono/cookie';
import {csrf} from 'hono/csrf';
import {secureHeaders} from 'hono/secure-headers';
import {properties} from '../gallery/exhibits.ts';
import {galleryPage, schemes, widths} from '../gallery/page.ts';
import {studioPage, studioTheme} from '../studio/page.ts';
import {isCurrency, isLamp, priced, readCart, writeCart, type Cart, type Currency, type Lamp} from './catalog.ts';
import type {ShopConfig} from './config.ts';
import {letterPage, letterPolicy, mailboxPage} from './mailbox.ts';
import {guichet, isGenuine, Refusal, type Payment, type Session} from './guichet.ts';
import type {Order, OrderBook} from './orders.ts';
import {
  versionOf,
  adminPage,
  cardsPage,
  cartPage,
  elementsPage,
  embedPage,
  home,
  messagePage,
  orderPage,
  termsPage,
  viewOf,
  withdrawPage,
  type TestCard,
} from './pages.ts';
import {files} from './public.ts';
import {isLanguage, translator, type Language} from './texts.ts';

/** Where our page goes on: the cookie that holds the cart and the currency. */
const cookie = {path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 86_400} as const;

/** A lamp shop that takes payments through the public API of Guichet, and knows nothing else of it. */
export function createShop(config: ShopConfig, orders: OrderBook) {
  const {payUrl, cardUrl, bankUrl, shopUrl} = config;
  const api = guichet(payUrl, config.secretKey);
  const app = new Hono();
  let webhookSecret: string | undefined;
  let shown: {readonly session: Session; readonly until: number} | undefined;

  // Before the shop's own policy, which is for its pages: a letter brings one of its own.
  app.get('/mailbox/:id', async (c) => {
    const letter = await orNothing(api.letter(c.req.param('id')));
    if (!letter) return c.notFound();
    return c.body(letter.html, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': letterPolicy(shopUrl),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });

  // The strict policy of a careful merchant: scripts and frames from our own origin and Guichet's, nothing inline.
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", payUrl],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'", payUrl],
        frameSrc: ["'self'", payUrl, cardUrl],
        formAction: ["'self'", payUrl],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['lit-html'],
      },
      crossOriginOpenerPolicy: false,
      strictTransportSecurity: false,
    }),
  );

  app.post('/webhooks', async (c) => {
    const body = await c.req.text();
    if (!webhookSecret || !isGenuine(webhookSecret, c.req.raw.headers, body)) return c.body(null, 400);
    await take(JSON.parse(body));
    return c.body(null, 204);
  });

  // Everything below is for browsers, and forms come from our own pages only.
  app.use(csrf({origin: shopUrl}));

  app.get('/public/:name', (c) => {
    const file = files.get(c.req.param('name'));
    return file ? c.body(file.content, 200, {'content-type': file.type, 'cache-control': 'max-age=300'}) : c.notFound();
  });

  // One address in the settings of Guichet, whatever the language of who follows it.
  for (const path of ['/', '/terms', '/withdraw'] as const) {
    const rest = path === '/' ? '' : path;
    app.get(path, (c) => c.redirect(`${/^en/i.test(c.req.header('accept-language') ?? '') ? '/en' : '/fr'}${rest}`));
  }
  app.get('/:language{(?:fr|en)}/terms', (c) => c.html(termsPage(view(c))));
  app.get('/:language{(?:fr|en)}/withdraw', (c) => c.html(withdrawPage(view(c))));
  app.get('/:language{(?:fr|en)}', (c) => c.html(home(view(c))));

  app.get('/:language{(?:fr|en)}/cart', (c) => {
    const shown = view(c);
    const {lines, total} = priced(shown.cart, shown.currency, nameIn(shown.language));
    return c.html(cartPage(shown, lines, total, c.req.query('canceled') === undefined ? '' : shown.t('pay.canceled')));
  });

  app.post('/:language{(?:fr|en)}/cart', async (c) => {
    const form = await c.req.parseBody();
    const cart = new Map(cartOf(c));
    const added = form['add'];
    if (isLamp(added)) cart.set(added, Math.min((cart.get(added) ?? 0) + 1, 9));
    for (const [name, count] of Object.entries(form)) {
      if (!isLamp(name) || typeof count !== 'string' || !/^\d$/.test(count)) continue;
      if (count === '0') cart.delete(name);
      else cart.set(name, Number(count));
    }
    setCookie(c, 'cart', writeCart(cart), cookie);
    if (isCurrency(form['currency'])) setCookie(c, 'currency', form['currency'], cookie);
    return c.redirect(`/${languageOf(c)}/cart`, 303);
  });

  app.post('/:language{(?:fr|en)}/checkout', async (c) => {
    const {way, capture, buyer, key} = await c.req.parseBody();
    const shown = view(c);
    const {language, currency, cart} = shown;
    if (cart.size === 0) return c.redirect(`/${language}/cart`, 303);
    try {
      const order = await place(
        cart,
        currency,
        language,
        capture === 'automatic' ? 'automatic' : 'manual',
        buyer === 'company' ? 'company' : 'individual',
        String(key),
      );
      deleteCookie(c, 'cart', cookie);
      if (way === 'embed') return c.redirect(`/${language}/embed/${order.handle}`, 303);
      // Asks for the wallets of every device: their test sheets open in any browser.
      return c.redirect(
        way === 'elements'
          ? `/${language}/elements/${order.handle}?wallets=test`
          : order.session.url.replace('#', '?wallets=test#'),
        303,
      );
    } catch (error) {
      const {lines, total} = priced(cart, currency, nameIn(language));
      return c.html(cartPage(shown, lines, total, shown.t('cart.refused', {code: codeOf(error)})), 502);
    }
  });

  app.get('/:language{(?:fr|en)}/embed/:handle', (c) => withOrder(c, (order) => embedPage(view(c), order)));
  app.get('/:language{(?:fr|en)}/elements/:handle', (c) => withOrder(c, (order) => elementsPage(view(c), order)));
  app.get('/:language{(?:fr|en)}/orders/:handle', (c) => withOrder(c, (order) => orderPage(view(c), order)));

  // The page asks whether there is news; what the news are, it reads by loading itself again.
  app.get('/:language{(?:fr|en)}/orders/:handle/version', (c) => {
    const order = orders.get(c.req.param('handle'));
    return order ? c.text(versionOf(order), 200, {'cache-control': 'no-store'}) : c.notFound();
  });

  app.get('/:language{(?:fr|en)}/cards', async (c) => c.html(cardsPage(view(c), await testCards(languageOf(c)))));

  app.get('/:language{(?:fr|en)}/gallery', async (c) => {
    const {scheme, width} = c.req.query();
    const light = {
      scheme: schemes.find((one) => one === scheme) ?? 'device',
      width: widths.find((one) => one === width) ?? 'wide',
    };
    c.header('cache-control', 'no-store');
    return c.html(galleryPage(view(c), light, await orNothing(show())));
  });

  app.get('/gallery/samples.json', (c) => c.json(properties));

  app.get('/:language{(?:fr|en)}/studio', async (c) => {
    c.header('cache-control', 'no-store');
    return c.html(studioPage(view(c), await orNothing(show())));
  });

  app.get('/:language{(?:fr|en)}/studio/theme.json', (c) =>
    c.json(studioTheme(languageOf(c), translator(languageOf(c)))),
  );

  app.get('/:language{(?:fr|en)}/mailbox', async (c) => {
    c.header('cache-control', 'no-store');
    return c.html(mailboxPage(view(c), (await orNothing(api.letters()))?.data));
  });

  app.get('/:language{(?:fr|en)}/mailbox/:id', async (c) => {
    const letter = await orNothing(api.letter(c.req.param('id')));
    return letter
      ? c.html(letterPage(view(c), letter))
      : c.html(messagePage(view(c), view(c).t('mailbox.missing')), 404);
  });

  app.get('/:language{(?:fr|en)}/admin', (c) => {
    const {said, code} = c.req.query();
    const shown = view(c);
    const words =
      said === 'done' || said === 'refused' || said === 'badAmount' ? shown.t(`admin.${said}`, {code: code ?? ''}) : '';
    return c.html(adminPage(shown, orders.latest(), words));
  });

  app.post(
    '/:language{(?:fr|en)}/admin/:handle/:action{(?:ship|part|void|refund|received|approve|decline)}',
    async (c) => {
      const order = orders.get(c.req.param('handle'));
      if (!order) return c.html(messagePage(view(c), view(c).t('order.missing')), 404);
      const form = await c.req.parseBody();
      const amount = minorUnits(String(form['amount'] ?? ''));
      const back = `/${languageOf(c)}/admin?said=`;
      const action = c.req.param('action');
      if (amount === 'unreadable' || ((action === 'part' || action === 'received') && amount === undefined))
        return c.redirect(`${back}badAmount`, 303);
      try {
        const {payment_intent: id} = order.session;
        const key = String(form['key']);
        if (action === 'ship') await api.capture(id, {final: true}, key);
        else if (action === 'part') await api.capture(id, {...(amount !== undefined && {amount}), final: false}, key);
        else if (action === 'void') await api.void(id, key);
        else if (action === 'received') await api.received(id, amount ?? 0, key);
        else if (action === 'approve' || action === 'decline') await api.review(id, action, key);
        else await api.refund(id, amount, key);
        orders.put({...order, payment: await api.payment(id)});
        return c.redirect(`${back}done`, 303);
      } catch (error) {
        return c.redirect(`${back}refused&code=${encodeURIComponent(codeOf(error))}`, 303);
      }
    },
  );

  /** An order, and the session that collects its amount. */
  async function place(
    cart: Cart,
    currency: Currency,
    language: Language,
    capture: 'automatic' | 'manual',
    buyer: 'individual' | 'company',
    key: string,
  ): Promise<Order> {
    const handle = randomBytes(16).toString('base64url');
    const reference = `ML-${randomBytes(4).toString('hex').toUpperCase()}`;
    const {lines, total} = priced(cart, currency, nameIn(language));
    const session = await api.createSession(
      {
        amount: total,
        currency,
        order_reference: reference,
        line_items: lines,
        return_url: `${shopUrl}/${language}/orders/${handle}`,
        cancel_url: `${shopUrl}/${language}/cart?canceled`,
        capture_method: capture,
        locale: language,
        customer: {
          email: 'camille@example.test',
          name: 'Camille Martin',
          type: buyer,
          billing_country: 'FR',
          billing_address: {line1: '12 rue des Lilas', postal_code: '69003', city: 'Lyon'},
          ...(buyer === 'company' && {company: 'Atelier Martin', paid_orders: 3}),
        },
        embed_origins: [shopUrl],
        metadata: {order: handle},
      },
      `${key}.${reference}`,
    );
    const order = {handle, reference, placed: new Date().toISOString(), language, currency, lines, total, session};
    orders.put(order);
    return order;
  }

  /** A session to look at, the same for a quarter of an hour; nobody waits for its money. */
  async function show(): Promise<Session> {
    const now = Date.now();
    if (shown && now < shown.until) return shown.session;
    const {lines, total} = priced(new Map([['aube', 1]]), 'EUR', nameIn('fr'));
    const session = await api.createSession(
      {
        amount: total,
        currency: 'EUR',
        order_reference: `ML-${randomBytes(4).toString('hex').toUpperCase()}`,
        line_items: lines,
        return_url: `${shopUrl}/fr/gallery`,
        capture_method: 'manual',
        embed_origins: [shopUrl],
      },
      randomBytes(16).toString('hex'),
    );
    shown = {session, until: now + 900_000};
    return session;
  }

  /** News of a payment. A refund names only its payment, so that one is asked for. */
  async function take({data}: {data: {object: News}}): Promise<void> {
    const {object} = data;
    const id = object.object === 'payment_intent' ? object.id : object.payment_intent;
    const order = id === undefined ? undefined : orders.byPayment(id);
    if (!order || id === undefined) return;
    // News may come late, twice, and out of order: what the server says now is what counts.
    orders.put({...order, payment: await api.payment(id)});
  }

  async function testCards(language: Language): Promise<TestCard[] | undefined> {
    try {
      const answer = await fetch(`${bankUrl}/cards.json`, {signal: AbortSignal.timeout(3_000)});
      const {cards}: {cards: {number: string; text: Record<Language, string>}[]} = await answer.json();
      return cards.map(({number, text}) => ({number, text: text[language]}));
    } catch {
      return undefined;
    }
  }

  function view(c: Context) {
    return viewOf(config, languageOf(c), currencyOf(c), cartOf(c), c.req.path);
  }

  function withOrder(c: Context, page: (order: Order) => ReturnType<typeof orderPage>) {
    const order = orders.get(c.req.param('handle') ?? '');
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    return order ? c.html(page(order)) : c.html(messagePage(view(c), view(c).t('order.missing')), 404);
  }

  return {
    app,
    /** Asks Guichet to announce to us, in place of what an earlier run had asked. */
    async register(): Promise<void> {
      const url = `${shopUrl}/webhooks`;
      const {data} = await api.endpoints();
      for (const old of data.filter((endpoint) => endpoint.url === url)) await api.removeEndpoint(old.id);
      webhookSecret = (await api.addEndpoint(url, randomBytes(16).toString('hex'))).secret;
    },
  };
}

type News =
  | (Payment & {readonly object: 'payment_intent'; readonly payment_intent?: undefined})
  | {
      readonly object: 'checkout_session' | 'refund';
      readonly payment_intent?: string;
    };

function languageOf(c: Context): Language {
  const language = c.req.param('language');
  return isLanguage(language) ? language : 'fr';
}

function currencyOf(c: Context): Currency {
  const currency = getCookie(c, 'currency');
  return isCurrency(currency) ? currency : 'EUR';
}

function cartOf(c: Context): Cart {
  return readCart(getCookie(c, 'cart'));
}

function nameIn(language: Language): (what: Lamp | 'delivery') => string {
  const t = translator(language);
  return (what) => t(`lamp.${what}`);
}

/** For what the shop can do without. */
async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Refusal ? error.code : 'no_answer';
}

/** `12,50` or `12.50` → 1250, digit by digit: no float ever holds an amount. Nothing means all. */
function minorUnits(text: string): number | undefined | 'unreadable' {
  if (!text.trim()) return undefined;
  const [, whole, cents = ''] = /^\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*$/.exec(text) ?? [];
  return whole === undefined ? 'unreadable' : Number(whole + cents.padEnd(2, '0'));
}
