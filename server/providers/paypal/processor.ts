import {misconfigured, refusalOf, type Refusal, type Row, type Rows} from '../refusal.ts';

/** `processor_response.response_code`: why the card's bank, or whoever stands before it, said no. */

const call: Row = {code: 'call_issuer', advice: 'contact_bank'};
const generic: Row = {code: 'generic_decline', advice: 'other_card'};
const notAllowed: Row = {code: 'transaction_not_allowed', advice: 'other_card'};
const number: Row = {code: 'incorrect_number', advice: 'fix_field', field: 'number'};
const cvc: Row = {code: 'incorrect_cvc', advice: 'fix_field', field: 'cvc'};
const expired: Row = {code: 'expired_card', advice: 'fix_field', field: 'expiry'};
const address: Row = {code: 'incorrect_data', advice: 'fix_field', field: 'address'};
const unsupported: Row = {code: 'card_not_supported', advice: 'other_card'};
const limit: Row = {code: 'limit_exceeded', advice: 'other_card'};
const later: Row = {code: 'provider_unavailable', advice: 'retry_later'};
const lost: Row = {code: 'lost_or_stolen', advice: 'other_card', sensitive: true};
const fraud: Row = {code: 'suspected_fraud', advice: 'other_card', sensitive: true};
const tooMany: Row = {code: 'too_many_attempts', advice: 'other_card'};
const authentication: Row = {code: 'authentication_failed', advice: 'other_card'};

const funds: Row = {code: 'insufficient_funds', advice: 'other_card'};
const restricted: Row = {...number, advice: 'other_card'};
const unauthenticated: Row = {code: 'authentication_required', advice: 'authenticate'};
/** Refused because it looks like one before: whether that one was paid is not said. */
const twice: Row = {code: 'duplicate', advice: 'none'};

/**
 * Meanings as PayPal publishes them with the enumeration; what they come to here is ours. None of them leaves it open whether
 * money moved: that, the status says.
 */
const codes: readonly (readonly [Row, string])[] = [
  [generic, '0500 0800 0880 0890 0R00 10BR 1335 1384 5100 5130 5500 5800 5900 7900 9540 9600 PPAR PPDT PPDV PPRN PPSE'],
  [call, '0100 5930 9530'],
  [number, '0390 1330 5140 5950 6300 PP06 PPFI'],
  [cvc, '00N7 1382 5110 PCVV PPC2'],
  [expired, '1380 5400 PPEF PPEX'],
  [address, '5170 5190 PPAD PPAV'],
  [notAllowed, '0580 1312 1352 1393 5160 5210 5700 9510 PPAB PPFR'],
  [funds, '5120'],
  [limit, 'PPAX PPEL PPNL'],
  [tooMany, '5135 5710'],
  [restricted, '5180'],
  [unsupported, '7800 PPAE PPCO PPCT PPDI PPMC PPPM'],
  [lost, '5150 9520'],
  [fraud, '9500 PPSC'],
  [authentication, '7700 7710 PPD3'],
  [unauthenticated, '5650 PCNR'],
  [twice, '5200'],
  [later, '0960 5910 5920 8000 8100 8110 8220 9100 PPER PPNT'],
  [
    misconfigured,
    '1300 1310 1317 1320 1340 1350 1360 1370 1390 8010 8020 8030 PPAG PPAI PPAU PPBG PPCE PPCR PPCU PPDC PPFE PPFV PPGR PPH1 PPIF PPII PPIM PPIT PPLR PPLS PPMB PPMD PPNC PPNM PPPH PPPI PPQC PPRE PPRF PPRR PPS0 PPS1 PPS2 PPS3 PPS4 PPS5 PPS6 PPSD PPTE PPTF PPTI PPTR PPTT PPTV PPUA PPUC PPUE PPUI PPUP PPUR PPVC PPVE PPVT',
  ],
];

const rows: Rows = Object.fromEntries(codes.flatMap(([row, list]) => list.split(' ').map((code) => [code, row])));

export function refusalOfProcessor(code: string): Refusal {
  return refusalOf('paypal', rows, code);
}
