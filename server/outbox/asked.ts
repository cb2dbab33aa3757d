import {newId} from '../ids.ts';
import {isTrue} from '../letters/hooks.ts';
import type {Deps} from '../payments/deps.ts';
import type {Link} from '../payments/link.ts';
import {whatLinkOffers} from '../payments/links.ts';
import {Problem} from '../routes/problem.ts';
import type {Row, Write} from '../store/store.ts';
import type {LetterRow} from '../store/tables.ts';
import {letterWrite} from './letters.ts';
import {recipientOf} from './post.ts';

/** A letter that is asked for, by who holds the secret key. Limits keep a stolen key, or a loop, from flooding inboxes. */

const hour = 60 * 60 * 1000;
/** Of one letter or link, in an hour. */
const sameMax = 3;
/** To one address, in an hour. */
const addressMax = 5;
/** Of the whole shop, in an hour. */
const shopMax = 300;
/** Nobody loses such a race more than a few times. */
const triesMax = 10;
/** Far above what the letters of one payment ever are. */
const lettersOfPaymentMax = 500;

export interface ListedLetter {
  readonly id: string;
  readonly doc: LetterRow;
  /** Whether it may be sent again: it left, or was given up, and still says what is true. */
  readonly resendable: boolean;
}

/** The verbs of letters, as the routes call them. @param kick - A letter waits. */
export function askedLetters(deps: Deps, kick: () => void) {
  const {store, world} = deps;

  async function payment(id: string, merchant: string) {
    const row = await store.get('intents', id);
    if (!row || row.doc.merchant !== merchant) throw new Problem('intent_not_found');
    return row.doc;
  }

  async function listed({id, doc}: Row<'letters'>): Promise<ListedLetter> {
    return {id, doc, resendable: doc.state !== 'waiting' && (await saysTheTruth(doc))};
  }

  async function saysTheTruth({kind, event, intent, link}: LetterRow): Promise<boolean> {
    if (link !== undefined) {
      const row = await store.get('links', link);
      return row !== undefined && (await whatLinkOffers(deps, row.doc)) === 'open';
    }
    const told = event === undefined ? undefined : await store.get('events', event);
    const now = intent === undefined ? undefined : await store.get('intents', intent);
    return now !== undefined && isTrue(kind, told?.doc.type, now.doc.status);
  }

  /** @throws Problem `rate_limited`, with the time after which there is room again. */
  function checkRoom(earlier: readonly number[], most: number, now: number): void {
    const recent = earlier.filter((at) => at > now - hour).sort((a, b) => a - b);
    const [oldest] = recent;
    if (recent.length >= most && oldest !== undefined) {
      throw new Problem('rate_limited', {retryAfter: Math.ceil((oldest + hour - now) / 1000)});
    }
  }

  async function checkInboxes(address: string, now: number): Promise<void> {
    const rows = await store.find('letters', {by: 'asked', from: now - hour, limit: shopMax});
    checkRoom(
      rows.map(({doc}) => doc.created),
      shopMax,
      now,
    );
    const addresses = await Promise.all(rows.map(({doc}) => addressOf(doc)));
    checkRoom(
      rows.flatMap(({doc}, index) => (addresses[index] === address ? [doc.created] : [])),
      addressMax,
      now,
    );
  }

  async function addressOf({session, link}: LetterRow): Promise<string | undefined> {
    const order = link === undefined ? undefined : (await store.get('links', link))?.doc.order;
    const of = order ?? (session === undefined ? undefined : (await store.get('sessions', session))?.doc);
    return of && recipientOf(of)?.address;
  }

  return {
    /** The letters of a payment, newest first. */
    async list(id: string, merchant: string): Promise<readonly ListedLetter[]> {
      await payment(id, merchant);
      const rows = await store.find('letters', {by: 'intent', equals: id, limit: lettersOfPaymentMax});
      const letters = await Promise.all(rows.map(listed));
      return letters.sort((a, b) => b.doc.created - a.doc.created || a.id.localeCompare(b.id));
    },

    /**
     * Sends a letter once more, as a letter of its own: to the address of the order and no other.
     * @param also - What must be written together with it.
     * @throws Problem `letter_not_found`, `letter_waiting`, `letter_outdated`, `rate_limited`.
     */
    async resend(
      id: string,
      merchant: string,
      also: (letter: ListedLetter) => readonly Write[] = () => [],
    ): Promise<ListedLetter> {
      for (let tries = 0; tries < triesMax; tries++) {
        const now = world.clock.now();
        const row = await store.get('letters', id);
        if (!row || !(await isOf(row.doc, merchant))) throw new Problem('letter_not_found');
        if (row.doc.state === 'waiting') throw new Problem('letter_waiting');
        if (!(await saysTheTruth(row.doc))) throw new Problem('letter_outdated');
        const address = await addressOf(row.doc);
        if (address === undefined) throw new Problem('email_missing');
        checkRoom(row.doc.copies ?? [], sameMax, now);
        await checkInboxes(address, now);

        const {kind, event, session, intent, link} = row.doc;
        const about = {
          ...(event !== undefined && {event}),
          ...(session !== undefined && {session}),
          ...(intent !== undefined && {intent}),
          ...(link !== undefined && {link}),
          asked: 1 as const,
        };
        const copy = newLetter(letterWrite(newId('ltr_', world.random), kind, about, now));
        const copies = [...(row.doc.copies ?? []).filter((at) => at > now - hour), now];
        const committed = await store.commit([
          {op: 'update', table: 'letters', id, doc: {...row.doc, copies}, expecting: row.version},
          copy.write,
          ...also(copy.letter),
        ]);
        if (committed === 'conflict') continue;
        kick();
        return copy.letter;
      }
      throw new Problem('conflict');
    },

    /**
     * Sends a payment link by letter, to the address of its order.
     * @param email - Becomes that address, for this link and the visits that it opens from now on.
     * @param also - What must be written together with it.
     * @throws Problem `link_not_found`, `link_closed` (its detail says why), `link_expired`, `email_missing`, `rate_limited`.
     */
    async sendLink(
      id: string,
      merchant: string,
      email: string | undefined,
      also: (letter: ListedLetter) => readonly Write[] = () => [],
    ): Promise<ListedLetter> {
      for (let tries = 0; tries < triesMax; tries++) {
        const now = world.clock.now();
        const row = await store.get('links', id);
        if (!row || row.doc.order.merchant !== merchant) throw new Problem('link_not_found');
        const link = email === undefined ? row.doc : addressed(row.doc, email);
        const to = recipientOf(link.order);
        if (!to) throw new Problem('email_missing');
        const offered = await whatLinkOffers(deps, link);
        if (offered === 'expired') throw new Problem('link_expired');
        if (offered !== 'open') throw new Problem('link_closed', {detail: offered});
        checkRoom(link.letters ?? [], sameMax, now);
        await checkInboxes(to.address, now);

        const session = link.session === undefined ? undefined : (await store.get('sessions', link.session))?.doc;
        const about = {link: link.id, ...(session && {intent: session.intent}), asked: 1 as const};
        const {letter, write} = newLetter(letterWrite(newId('ltr_', world.random), 'payment_link', about, now));
        const letters = [...(link.letters ?? []).filter((at) => at > now - hour), now];
        const committed = await store.commit([
          {op: 'update', table: 'links', id: link.id, doc: {...link, letters}, expecting: row.version},
          write,
          ...also(letter),
        ]);
        if (committed === 'conflict') continue;
        kick();
        return letter;
      }
      throw new Problem('conflict');
    },
  };

  async function isOf({intent, link}: LetterRow, merchant: string): Promise<boolean> {
    if (link !== undefined) return (await store.get('links', link))?.doc.order.merchant === merchant;
    return intent !== undefined && (await store.get('intents', intent))?.doc.merchant === merchant;
  }
}

export type AskedLetters = ReturnType<typeof askedLetters>;

function addressed(link: Link, email: string): Link {
  const {order} = link;
  return {...link, order: {...order, customer: {...order.customer, email}}};
}

function newLetter(write: ReturnType<typeof letterWrite>): {readonly letter: ListedLetter; readonly write: Write} {
  return {letter: {id: write.id, doc: write.doc, resendable: false}, write};
}
