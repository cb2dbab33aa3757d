import {createHash, sign, type KeyObject} from 'node:crypto';
import {z} from 'zod';
import {brands, networks} from '#contract/cards.ts';
import {
  grantSigned,
  signatureHeader,
  signedText,
  type CardDescription,
  type CardGrant,
  type CardToken,
  type SendAnswer,
  type SendRequest,
} from '#contract/vault.ts';
import {NetError, type NetResponse, type World} from './ports.ts';

/** `pay`'s side of the wall. What it signs, the vault believes; a card number never comes back through it. */
export interface VaultClient {
  /** What the outside may know of a card. Undefined: the card is gone, or no readable answer came. */
  describe(token: CardToken, session: string): Promise<CardDescription | undefined>;
  /** Never throws: a call that did not reach the vault was not sent, one that was lost on the way back is unknown. */
  send(request: SendRequest): Promise<SendAnswer>;
  /** Erases it now. When no answer came: the vault erases it by itself, 30 minutes after its entry. */
  erase(token: CardToken, session: string): Promise<void>;
  /** A grant's text, for the address of the card form. */
  grant(grant: CardGrant): string;
}

export interface VaultClientConfig {
  /** The private listener's address, such as `http://127.0.0.1:4253`. */
  readonly privateUrl: string;
  /** `pay`'s Ed25519 private key. */
  readonly signingKey: KeyObject;
}

/** Longer than the 10 s that the vault itself waits for the other side, so that its answer is heard. */
const timeoutMs = 15_000;
/** The other side's answer, 64 kB at most, as a JSON string: each of its bytes can take six. */
const bytesMax = 524_288;

const descriptionShape = z.object({
  brand: z.enum(brands),
  networks: z.array(z.enum(networks)),
  first6: z.string().regex(/^\d{6}$/),
  last4: z.string().regex(/^\d{4}$/),
  fingerprint: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  range: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22}$/)
    .exactOptional(),
});

const answerShape = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('answered'), status: z.int(), body: z.string()}),
  z.object({
    kind: z.literal('not_sent'),
    reason: z.enum(['unreachable', 'card_gone', 'cvc_gone', 'uses_exceeded', 'destination_unknown', 'too_late']),
  }),
  z.object({kind: z.literal('no_answer')}),
]);

const problemShape = z.object({code: z.string()});

export function vaultClient({privateUrl, signingKey}: VaultClientConfig, world: World): VaultClient {
  const {net, clock, random} = world;
  const base = privateUrl.replace(/\/$/, '');

  /** @throws NetError */
  function call(path: string, request: object): Promise<NetResponse> {
    const body = JSON.stringify(request);
    const t = clock.now();
    const nonce = Buffer.from(random.bytes(16)).toString('base64url');
    const header = signCall({method: 'POST', path, body, t, nonce}, signingKey);
    const headers = {'content-type': 'application/json', [signatureHeader]: header};
    return net.fetch({method: 'POST', url: base + path, headers, body, timeoutMs, bytesMax});
  }

  /** For calls without an effect outside, where every kind of silence means the same: ask again. */
  async function ask(path: string, request: object): Promise<NetResponse | undefined> {
    try {
      return await call(path, request);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      return undefined;
    }
  }

  return {
    async describe(token, session) {
      const answer = await ask('/describe', {token, session});
      return answer?.status === 200 ? parsed(descriptionShape, answer.body) : undefined;
    },

    async send(request) {
      try {
        const answer = await call('/send', request);
        if (answer.status === 200) return parsed(answerShape, answer.body) ?? {kind: 'no_answer'};
        // A problem with a code is a no before anything was sent. An answer of another shape proves nothing, and
        // `call_replayed` says that this call was heard before: what the first hearing did, it does not say.
        const code = problemOf(answer);
        if (code === undefined || code === 'call_replayed') return {kind: 'no_answer'};
        world.log('vault_refused', {status: answer.status});
        return {kind: 'not_sent', reason: 'unreachable'};
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        return error.kind === 'not_sent' ? {kind: 'not_sent', reason: 'unreachable'} : {kind: 'no_answer'};
      }
    },

    async erase(token, session) {
      await ask('/erase', {token, session});
    },

    grant: (grant) => sealGrant(grant, signingKey),
  };
}

/** `<base64url JSON>.<base64url Ed25519>`. */
export function sealGrant(grant: CardGrant, signingKey: KeyObject): string {
  const payload = Buffer.from(JSON.stringify(grant)).toString('base64url');
  return `${payload}.${sign(null, Buffer.from(grantSigned(payload)), signingKey).toString('base64url')}`;
}

/** The value of the signature header. `t`: milliseconds since 1970. `nonce`: never used before. */
export function signCall(
  call: {
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly t: number;
    readonly nonce: string;
  },
  signingKey: KeyObject,
): string {
  const {method, path, body, t, nonce} = call;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const signature = sign(null, Buffer.from(signedText(method, path, t, nonce, bodyHash)), signingKey);
  return `t=${t},n=${nonce},s=${signature.toString('base64url')}`;
}

function problemOf(answer: NetResponse): string | undefined {
  if (answer.headers['content-type']?.startsWith('application/problem+json') !== true) return undefined;
  return parsed(problemShape, answer.body)?.code;
}

function parsed<T>(shape: z.ZodType<T>, text: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
