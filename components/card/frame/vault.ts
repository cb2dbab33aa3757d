import {isNetwork, type Network} from '#contract/cards.ts';
import type {CardField} from '#contract/messages.ts';
import type {CardKey, CardPlaintext, CardsRequest, NetworksRequest} from '#contract/vault.ts';
import {encryptCard} from './jwe.ts';

/** The vault as its own frame reaches it: always the origin that the frame came from. */
export interface Vault {
  /** Milliseconds since 1970 by the vault's clock: a shopper's device may be years off. */
  now(): number;
  /** What a card can be sent under, by its first eight digits; null when no answer came. */
  networks(bin8: string, signal: AbortSignal): Promise<readonly Network[] | null>;
  /** Encrypts a card and hands it in. */
  send(card: CardPlaintext): Promise<Sent>;
}

export type Sent =
  | {readonly kind: 'created'; readonly token: string; readonly networks: readonly Network[]; readonly last4: string}
  | {readonly kind: 'failed'; readonly code: string; readonly field: CardField | null};

const sendTimeoutMs = 20_000;
/** The vault takes one card a second of a session (`too_often`): two tabs, or a very quick second try. */
const tooOftenMs = 1100;
const tooOftenTries = 3;

/** @param grant the signed text that says for which session the form is shown */
export function connectVault(session: string, grant: string): Vault {
  let clockOffset = 0;
  let key = readKey();

  async function readKey(): Promise<CardKey | null> {
    const answer = await fetch('keys', {credentials: 'omit', cache: 'no-store'}).catch(() => null);
    const body = await read(answer);
    const theirs = Date.parse(answer?.headers.get('date') ?? '');
    if (!Number.isNaN(theirs)) clockOffset = theirs - Date.now();
    const first = Array.isArray(body?.['keys']) ? body['keys'][0] : null;
    return isKey(first) ? first : null;
  }

  const now = () => Date.now() + clockOffset;

  const post = (path: string, body: object, signal: AbortSignal) =>
    fetch(path, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
      credentials: 'omit',
      signal,
    });

  async function sendOnce(card: CardPlaintext): Promise<Sent> {
    const known = (await key) ?? (await (key = readKey()));
    if (!known) return failed('vault_unreachable');
    const jwe = await encryptCard(card, session, known, now());
    const answer = await post('cards', {jwe, grant} satisfies CardsRequest, AbortSignal.timeout(sendTimeoutMs));
    const body = await read(answer);
    if (answer.ok && typeof body?.['token'] === 'string' && typeof body['last4'] === 'string') {
      return {kind: 'created', token: body['token'], networks: networksOf(body), last4: body['last4'].slice(-4)};
    }
    const field = body?.['field'];
    return failed(
      typeof body?.['code'] === 'string' ? body['code'] : 'vault_unreadable',
      field === 'number' || field === 'expiry' || field === 'cvc' ? field : null,
    );
  }

  return {
    now,

    async networks(bin8, signal) {
      try {
        const answer = await post('networks', {bin8, grant} satisfies NetworksRequest, signal);
        const body = answer.ok ? await read(answer) : null;
        return body && networksOf(body);
      } catch {
        return null;
      }
    },

    async send(card) {
      try {
        let sent = await sendOnce(card);
        for (let tries = 0; isTooOften(sent) && tries < tooOftenTries; tries++) {
          await new Promise((resolve) => setTimeout(resolve, tooOftenMs));
          sent = await sendOnce(card);
        }
        if (sent.kind !== 'failed' || (sent.code !== 'key_unknown' && sent.code !== 'clock_skewed')) return sent;
        // The form stood open for longer than a key lives, or the device slept and woke with another time.
        key = readKey();
        return await sendOnce(card);
      } catch {
        return failed('vault_unreachable');
      }
    },
  };
}

function isTooOften(sent: Sent): boolean {
  return sent.kind === 'failed' && sent.code === 'too_often';
}

function failed(code: string, field: CardField | null = null): Sent {
  return {kind: 'failed', code, field};
}

type Body = Readonly<Record<string, unknown>>;

async function read(answer: Response | null): Promise<Body | null> {
  const body: unknown = await answer?.json().catch(() => null);
  return isBody(body) ? body : null;
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null;
}

function networksOf({networks}: Body): readonly Network[] {
  return Array.isArray(networks) ? networks.filter(isNetwork) : [];
}

function isKey(value: unknown): value is CardKey {
  return (
    isBody(value) &&
    value['crv'] === 'P-256' &&
    [value['kid'], value['x'], value['y']].every((text) => typeof text === 'string')
  );
}
