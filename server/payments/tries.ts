import type {CardDescription} from '#contract/vault.ts';
import {newId} from '../ids.ts';
import type {Row, Write} from '../store/store.ts';
import {byTime, cardOwner, rangeOf, type Try} from '../store/tables.ts';
import {strike} from './blocks.ts';
import {countsAgainstCard, judgeTry, lookBackMax, lookBackMs, type Verdict} from './carding.ts';
import type {Deps} from './deps.ts';
import type {Attempt, PaymentIntent} from './intent.ts';

const day = 24 * 60 * 60 * 1000;
/** As far back as any limit looks. */
const countedMs = day;
/** An attempt whose end nobody ever learns is not remembered for longer. */
const unsettledMs = 60 * day;

/** A card that is about to be tried, and what the limits say of it. */
export interface Tried {
  readonly verdict: Verdict;
  /** To be written with the attempt. Its fingerprint is known here and now; later the vault may be silent. */
  readonly open: (attempt: Attempt) => Write;
  /** It does not come to an attempt. */
  readonly drop: () => Promise<void>;
}

/**
 * Looks at a try before it becomes an attempt. Where tries are counted, it is written down first and counted with the
 * others, so that many at the same moment do not all find room.
 *
 * @param address - A mark of the shopper's network; absent where nothing can be told by it.
 */
export async function enterTry(
  deps: Deps,
  merchant: string,
  {fingerprint, range}: CardDescription,
  address: string | undefined,
): Promise<Tried> {
  const {store, world, settings} = deps;
  const at = world.clock.now();
  const id = newId('try_', world.random);
  const counted = settings.carding !== null;
  const doc: Try = {
    merchant,
    card: fingerprint,
    ...(counted && range !== undefined && {range}),
    ...(counted && address !== undefined && {address}),
    counted,
    declined: false,
    at,
    expires: at + countedMs,
  };
  const opened = (attempt: Attempt): Try => ({...doc, attempt: attempt.id, expires: at + unsettledMs});
  if (!settings.carding) {
    return {
      verdict: {kind: 'pass'},
      open: (attempt) => ({op: 'insert', table: 'tries', id, doc: opened(attempt)}),
      drop: async () => undefined,
    };
  }

  await store.commit([{op: 'insert', table: 'tries', id, doc}]);
  const since = lookBackMs(settings.carding);
  const find = async (by: keyof typeof since, owner: string | undefined) => {
    if (owner === undefined) return [];
    const window = {from: byTime(owner, at - since[by]), to: rangeOf(owner).to};
    const rows = await store.find('tries', {by, ...window, descending: true, limit: lookBackMax});
    // Those of the same moment have an order too: else each of eleven would be the eleventh.
    return rows.filter((row: Row<'tries'>) => row.doc.at < at || row.id <= id).map(({doc: one}) => one);
  };
  const tries = {
    address: await find('address', address),
    card: await find('card', cardOwner(merchant, fingerprint)),
    range: await find('range', range === undefined ? undefined : cardOwner(merchant, range)),
    merchant: await find('merchant', merchant),
  };
  const verdict = judgeTry(tries, at, settings.carding);
  if (verdict.kind !== 'pass') world.log('carding_limit', {merchant, kind: verdict.kind, limit: verdict.limit});
  return {
    verdict,
    open: (attempt) => ({op: 'update', table: 'tries', id, doc: opened(attempt), expecting: 1}),
    drop: async () => void (await store.commit([{op: 'delete', table: 'tries', id}])),
  };
}

/**
 * What the end of an attempt means for its card, to be written in the commit that ends it: the payment was canceled
 * after its third failed authentication, so the card has a strike more; the issuer refused, so it has a decline more.
 */
export async function settleTry(deps: Deps, before: PaymentIntent, after: PaymentIntent): Promise<readonly Write[]> {
  const attempt = before.attempts.at(-1);
  const ended = after.attempts.find(({id}) => id === attempt?.id);
  if (!attempt?.cardToken || ended?.cardToken) return [];
  const [row] = await deps.store.find('tries', {by: 'attempt', equals: attempt.id, limit: 1});
  if (!row) return [];
  const {attempt: _ended, ...rest} = row.doc;
  const declined = ended?.step.name === 'declined' && countsAgainstCard(ended.step.decline);
  const doc: Try = {...rest, declined, expires: rest.at + countedMs};
  const known = {table: 'tries', id: row.id, expecting: row.version} as const;
  const settled: Write = rest.counted ? {op: 'update', ...known, doc} : {op: 'delete', ...known};
  const struck = after.status === 'canceled' && after.reason === 'authentication_failed';
  return struck ? [settled, ...(await strike(deps, after, row.doc.card))] : [settled];
}
