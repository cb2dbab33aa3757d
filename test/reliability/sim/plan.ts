import {walletKinds, type WalletKind} from '#contract/wallet.ts';
import {scenarios} from '../../../server/bank/scenarios.ts';
import type {Chance} from './chance.ts';
import type {Weather} from './wire.ts';

/** What is going to be tried in one history, before the world has its say. All of it from the seed. */
export interface HistoryPlan {
  readonly weather: Weather;
  readonly sessions: readonly SessionPlan[];
  /** Sessions one after the other, or all at once. */
  readonly inTurn: boolean;
  readonly crashes: {readonly pay: boolean; readonly vault: boolean; readonly atCommits: number};
  readonly diskFails: number;
  /** Windows in which nobody reaches the bank or the vault, milliseconds from the start. */
  readonly outages: readonly {
    readonly place: 'bank' | 'card';
    readonly from: number;
    readonly to: number;
    readonly refuses: boolean;
  }[];
  /** How often the shop's webhook address says no. */
  readonly hookRefuses: number;
}

export interface SessionPlan {
  readonly order: string;
  readonly amount: number;
  readonly currency: 'EUR' | 'USD' | 'GBP' | 'CHF';
  readonly capture: 'automatic' | 'manual';
  readonly expiresIn: number;
  readonly shopper: ShopperPlan;
  readonly operations: readonly OperationPlan[];
}

export interface ShopperPlan {
  readonly tries: readonly TryPlan[];
  readonly patienceMs: number;
  readonly doubleClick: boolean;
  readonly twoTabs: boolean;
  readonly cancelsAtEnd: boolean;
}

export interface TryPlan {
  readonly card: string;
  /** Instead of the card, where it is offered. */
  readonly wallet?: WalletPlan;
  readonly stale: boolean;
  readonly answer: 'right' | 'wrong' | 'wrong_then_right' | 'cancel' | 'abandon';
  /** Posts a `cres` of its own making that says yes. */
  readonly forge: 'never' | 'before' | 'during';
  /** Loads the page again in the middle of the challenge. */
  readonly reload: boolean;
  /** Closes the window before the bank has sent it back. */
  readonly leaves: boolean;
  readonly cancelAttempt: boolean;
}

/** One visit to a wallet's page at the bank. */
export interface WalletPlan {
  readonly kind: WalletKind;
  /** The button that is pressed there; `nothing`: the page is closed. */
  readonly action: 'pay' | 'early' | 'twice' | 'stay' | 'vanish' | 'declined' | 'cancel' | 'nothing';
  /** How often the way back is taken, where there is one. */
  readonly returns: number;
  /** The button is pressed again. */
  readonly again: boolean;
  /** On our page the shopper gives the try up, while the wallet's is still open. */
  readonly gaveUp: boolean;
}

export interface OperationPlan {
  readonly kind: 'capture' | 'void' | 'refund';
  readonly amount?: number;
  readonly final?: boolean;
  readonly afterMs: number;
  readonly twice?: 'same_key' | 'other_key';
}

const frictionless = [
  '4000000000000010',
  '4242424242424242',
  '4000002500001001',
  '4000000000000309',
  '4000000000000713',
  '4000000000000853',
  '378282246310005',
];
const challenged = [
  '4000000000000101',
  '5200000000000106',
  '4000000100000100',
  '4000000000000135',
  '4000000000000143',
  '4000000000000150',
  '4000000000000721',
];
const troubled = [
  '4000000000000812',
  '4000000000000820',
  '4000000000000838',
  '4000000000000861',
  '4000000000000705',
  '4000000000000804',
  '4000000000000846',
];
const acquired = [
  '4000000000000903',
  '5200000000000908',
  '4000000000001109',
  '4000000000001117',
  '4000000000001018',
  '4000000000000502',
];
const failed = ['4000000000000200', '4000000000000408', '4000000000000507', '4000000000000606'];

export function planOf(chance: Chance): HistoryPlan {
  const calm = chance.odds(0.15);
  const bad = calm ? 0 : chance.pick([0.01, 0.03, 0.08]);
  const weather: Weather = {
    requestLost: bad * chance.real(),
    answerLost: bad * chance.real() * 1.5,
    slow: bad * chance.real() * 2,
    duplicated: bad * chance.real() * 1.5,
    refused: bad * chance.real(),
    wire5xx: bad * chance.real() * 0.7,
  };
  // Many sessions with one card that never proves itself: that is how a card gets blocked.
  const striking = chance.odds(0.05);
  const count = striking
    ? chance.between(3, 5)
    : chance.weighted([
        [80, 1],
        [16, 2],
        [4, 3],
      ] as const);
  const strikingCard = chance.pick(['4000000000000200', '4000000000000101']);
  // Drawn apart, so that a history without wallets stays what it was before there were any.
  const purse = chance.fork('wallets');
  const pays = !striking && purse.odds(0.4);
  return {
    weather,
    sessions: Array.from({length: count}, (_, index) =>
      withWallets(
        sessionOf(chance, `ORDER-${index + 1}`, striking ? strikingCard : undefined),
        pays ? purse : undefined,
      ),
    ),
    inTurn: striking || chance.odds(0.3),
    crashes: {
      pay: !calm && chance.odds(0.6),
      vault: !calm && chance.odds(0.35),
      atCommits: calm ? 0 : chance.pick([0, 0, 0.01, 0.03]),
    },
    diskFails: calm ? 0 : chance.pick([0, 0, 0, 0.01, 0.03]),
    outages: calm || chance.odds(0.75) ? [] : [outageOf(chance)],
    hookRefuses: chance.weighted([
      [65, 0],
      [20, 0.2],
      [10, 0.6],
      [5, 1],
    ] as const),
  };
}

