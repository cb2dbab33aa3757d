import {z} from 'zod';
import type {NetResponse, World} from '../../ports.ts';
import type {PaypalConfig} from './settings.ts';

const TokenSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  /** In seconds: some hours. */
  expires_in: z.int().min(1),
});

/** Without a token nothing else is sent: whatever went wrong here had no effect. */
export type Token =
  | {readonly kind: 'token'; readonly token: string}
  | {readonly kind: 'refused'; readonly status: number; readonly issue: string}
  | {readonly kind: 'not_sent'};

export interface TokenDesk {
  token(): Promise<Token>;
  /** That one was turned down. */
  drop(token: string): void;
}

const tokenMs = 5_000;

/** One token for all calls of these keys, in memory, renewed at nine tenths of its life. It is written nowhere. */
export function tokenDesk(config: PaypalConfig, {net, clock}: Pick<World, 'net' | 'clock'>): TokenDesk {
  let held: {readonly token: string; readonly until: number} | undefined;
  let asked: Promise<Token> | undefined;

  async function ask(): Promise<Token> {
    const asking = clock.now();
    const response = await net
      .fetch({
        method: 'POST',
        url: `${config.baseUrl}/v1/oauth2/token`,
        headers: {
          authorization: `Basic ${Buffer.from(`${config.clientId}:${config.clientSecret}`).toString('base64')}`,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
        timeoutMs: tokenMs,
      })
      .catch(() => undefined);
    if (!response) return {kind: 'not_sent'};
    if (response.status === 400 || response.status === 401 || response.status === 403)
      return {kind: 'refused', status: response.status, issue: 'AUTHENTICATION_FAILURE'};
    const answer = read(response);
    if (!answer) return {kind: 'not_sent'};
    held = {token: answer.access_token, until: asking + answer.expires_in * 900};
    return {kind: 'token', token: answer.access_token};
  }

  return {
    async token() {
      if (held && clock.now() < held.until) return {kind: 'token', token: held.token};
      asked ??= ask().finally(() => (asked = undefined));
      return asked;
    },
    drop(token) {
      if (held?.token === token) held = undefined;
    },
  };
}

function read({status, body}: NetResponse) {
  if (status !== 200) return undefined;
  try {
    return TokenSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
