import type {BookPayment} from './book.ts';
import type {Authentication} from './authentication.ts';
import type {WalletEntry} from './wallet-book.ts';

/**
 * What the bank keeps: the acquirer's book and the wallets', the first answer to each reference, and what the issuer
 * checked.
 *
 * Synchronous on purpose: nothing else can happen between a read and the write that rests on it.
 */
export interface BankStore {
  payment(id: string): BookPayment | undefined;
  paymentByReference(reference: string): BookPayment | undefined;
  /** In the order in which they were made. */
  payments(): readonly BookPayment[];
  savePayment(payment: BookPayment): void;

  wallet(id: string): WalletEntry | undefined;
  walletByReference(reference: string): WalletEntry | undefined;
  /** In the order in which they were opened. */
  wallets(): readonly WalletEntry[];
  /** Those that a timer must still move. */
  pendingWallets(): readonly WalletEntry[];
  saveWallet(entry: WalletEntry): void;

  /** The first answer to a reference. */
  answer(reference: string): FirstAnswer | undefined;
  saveAnswer(reference: string, answer: FirstAnswer): void;

  authentication(acsTransId: string): Authentication | undefined;
  authenticationByServer(threeDSServerTransId: string): Authentication | undefined;
  authenticationByDirectory(dsTransId: string): Authentication | undefined;
  /** Those that a timer must still move. */
  pendingAuthentications(): readonly Authentication[];
  /** Those with something to show on the bank's phone, newest first. */
  latestAuthentications(limit: number): readonly Authentication[];
  saveAuthentication(authentication: Authentication): void;

  /** What the double of a provider keeps: documents of its own making, in the order in which they were made. */
  double<Doc>(provider: string, id: string): Doc | undefined;
  doubles<Doc>(provider: string): readonly Doc[];
  saveDouble(provider: string, id: string, doc: object): void;

  /** All or nothing. */
  transaction<T>(run: () => T): T;
  close(): void;
}

export interface FirstAnswer {
  /** Keyed hash of what was asked: the same reference with another question is refused. */
  readonly question: string;
  readonly status: 201 | 409;
  readonly body: string;
}
