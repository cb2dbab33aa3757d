import type {Brand} from '#contract/cards.ts';
import {brands} from '#contract/cards.ts';
import type {Locale} from '#contract/locale.ts';
import type {Currency, Money} from '#contract/money.ts';
import type {ReceiptProof, SessionView} from '#contract/session.ts';
import type {CaptureMethod, MethodType} from '#contract/statuses.ts';
import type {CardGrant} from '#contract/vault.ts';
import {preferredLocale} from '../accept-language.ts';
import {Problem} from '../routes/problem.ts';
import {listBlocks, liftBlock, readBlock} from './blocks.ts';
import {cancelByShopper, closeSession} from './cancel.ts';
import {capture, refund, voidIntent} from './capture.ts';
import {confirm} from './confirm.ts';
import {createSession, type MerchantFacts, type NewSession} from './create-session.ts';
import type {Deps} from './deps.ts';
import type {Link} from './link.ts';
import {createLink, linkTo, linkUrl, openLink} from './links.ts';
import {listIntents, type IntentQuery} from './list-intents.ts';
import {receiptIdOf} from './receipt.ts';
import {lookAway} from './look.ts';
import type {Lenders} from './lenders.ts';
import {otherProvider, routeOf, wayIn} from './routing.ts';
import type {CheckoutSession} from './session.ts';
import type {Write} from '../store/store.ts';
import {decideReview} from './decide-review.ts';
import type {Accounts} from './instructions.ts';
import {markReceived} from './mark-received.ts';
import {settleTask, type Settlement} from './settle-task.ts';
import {readBankStatement} from './statements.ts';
import {enabledOf, limitsIn, offerIn, offersOf} from './offers.ts';
import {browserView, type ViewContext} from './views.ts';

/** What the views need beside the payments themselves. */
export interface PaymentsContext {
  readonly payUrl: string;
  readonly cardUrl: string;
  readonly merchant: ViewContext['merchant'] & {readonly id: string};
  readonly accounts: Accounts;
  readonly grant: (grant: CardGrant) => string;
  /** The page of a receipt, with the token that opens it. */
  readonly receiptUrl: (id: string) => string;
}

/** A session that was just made, with what is told of it only once. */
export interface NewlyMade {
  readonly session: CheckoutSession;
  readonly clientToken: string;
  readonly url: string;
}

const acceptedBrands: readonly (Brand | 'cb')[] = ['cb', ...brands];

