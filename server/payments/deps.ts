import type {CardDescription, CardToken, SendAnswer, SendRequest} from '#contract/vault.ts';
import type {MethodType} from '#contract/statuses.ts';
import type {ReviewRules} from './review.ts';
import type {Reminders} from './funds.ts';
import type {IsoDate} from '#contract/calendar.ts';
import type {Rates} from '#contract/rates.ts';
import type {World} from '../ports.ts';
import type {CardingLimits} from './carding.ts';
import type {Provider} from '../providers/provider.ts';
import type {Store, Write} from '../store/store.ts';
import type {EventType} from '../store/tables.ts';
import type {ReceiptDesk} from './receipt.ts';
import type {Lenders} from './lenders.ts';
import type {LimitBook} from './limits.ts';
import type {Routes} from './routing.ts';
import type {z} from 'zod';

/** What the verbs are given. */
export interface Deps {
  readonly store: Store;
  readonly world: World;
  readonly vault: CardVault;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly lenders: Lenders;
  readonly limits: LimitBook;
  readonly announce: (announcement: Announcement) => Write;
  readonly receipts: ReceiptDesk;
  /** Something was committed: the outbox may have news, and the payment wants to be looked at again then. */
  readonly kick: (due: number | undefined) => void;
  /** The exchange rates of that day; undefined when there are none that are fresh enough. */
  readonly rates: (today: IsoDate) => Rates | undefined;
  readonly settings: PaymentSettings;
}

export interface PaymentSettings {
  readonly payUrl: string;
  /** How long a block, and a strike that led to none, is remembered: 30 days. */
  readonly blockMs: number;
  /** Card attempts of one session: 5. */
  readonly attemptsMax: number;
  /** Strikes that block a card: 3. */
  readonly strikesMax: number;
  /** The ways to pay that the merchant has switched on. */
  readonly methods: readonly MethodType[];
  readonly routes: Routes;
  /** 32 bytes: the tokens of payment links are made from it. */
  readonly linkKey: Uint8Array;
  readonly reviewRules: ReviewRules;
  readonly reminders: Reminders;
  /** Over the central bank's rate, in hundredths of a percent. */
  readonly markupBasisPoints: number;
  /** What counts as card testing; null where the same numbers are meant to be tried over and over: a sandbox. */
  readonly carding: CardingLimits | null;
  /** What the directory server and the acquirer know the merchant by. */
  readonly acquirer: {
    readonly merchantId: string;
    readonly bin: string;
    readonly merchantName: string;
    readonly mcc: string;
    /** ISO 3166-1 numeric: France `250`. */
    readonly country: string;
    readonly url: string;
  };
}

export interface Announcement {
  readonly type: EventType;
  readonly subject: string;
  readonly sequence: number;
  readonly object: z.core.util.JSONType;
  readonly merchant: string;
  readonly livemode: boolean;
}

/** The vault, as far as payments need it. `undefined`: no answer, or the card is gone. */
export interface CardVault {
  describe(token: CardToken, session: string): Promise<CardDescription | undefined>;
  send(request: SendRequest): Promise<SendAnswer>;
  erase(token: CardToken, session: string): Promise<void>;
}
