import {z} from 'zod';
import {formOf} from '../form.ts';
import type {Up2payNotice} from './states.ts';
import {amountOf} from './amounts.ts';

/** What we want back, `name:LETTER`; the signature last. The bank's own list, without what is the card's or the shopper's. */
export const retour = 'M:M;R:R;T:T;A:A;C:C;E:E;G:G;S:S;W:W;Q:Q;v:v;K:K';

/**
 * What the platform said and signed, as far as we keep it: no number of a card is among it.
 *
 * `left`: it came with the shopper, who had left the page by then; `canceled`: by its button.
 */
export interface Notice extends Up2payNotice {
  readonly command: string;
  /** `T` and `S`: every later call needs both. */
  readonly call: string;
  readonly transaction: string;
  readonly left: boolean;
  readonly canceled: boolean;
}

const NoticeSchema: z.ZodType<Notice> = z
  .strictObject({
    result: z.string(),
    authorization: z.string(),
    amount: z.int(),
    command: z.string(),
    call: z.string(),
    transaction: z.string(),
    left: z.boolean(),
    canceled: z.boolean(),
  })
  .readonly();

/** @param raw - Verified; without a question mark. @returns undefined when it is no notice of a payment. */
export function noticeOf(
  raw: string | Uint8Array,
  how: Pick<Notice, 'left' | 'canceled'> = {left: false, canceled: false},
): Notice | undefined {
  const fields = formOf(raw);
  if (!fields) return undefined;
  const of = (name: string) => fields.get(name) ?? '';
  const [amount, command, result] = [amountOf(of('M')), of('R'), of('E')];
  const [call, transaction] = [of('T'), of('S')];
  if (amount === undefined || command === '' || !/^[0-9A-Z]{5}$/.test(result)) return undefined;
  if (![call, transaction].every((number) => /^\d{0,10}$/.test(number))) return undefined;
  return {result, authorization: of('A'), amount, command, call, transaction, ...how};
}

/** As it is kept with the try. */
export function wordOf(notice: Notice): string {
  return JSON.stringify(notice);
}

/** What was kept, of that payment and no other. */
export function noticesOf(words: readonly string[], command: string): readonly Notice[] {
  return words.flatMap((word) => {
    const notice = NoticeSchema.safeParse(json(word));
    return notice.success && notice.data.command === command ? [notice.data] : [];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
