import type {LetterKind} from '#contract/letters.ts';
import type {LetterSources} from './letters/compose.ts';
import type {Mail, Mailbox} from './letters/mail.ts';
import type {TestMailbox} from './letters/mailbox.ts';
import {lettersFor} from './outbox/letters.ts';
import {createMailroom} from './outbox/mailroom.ts';
import type {PostParts} from './outbox/post.ts';
import type {World} from './ports.ts';
import type {Store} from './store/store.ts';

/** What is told about letters. */
export interface LetterConfig {
  readonly mail: Mail;
  /** Where they land when no mail server is set: test mode only. */
  readonly mailbox?: TestMailbox;
  readonly from: Mailbox;
  /** Those that the merchant wants. */
  readonly kinds: readonly LetterKind[];
  /** Where the shopper may write. */
  readonly contact: string | null;
  /** IANA name. */
  readonly timeZone: string;
}

/** Letters, as `pay` uses them: what an event makes, and the room that sends it. */
export function letterDesk(
  {mail, from, kinds, contact, timeZone}: LetterConfig,
  {
    payUrl,
    merchant,
    withdrawalUrl,
    links,
    openLink,
  }: {
    readonly payUrl: string;
    readonly merchant: {readonly name: string; readonly address: string | null; readonly origins: readonly string[]};
    readonly withdrawalUrl: string | null;
    readonly links: Pick<LetterSources, 'payLink' | 'receiptLink' | 'instructions'>;
    readonly openLink: PostParts['openLink'];
  },
  world: World,
  store: Store,
) {
  const sources: LetterSources = {
    ...links,
    merchant: {name: merchant.name, address: merchant.address, email: contact, timeZone},
    withdrawalUrl,
    // The merchant's own word, in the same settings as the origins: it may well be on another site of theirs.
    origins: [payUrl, ...merchant.origins, ...(withdrawalUrl === null ? [] : [withdrawalUrl])].map(
      (url) => new URL(url).origin,
    ),
  };
  const wanted = new Set(kinds);
  const room = createMailroom({store, world, mail, from, sources, openLink, host: new URL(payUrl).hostname});
  return {
    lettersFor: (event: Parameters<typeof lettersFor>[0]) =>
      lettersFor(event, {store, clock: world.clock, kinds: wanted}),
    start: () => room.start(),
    stop: () => room.stop(),
    kick: () => room.kick(),
  };
}