function withWallets(session: SessionPlan, purse: Chance | undefined): SessionPlan {
  if (!purse) return session;
  const tries = session.shopper.tries.map((one) => (purse.odds(0.8) ? {...one, wallet: walletOf(purse)} : one));
  return {...session, shopper: {...session.shopper, tries}};
}

function walletOf(purse: Chance): WalletPlan {
  return {
    kind: purse.pick(walletKinds),
    action: purse.weighted([
      [40, 'pay'],
      [6, 'early'],
      [6, 'twice'],
      [6, 'stay'],
      [10, 'vanish'],
      [12, 'declined'],
      [10, 'cancel'],
      [10, 'nothing'],
    ] as const),
    returns: purse.weighted([
      [75, 1],
      [15, 2],
      [10, 0],
    ] as const),
    again: purse.odds(0.15),
    gaveUp: purse.odds(0.2),
  };
}

function outageOf(chance: Chance): HistoryPlan['outages'][number] {
  const from = chance.between(0, 60_000);
  return {
    place: chance.pick(['bank', 'bank', 'card']),
    from,
    to: from + chance.between(3_000, chance.pick([20_000, 300_000])),
    refuses: chance.odds(0.5),
  };
}

function sessionOf(chance: Chance, order: string, strikingCard: string | undefined): SessionPlan {
  const amount = chance.between(100, 50_000);
  const capture = chance.odds(0.6) ? 'manual' : 'automatic';
  return {
    order,
    amount,
    currency: chance.pick(['EUR', 'EUR', 'USD', 'GBP', 'CHF']),
    capture,
    expiresIn: chance.pick([300, 1800, 1800, 3600]),
    shopper: {
      tries: Array.from(
        {
          length: strikingCard
            ? 3
            : chance.weighted([
                [70, 1],
                [22, 2],
                [8, 4],
              ] as const),
        },
        () => tryOf(chance, strikingCard),
      ),
      patienceMs: chance.weighted([
        [10, 5_000],
        [20, 60_000],
        [70, 1_200_000],
      ] as const),
      doubleClick: chance.odds(0.15),
      twoTabs: chance.odds(0.1),
      cancelsAtEnd: chance.odds(0.1),
    },
    operations: operationsOf(chance, amount, capture),
  };
}

function tryOf(chance: Chance, strikingCard: string | undefined): TryPlan {
  const card =
    strikingCard ??
    chance.pick(
      chance.weighted([
        [32, frictionless],
        [32, challenged],
        [16, troubled],
        [14, acquired],
        [3, failed],
        [3, scenarios.map(({number}) => number)],
      ] as const),
    );
  return {
    card,
    stale: chance.odds(0.02),
    answer: strikingCard
      ? 'wrong'
      : chance.weighted([
          [62, 'right'],
          [10, 'wrong'],
          [10, 'wrong_then_right'],
          [8, 'cancel'],
          [10, 'abandon'],
        ] as const),
    forge: chance.weighted([
      [85, 'never'],
      [5, 'before'],
      [10, 'during'],
    ] as const),
    reload: chance.odds(0.1),
    leaves: chance.odds(0.08),
    cancelAttempt: chance.odds(0.06),
  };
}

function operationsOf(chance: Chance, amount: number, capture: 'automatic' | 'manual'): readonly OperationPlan[] {
  const part = chance.between(1, amount - 1);
  const afterMs = (): number => chance.pick([0, 1_000, 60_000, 3_600_000, 86_400_000]);
  const twice = (): OperationPlan['twice'] =>
    chance.weighted([
      [80, undefined],
      [10, 'same_key'],
      [10, 'other_key'],
    ] as const);
  const one = (kind: OperationPlan['kind'], wanted: Partial<OperationPlan> = {}): OperationPlan => {
    const double = twice();
    return {kind, afterMs: afterMs(), ...wanted, ...(double && {twice: double})};
  };
  const captures: readonly OperationPlan[] =
    capture === 'automatic'
      ? []
      : chance.weighted<readonly OperationPlan[]>([
          [40, [one('capture')]],
          [15, [one('capture', {amount: part})]],
          [15, [one('capture', {amount: part, final: false}), one('capture')]],
          [5, [one('capture', {amount: part, final: false}), one('void')]],
          [5, [one('capture', {amount: part, final: false})]],
          [10, [one('void')]],
          [7, []],
          [3, [one('capture'), one('void')]],
        ]);
  if (chance.odds(0.6)) return captures;
  const refundable = chance.between(1, amount);
  return [
    ...captures,
    ...chance.pick<readonly OperationPlan[]>([
      [one('refund')],
      [one('refund', {amount: refundable})],
      [one('refund', {amount: Math.ceil(refundable / 2)}), one('refund')],
    ]),
  ];
}
