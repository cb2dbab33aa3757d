import type {Random} from '../ports.ts';

/** A version 4 UUID, as EMV 3DS wants its transaction ids. */
export function uuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** 20 bytes in base64: the length of a CAVV or AAV. */
export function authenticationValue(random: Random): string {
  return Buffer.from(random.bytes(20)).toString('base64');
}

export function paymentId(random: Random): string {
  return `bp_${Buffer.from(random.bytes(12)).toString('hex')}`;
}

/** Without 0, O, 1 and I, which are read out wrong on the telephone: 32 signs, so no byte is favoured. */
const signs = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Six characters, as printed on a ticket. */
export function approvalCode(random: Random): string {
  return Array.from(random.bytes(6), (byte) => signs[byte % signs.length]).join('');
}

/** 128 bits: whoever has it may pay, so nobody can guess it. */
export function walletId(random: Random): string {
  return `wp_${Buffer.from(random.bytes(16)).toString('hex')}`;
}
