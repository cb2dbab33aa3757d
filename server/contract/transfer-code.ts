import {epcQr} from './epc-qr.ts';
import {qrPath, swissQrPath, type QrDrawing} from './qr.ts';
import {referenceFor} from './rf-reference.ts';
import type {AccountView, InstructionsView} from './session.ts';
import {swissQr, type SwissAddress} from './swiss-qr.ts';

/** The code for banking apps: EPC for euros, the one of a QR-bill for francs. */
export type TransferCode =
  | {readonly kind: 'epc'; readonly drawing: QrDrawing; readonly account: AccountView}
  | {
      readonly kind: 'swiss';
      readonly drawing: QrDrawing;
      readonly account: AccountView;
      readonly iban: string;
      readonly address: SwissAddress;
    };

/** Nothing where the currency has no such code, or the account is not fit for one. Pure. */
export function transferCode({
  account,
  amount: minor,
  currency,
  reference,
}: InstructionsView): TransferCode | undefined {
  const iban = account?.iban;
  if (!account || !iban) return undefined;
  if (currency === 'EUR') {
    const {holder: name, bic} = account;
    const remittance = {type: 'reference', value: reference} as const;
    const code = epcQr({name, iban, ...(bic && {bic}), minor, currency, remittance});
    return 'error' in code ? undefined : {kind: 'epc', drawing: qrPath(code.payload), account};
  }
  const address = currency === 'CHF' ? swissAddress(account) : undefined;
  if (!address) return undefined;
  const code = swissQr({
    creditor: {...address, iban},
    currency: 'CHF',
    minor,
    reference: referenceFor(account, reference),
  });
  return 'error' in code ? undefined : {kind: 'swiss', drawing: swissQrPath(code.payload), account, iban, address};
}

/** `Rue du Lac 12`, `1003 Lausanne`, `CH`: the lines of the settings, told apart. */
function swissAddress({holder, address}: AccountView): SwissAddress | undefined {
  const [street = '', town = '', country = 'CH'] = address.length > 1 ? address.slice(-3) : [];
  const [, postalCode, city] = /^(\S+) +(.+)$/.exec(town) ?? [];
  if (!postalCode || !city) return undefined;
  const [, road = street, building = ''] = /^(.*\D) +(\d+ ?[a-z]?)$/i.exec(street) ?? [];
  return {name: holder, street: road, building, postalCode, city, country};
}
