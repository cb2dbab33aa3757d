/** One letter on its way, already checked: nothing in it can add a header or a recipient. */
export interface Message {
  /** Follows from event and kind, the same in every try: who gets a letter twice can tell. Without its angle brackets. */
  readonly id: string;
  readonly kind: string;
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** An address with the name that is shown for it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/**
 * How a letter fared. `refused`: this recipient will never take it. `failed`: nobody took it, or we do not know; it is
 * tried again. The code is a word of ours or of the protocol, never a server's text.
 */
export type Posted =
  | {readonly kind: 'sent'}
  | {readonly kind: 'refused'; readonly code: string}
  | {readonly kind: 'failed'; readonly code: string};

/** The one way out for letters. Never throws. */
export interface Mail {
  send(message: Message): Promise<Posted>;
}

export type AddressFault =
  'address_invalid' | 'address_control_character' | 'name_control_character' | 'subject_control_character';

const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** One address of the plain kind: no comment, no route, no quoted local part, no second one. */
const plainAddress =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/**
 * What is wrong with a recipient or a sender. A line break in one could end its header and begin another: such a text is
 * refused, not mended, since nobody types one by mistake (`security.md` 4.7).
 */
export function faultOf({name, address}: Mailbox): AddressFault | undefined {
  if (control.test(address)) return 'address_control_character';
  if (control.test(name)) return 'name_control_character';
  const local = address.slice(0, address.lastIndexOf('@'));
  const dots = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  return address.length > 254 || dots || !plainAddress.test(address) ? 'address_invalid' : undefined;
}

/** The same for the whole message; the last look before it leaves. */
export function messageFault({from, to, replyTo, subject, id}: Message): AddressFault | undefined {
  if (control.test(subject) || control.test(id)) return 'subject_control_character';
  return faultOf(from) ?? faultOf(to) ?? (replyTo === null ? undefined : faultOf({name: '', address: replyTo}));
}
