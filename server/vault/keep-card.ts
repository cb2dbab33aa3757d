import {cvcDigits, validateNumber, type Network} from '#contract/cards.ts';
import type {CardCreated, CardGrant, CardToken} from '#contract/vault.ts';
import type {World} from '../ports.ts';
import {tokenHash, type CardSafe} from './card-safe.ts';
import type {CvcMemory} from './cvc-memory.ts';
import type {EncryptionKeys} from './encryption-keys.ts';
import {openJwe, readJwe} from './jwe.ts';
import {networksOf} from './networks.ts';
import {isDigits, readPlaintext, type EnteredCard} from './plaintext.ts';
import {Refusal} from './problem.ts';
import type {RateLimit} from '../rate.ts';
import type {CardTable} from './store.ts';
import {isTestCard} from './test-cards.ts';

/** How far the browser's clock may be from ours. */
const iatSkewMaxMs = 5 * 60_000;
/** A `jti` is remembered for as long as its `iat` could be accepted again, and a little more. */
const jtiMs = 2 * iatSkewMaxMs + 60_000;

interface Parts {
  readonly world: World;
  readonly cards: CardTable;
  readonly safe: CardSafe;
  readonly codes: CvcMemory;
  readonly keys: EncryptionKeys;
  readonly limit: RateLimit;
  /** A live vault that an operator has answered for. Else only test numbers pass. */
  readonly live: boolean;
}

/**
 * Opens a card that a browser encrypted for us, checks it, and keeps it for that session.
 * @throws Refusal
 */
export function createKeepCard({
  world,
  cards,
  safe,
  codes,
  keys,
  limit,
  live,
}: Parts): (text: string, grant: CardGrant) => CardCreated {
  return (text, grant) => {
    const now = world.clock.now();
    const jwe = readJwe(text);
    const {header} = jwe;
    if (header.sid !== grant.session) throw new Refusal('session_mismatch');
    if (Math.abs(now - header.iat * 1000) > iatSkewMaxMs) throw new Refusal('clock_skewed');
    const privateKey = keys.privateKey(header.kid);
    if (!privateKey) throw new Refusal('key_unknown');
    // Only now: a form that stood open for long encrypts anew and tries again at once.
    if (!limit.take(grant.session)) throw new Refusal('too_often');

    const plain = openJwe(jwe, privateKey);
    try {
      const entered = readPlaintext(plain);
      if (!entered) throw new Refusal('jwe_unreadable');
      // A test session takes test cards, on a live vault too.
      const {brand, networks, last4} = check(entered, grant, live && grant.livemode);

      const token: CardToken = `card_${Buffer.from(world.random.bytes(32)).toString('base64url')}`;
      const hash = tokenHash(token);
      const {session, merchant} = grant;
      const row = safe.put({...entered, brand, networks}, {tokenHash: hash, session, merchant});
      if (cards.insert(row, header.jti, now + jtiMs) === 'replayed') throw new Refusal('card_replayed');
      codes.keep(hash, entered.cvc);
      world.log('card_kept', {session, brand});
      return {token, brand, networks, last4};
    } finally {
      plain.fill(0);
    }
  };
}

/** @throws Refusal that names the field to mend. */
function check({number, expiry, cvc}: EnteredCard, grant: CardGrant, real: boolean): Omit<CardCreated, 'token'> {
  if (!isDigits(number, 12, 19)) throw new Refusal('number_invalid', 'number');
  // The one place that makes a string of it: the rules are those of the form.
  const digits = number.toString('latin1');
  const {brand, state} = validateNumber(digits);
  if (state !== 'valid' || brand === null) throw new Refusal('number_invalid', 'number');
  if (!real && !isTestCard(digits)) throw new Refusal('number_not_test', 'number');

  const networks = networksOf(digits.slice(0, 8)).filter((network: Network) => grant.brands.includes(network));
  if (networks.length === 0) throw new Refusal('brand_not_accepted', 'number');

  // The shape only: whether the month is over, the bank decides.
  if (!isDigits(expiry, 4, 4) || !/^(?:0[1-9]|1[0-2])$/.test(expiry.toString('latin1', 2))) {
    throw new Refusal('expiry_invalid', 'expiry');
  }
  if (!isDigits(cvc, cvcDigits(brand), cvcDigits(brand))) throw new Refusal('cvc_invalid', 'cvc');
  return {brand, networks, last4: digits.slice(-4)};
}