/** The verbs, as the routes call them. */
export function payments(deps: Deps, context: PaymentsContext) {
  const {store} = deps;

  async function session(id: string, merchant: string): Promise<CheckoutSession> {
    const row = await store.get('sessions', id);
    if (!row || row.doc.merchant !== merchant) throw new Problem('session_not_found');
    return row.doc;
  }

  async function intent(id: string, merchant: string) {
    const row = await store.get('intents', id);
    if (!row || row.doc.merchant !== merchant) throw new Problem('intent_not_found');
    return row.doc;
  }

  /**
   * The session as it stands now, for its browser. `stranger`: whoever has the address of its page, but not its token;
   * the link to the receipt is not for them.
   */
  async function view(
    {id}: Pick<CheckoutSession, 'id'>,
    asked: Locale | undefined,
    acceptLanguage: string | undefined,
    who: 'shopper' | 'stranger' = 'shopper',
  ): Promise<SessionView> {
    const row = await store.get('sessions', id);
    const paid = row && (await store.get('intents', row.doc.intent));
    if (!row || !paid) throw new Problem('session_not_found');
    const locale = asked ?? (row.doc.locale === 'auto' ? preferredLocale(acceptLanguage) : row.doc.locale);
    const proof = who === 'shopper' ? await proofOf(row.doc) : undefined;
    const [offers, ...quotedOffers] = await Promise.all([
      offersOf(deps, row.doc, paid.doc),
      ...(row.doc.quotes ?? []).map(({charged}) => offersOf(deps, row.doc, paid.doc, charged)),
    ]);
    return browserView(row.doc, paid.doc, {
      isShopper: who === 'shopper',
      payUrl: context.payUrl,
      locale,
      merchant: context.merchant,
      frameUrl: row.doc.status === 'open' ? frameUrl(row.doc) : null,
      brands: acceptedBrands,
      offers,
      quotedOffers,
      wayOf: (method, money) =>
        wayIn(deps, {method, ...money, capture: row.doc.captureMethod, attempts: paid.doc.attempts}),
      otherProvider: otherProvider(deps, row.doc, paid.doc.attempts),
      accounts: context.accounts,
      ...(proof && {proof}),
    });
  }

  async function proofOf({intent: of, invoiceUrl}: CheckoutSession): Promise<ReceiptProof | undefined> {
    const row = await store.get('receipts', receiptIdOf(of));
    const withdrawal = row?.doc.document.withdrawal_url;
    return (
      row && {
        id: row.id,
        url: context.receiptUrl(row.id),
        verify_url: `${context.payUrl}/verify#${row.doc.seal}`,
        invoice_url: invoiceUrl ?? null,
        ...(withdrawal !== undefined && {withdrawal_url: withdrawal}),
      }
    );
  }

  /** The card form's address. The grant in it only says who may frame the form, and until when. */
  function frameUrl({id, merchant, livemode, embedOrigins, expiresAt}: CheckoutSession): string {
    const grant = context.grant({
      v: 1,
      session: id,
      merchant,
      merchant_name: context.merchant.name,
      livemode,
      origins: [...new Set([context.payUrl, ...embedOrigins])],
      brands: acceptedBrands,
      prefers: 'cb',
      exp: expiresAt,
    });
    return `${context.cardUrl}/frame?g=${grant}`;
  }

  return {
    session,
    intent,
    view,
    embedOrigins: async (id: string) => (await store.get('sessions', id))?.doc.embedOrigins,
    /** @param also - What must be written together with the session. */
    async createSession(
      merchant: MerchantFacts,
      livemode: boolean,
      wanted: NewSession,
      also: (made: NewlyMade) => readonly Write[] = () => [],
    ) {
      const addressed = (made: Awaited<ReturnType<typeof createSession>>): NewlyMade => ({
        ...made,
        url: `${context.payUrl}/pay/${made.session.id}#${made.clientToken}`,
      });
      return addressed(await createSession(deps, merchant, livemode, wanted, (made) => also(addressed(made))));
    },
    createLink: (
      merchant: MerchantFacts,
      livemode: boolean,
      wanted: NewSession,
      also: Parameters<typeof createLink>[4],
    ) => createLink(deps, merchant, livemode, wanted, also),
    async linkToPayment(merchant: string, intentId: string, lastsSeconds: number, also: Parameters<typeof linkTo>[3]) {
      const {session: id} = await intent(intentId, merchant);
      return linkTo(deps, await session(id, merchant), deps.world.clock.now() + lastsSeconds * 1000, also);
    },
    linkUrl: (link: Link) => linkUrl(deps, link),
    linkHash: async (id: string) => (await store.get('links', id))?.doc.tokenHash,
    openLink: (id: string) => openLink(deps, id),
    async expireSession({id, intent: intentId, merchant}: CheckoutSession) {
      const closed = await closeSession(deps, intentId, 'session_expired');
      const after = await session(id, merchant);
      if (!closed && after.status === 'open') throw new Problem('payment_in_progress');
      if (!closed && after.status === 'complete') throw new Problem('session_complete');
      return after;
    },
    confirm: (of: CheckoutSession, wanted: Parameters<typeof confirm>[2]) => confirm(deps, of, wanted),
    look: (of: CheckoutSession) => lookAway(deps, of),
    cancel: (of: CheckoutSession, what: {readonly attempt: boolean}) => cancelByShopper(deps, of, what),
    listIntents: (merchant: string, query: IntentQuery) => listIntents(deps, merchant, query),
    capture: (id: string, wanted: Parameters<typeof capture>[2]) => capture(deps, id, wanted),
    void: (id: string, wanted: Parameters<typeof voidIntent>[2]) => voidIntent(deps, id, wanted),
    refund: (wanted: Parameters<typeof refund>[1]) => refund(deps, wanted),
    readBankStatement: (merchant: string, file: Uint8Array, currency: Currency) =>
      readBankStatement(deps, merchant, file, currency),
    markReceived: (id: string, wanted: Parameters<typeof markReceived>[2]) => markReceived(deps, id, wanted),
    settleTask: (id: string, wanted: Settlement) => settleTask(deps, id, wanted),
    decideReview: (id: string, wanted: Parameters<typeof decideReview>[2]) => decideReview(deps, id, wanted),
    methods: () => enabledOf(deps),
    limits: (method: MethodType, currency: Currency) => limitsIn(deps, method, currency),
    /** What the lender says to an amount that nobody has ordered yet. */
    async plansFor(money: Money) {
      const provider = routeOf(deps, {method: 'instalments', ...money});
      return provider && deps.lenders.ask(provider, {money, capture: true});
    },
    /**
     * Whether a price can be paid in parts, by anyone.
     *
     * @param mayAsk - Called before a lender is asked who has not been asked for this price lately; may throw.
     */
    async instalmentsFor(money: Money, captureMethod: CaptureMethod, mayAsk: () => void) {
      const lenders: Lenders = {
        ...deps.lenders,
        ask(provider, request) {
          if (!deps.lenders.knows(provider, request)) mayAsk();
          return deps.lenders.ask(provider, request);
        },
      };
      return offerIn({...deps, lenders}, {money, captureMethod}, 'instalments', money, {});
    },
    async readRefund(id: string, merchant: string) {
      const row = await store.get('refunds', id);
      if (!row) throw new Problem('refund_not_found');
      const of = await store.get('intents', row.doc.intent);
      if (of?.doc.merchant !== merchant) throw new Problem('refund_not_found');
      return row.doc;
    },
    listBlocks: (merchant: string, query: {readonly limit: number; readonly after?: string}) =>
      listBlocks(deps, merchant, query),
    readBlock: (merchant: string, id: string) => readBlock(deps, merchant, id),
    liftBlock: (merchant: string, id: string) => liftBlock(deps, merchant, id),
  };
}

export type Payments = ReturnType<typeof payments>;
