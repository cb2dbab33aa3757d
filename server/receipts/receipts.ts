import {receiptState, type InvoiceAnswer, type ReceiptAnswer} from '#contract/receipt.ts';
import {sha256hex} from '../ids.ts';
import {receiptIdOf, type Receipt} from '../payments/receipt.ts';
import type {CheckoutSession} from '../payments/session.ts';
import type {World} from '../ports.ts';
import {Problem} from '../routes/problem.ts';
import type {Row, Store, Write} from '../store/store.ts';
import {isPdf} from './invoice.ts';
import {linkLifeMs, linkToken, opens} from './link.ts';

export interface ReceiptsParts {
  readonly store: Store;
  readonly world: Pick<World, 'clock'>;
  readonly payUrl: string;
  readonly linkKey: Uint8Array;
  /** What must be written for the letter to be sent; absent where no letters are. */
  readonly letter?: ReceiptLetter;
  /** A letter was asked for. */
  readonly kick?: () => void;
}

/** Written in the commit that notes the request. The letter goes to the address of the order, in its language. */
export type ReceiptLetter = (payment: {readonly id: string; readonly session: string}) => readonly Write[];

const triesMax = 20;
/** Letters of one receipt in an hour: who has the link must not be able to flood an inbox. */
const lettersMax = 3;
const lettersPerMs = 60 * 60 * 1000;

