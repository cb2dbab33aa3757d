import {NetError, type World} from '../../ports.ts';
import {deviseOf, montantOf} from './amounts.ts';
import type {Numbers} from './numbers.ts';
import type {Up2payConfig} from './settings.ts';
import {sign} from './signature.ts';

/** The server-to-server interface ("PPPS"): form-encoded there, `name=value` in ISO-8859-1 back. */

const types = {capture: '00002', void: '00005', refund: '00014', inquiry: '00017'} as const;
export type Question = keyof typeof types;

/** What came back. `not_sent`: nothing arrived, so nothing was done. `unknown`: only the platform knows. */
export type Answer =
  | {readonly kind: 'answer'; readonly code: string; readonly status: string}
  | {readonly kind: 'not_sent'}
  | {readonly kind: 'unknown'};

export type Ask = (question: Question, numbers: Numbers, amount: number) => Promise<Answer>;

/** The centre was not reached, or the platform's own line was cut: asked again of its second house. */
const again: ReadonlySet<string> = new Set(['00001', '00097', '00098']);

const readMs = 8_000;
const writeMs = 15_000;

/**
 * One question, at the first address that takes it. An inquiry changes nothing, so it is asked again wherever there is no
 * clear answer; anything else only where it certainly did not arrive, as the same twice may be done twice.
 */
export function askerOf(
  config: Up2payConfig,
  {net, clock}: Pick<World, 'net' | 'clock'>,
  nextNumber: () => number,
): Ask {
  async function askAt(url: string, question: Question, numbers: Numbers, amount: number): Promise<Answer> {
    const number = String(nextNumber());
    try {
      const {status, body} = await net.fetch({
        method: 'POST',
        url,
        headers: {'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Guichet'},
        body: bodyOf(config, question, numbers, amount, number, clock.now()),
        timeoutMs: question === 'inquiry' ? readMs : writeMs,
        charset: 'latin1',
      });
      return status === 200 ? readAnswer(body, config, numbers, question, number) : {kind: 'unknown'};
    } catch (error) {
      return {kind: error instanceof NetError && error.kind === 'not_sent' ? 'not_sent' : 'unknown'};
    }
  }

  return async (question, numbers, amount) => {
    let answer: Answer = {kind: 'not_sent'};
    for (const url of config.directUrls) {
      answer = await askAt(url, question, numbers, amount);
      const isClear = answer.kind === 'answer' && !again.has(answer.code);
      if (isClear || (question !== 'inquiry' && answer.kind !== 'not_sent')) return answer;
    }
    return answer;
  };
}

function bodyOf(
  config: Up2payConfig,
  question: Question,
  {call, transaction, command}: Numbers,
  amount: number,
  number: string,
  now: number,
): string {
  const fields = [
    ['VERSION', '00104'],
    ['TYPE', types[question]],
    ['SITE', config.site],
    ['RANG', config.rank],
    ['NUMQUESTION', number],
    ['HASH', 'SHA512'],
    ['DATEQ', dateOf(now)],
    ['DEVISE', deviseOf('EUR')],
    ['MONTANT', montantOf({amount, currency: 'EUR'})],
    ['NUMAPPEL', call],
    ['NUMTRANS', transaction],
    ['REFERENCE', command],
  ] as const;
  return new URLSearchParams([...fields, ['HMAC', sign(fields, config.hmacKey)]].map(([k, v]) => [k, v])).toString();
}

/** An answer to another question than ours tells nothing. A refund's and a capture's have a transaction number of their own. */
function readAnswer(
  body: string,
  {site}: Up2payConfig,
  {call, transaction}: Numbers,
  question: Question,
  number: string,
): Answer {
  const fields = fieldsOf(body);
  const of = (name: string) => fields?.get(name) ?? '';
  const code = of('CODEREPONSE');
  if (!/^[0-9A-Z]{5}$/.test(code) || Number(of('NUMQUESTION')) !== Number(number) || of('SITE') !== site)
    return {kind: 'unknown'};
  const isIts = Number(of('NUMAPPEL')) === Number(call) && Number(of('NUMTRANS')) === Number(transaction);
  if (question === 'inquiry' && code === '00000' && !isIts) return {kind: 'unknown'};
  return {kind: 'answer', code, status: of('STATUS')};
}

/** Bytes: percent-encoded or not, in ISO-8859-1, or in UTF-8 where they can only be that. */
function fieldsOf(body: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const pair of body.trim().split('&')) {
    const [name = '', ...rest] = pair.split('=');
    if (name === '' || fields.has(name)) return undefined;
    fields.set(name, textOf(rest.join('=')));
  }
  return fields;
}

function textOf(value: string): string {
  const bytes = value
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const utf8 = Buffer.from(bytes, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? bytes : utf8;
}

/** `ddmmyyyyHHMMSS`, in Paris. */
function dateOf(now: number): string {
  const parts = new Intl.DateTimeFormat('fr-FR', {
    timeZone: 'Europe/Paris',
    hourCycle: 'h23',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now);
  const order = ['day', 'month', 'year', 'hour', 'minute', 'second'] as const;
  return order.map((name) => parts.find(({type}) => type === name)?.value ?? '').join('');
}

const slots = 24;

/**
 * `NUMQUESTION`, which no other call of the site may have on the same day: a slot of the millisecond of the day, never the
 * same twice here; another copy of `pay` that asks in the same millisecond most likely takes another slot.
 */
export function questionNumbers({clock, random}: Pick<World, 'clock' | 'random'>): () => number {
  let last = 0;
  const day = 86_400_000;
  return () => {
    const [chance = 0] = random.bytes(1);
    const now = clock.now() * slots + (chance % slots);
    last = Math.max(last + 1, now);
    return (last % (day * slots)) + 1;
  };
}