/** The verbs of receipts, as the routes call them. */
export function receipts({store, world, payUrl, linkKey, letter, kick}: ReceiptsParts) {
  const linkOf = (id: string) => `${payUrl}/receipt/${id}#${linkToken(linkKey, id)}`;
  const verifyUrl = (seal: string) => `${payUrl}/verify#${seal}`;

  async function row(id: string): Promise<Row<'receipts'>> {
    const found = await store.get('receipts', id);
    if (!found) throw new Problem('receipt_not_found');
    return found;
  }

  async function session({session: id}: Receipt): Promise<CheckoutSession> {
    const found = await store.get('sessions', id);
    if (!found) throw new Problem('receipt_not_found');
    return found.doc;
  }

  async function invoiceOf(of: CheckoutSession): Promise<InvoiceAnswer | null> {
    const file = await store.get('invoices', of.id);
    if (file) {
      const {bytes, sha256, created} = file.doc;
      return {kind: 'file', bytes, sha256, created: new Date(created).toISOString()};
    }
    return of.invoiceUrl === undefined ? null : {kind: 'link', url: of.invoiceUrl};
  }

  /** Reads, changes and saves one receipt, only if it is still what was read; else starts over. */
  async function change(
    id: string,
    plan: (receipt: Receipt) => Promise<{readonly doc: Receipt; readonly writes: readonly Write[]}>,
  ): Promise<{readonly before: Receipt; readonly after: Receipt}> {
    for (let tries = 0; tries < triesMax; tries++) {
      const {doc: before, version} = await row(id);
      const {doc, writes} = await plan(before);
      const saved = await store.commit([{op: 'update', table: 'receipts', id, doc, expecting: version}, ...writes]);
      if (saved === 'committed') return {before, after: doc};
    }
    throw new Problem('conflict');
  }

  return {
    linkOf,

    /** For letters: a payment without a receipt has no link. */
    async linkOfPayment(intent: string): Promise<string | undefined> {
      const id = receiptIdOf(intent);
      return (await store.get('receipts', id)) && linkOf(id);
    },

    verifyUrl,

    /** The merchant's own receipt; somebody else's looks like none. */
    async ofMerchant(id: string, merchant: string): Promise<Receipt> {
      const {doc} = await row(id);
      if (doc.merchant !== merchant) throw new Problem('receipt_not_found');
      return doc;
    },

    /** The receipt that this token opens. A wrong token and an unknown receipt look alike. */
    async ofLink(id: string, token: string): Promise<Receipt> {
      if (!opens(linkKey, id, token)) throw new Problem('wrong_receipt');
      const found = await store.get('receipts', id);
      if (!found) throw new Problem('wrong_receipt');
      const last = Date.parse(found.doc.document.issued);
      if (world.clock.now() > last + linkLifeMs) throw new Problem('receipt_link_expired');
      return found.doc;
    },

    async answer(receipt: Receipt): Promise<ReceiptAnswer> {
      const {document, jws, seal, downloads, firstDownloaded} = receipt;
      const of = await session(receipt);
      return {
        id: receipt.id,
        object: 'receipt',
        sequence: document.sequence,
        created: document.created,
        livemode: receipt.livemode,
        payment_intent: receipt.intent,
        checkout_session: receipt.session,
        order_reference: document.order_reference,
        state: receiptState(document),
        document,
        jws,
        seal,
        verify_url: verifyUrl(seal),
        url: linkOf(receipt.id),
        downloads,
        first_downloaded: firstDownloaded === undefined ? null : new Date(firstDownloaded).toISOString(),
        sendable: letter !== undefined && of.customer?.email !== undefined,
        invoice: await invoiceOf(of),
      };
    },

    /** Counts a copy before it is given out: two at once are one original and one duplicate. */
    async download(id: string): Promise<{readonly receipt: Receipt; readonly duplicateOf: number | undefined}> {
      const now = world.clock.now();
      const {before, after} = await change(id, async (receipt) => ({
        doc: {...receipt, downloads: receipt.downloads + 1, firstDownloaded: receipt.firstDownloaded ?? now},
        writes: [],
      }));
      return {receipt: after, duplicateOf: before.firstDownloaded};
    },

    /** Asks for the receipt by letter, to the address of the order. */
    async send(id: string): Promise<void> {
      const now = world.clock.now();
      await change(id, async (receipt) => {
        const of = await session(receipt);
        if (!letter) throw new Problem('letters_unavailable');
        if (of.customer?.email === undefined) throw new Problem('receipt_no_email');
        const recent = receipt.letters.filter((at) => at > now - lettersPerMs);
        const [oldest] = recent;
        if (recent.length >= lettersMax && oldest !== undefined) {
          throw new Problem('rate_limited', {retryAfter: Math.ceil((oldest + lettersPerMs - now) / 1000)});
        }
        return {
          doc: {...receipt, letters: [...recent, now]},
          writes: letter({id: receipt.intent, session: receipt.session}),
        };
      });
      kick?.();
    },

    /** Keeps the shop's invoice of an order; a new one takes the place of the old one. */
    async keepInvoice(of: CheckoutSession, content: Uint8Array): Promise<InvoiceAnswer> {
      if (!isPdf(content)) throw new Problem('invoice_not_pdf');
      const created = world.clock.now();
      const bytes = content.byteLength;
      const doc = {
        merchant: of.merchant,
        content: Buffer.from(content).toString('base64'),
        bytes,
        sha256: sha256hex(content),
        created,
      };
      for (let tries = 0; tries < triesMax; tries++) {
        const old = await store.get('invoices', of.id);
        const saved = await store.commit([
          old
            ? {op: 'update', table: 'invoices', id: of.id, doc, expecting: old.version}
            : {op: 'insert', table: 'invoices', id: of.id, doc},
        ]);
        if (saved === 'committed') {
          return {kind: 'file', bytes, sha256: doc.sha256, created: new Date(created).toISOString()};
        }
      }
      throw new Problem('conflict');
    },

    /** The invoice that was uploaded, as it came. */
    async invoice(sessionId: string): Promise<Uint8Array<ArrayBuffer>> {
      const found = await store.get('invoices', sessionId);
      if (!found) throw new Problem('invoice_not_found');
      return new Uint8Array(Buffer.from(found.doc.content, 'base64'));
    },
  };
}

export type Receipts = ReturnType<typeof receipts>;
