/**
 * EMV 3DS 2.2.0 messages as far as we and the test bank speak them (`EMVCo 3-D Secure … v2.3.1.1`, differences of
 * 2.2.0). Field names are EMVCo's. `pay` is the 3DS server; the bank is directory server and ACS.
 *
 * At the bank, base address `<bank>`:
 * POST <bank>/ds/versions   {acctNumber} (through the vault) → Versions   our stand-in for cached PReq/PRes data
 * POST <bank>/ds/areq       AReq (through the vault) → ARes | Erro
 * POST <threeDSMethodURL>   form threeDSMethodData (browser) → HTML that posts back to the notification URL
 * POST <acsURL>             form creq, threeDSSessionData (browser) → HTML
 * At `pay`:
 * POST <threeDSServerURL>   = <pay>/3ds/results, RReq from the directory server → RRes | Erro. `Authorization:
 *                           Bearer <DIRECTORY_KEY>` stands for the directory server's client certificate.
 * POST <notificationURL>    = <pay>/3ds/done/{handle}, form cres, threeDSSessionData (browser) → HTML. A hint only.
 * POST <threeDSMethodNotificationURL> = <pay>/3ds/method/{handle}, form threeDSMethodData (browser) → HTML
 */
export const messageVersion = '2.2.0';

/** Answer of the card range look-up. No URL: this range has no 3DS Method (`threeDSCompInd` U). */
export interface Versions {
  readonly versions: readonly string[];
  readonly threeDSMethodURL?: string;
}

export const transStatuses = ['Y', 'A', 'C', 'D', 'S', 'I', 'N', 'R', 'U'] as const;
export type TransStatus = (typeof transStatuses)[number];

export interface AReq {
  readonly messageType: 'AReq';
  readonly messageVersion: string;
  readonly messageCategory: '01';
  readonly deviceChannel: '02';
  readonly threeDSServerTransID: string;
  readonly threeDSServerRefNumber: string;
  readonly threeDSServerURL: string;
  readonly threeDSRequestorID: string;
  readonly threeDSRequestorName: string;
  readonly threeDSRequestorURL: string;
  readonly threeDSRequestorAuthenticationInd: '01';
  /** `01` no preference, `04` mandated. */
  readonly threeDSRequestorChallengeInd: '01' | '04';
  readonly threeDSCompInd: 'Y' | 'N' | 'U';
  readonly acctNumber: string;
  readonly cardExpiryDate: string;
  readonly purchaseAmount: string;
  readonly purchaseCurrency: string;
  readonly purchaseExponent: string;
  readonly purchaseDate: string;
  readonly acquirerBIN: string;
  readonly acquirerMerchantID: string;
  readonly mcc: string;
  readonly merchantName: string;
  readonly merchantCountryCode: string;
  readonly transType: '01';
  readonly browserAcceptHeader: string;
  readonly browserUserAgent: string;
  readonly browserIP?: string;
  readonly browserLanguage: string;
  readonly browserJavascriptEnabled: boolean;
  readonly browserJavaEnabled?: boolean;
  readonly browserColorDepth?: string;
  readonly browserScreenHeight?: string;
  readonly browserScreenWidth?: string;
  readonly browserTZ?: string;
  readonly notificationURL: string;
  readonly email?: string;
}

export interface ARes {
  readonly messageType: 'ARes';
  readonly messageVersion: string;
  readonly threeDSServerTransID: string;
  readonly acsTransID: string;
  readonly dsTransID: string;
  readonly acsReferenceNumber: string;
  readonly dsReferenceNumber: string;
  readonly transStatus: TransStatus;
  readonly transStatusReason?: string;
  readonly eci?: string;
  readonly authenticationValue?: string;
  readonly acsURL?: string;
  readonly acsChallengeMandated?: 'Y' | 'N';
  readonly authenticationType?: string;
  readonly acsDecConInd?: 'Y' | 'N';
  readonly cardholderInfo?: string;
}

export interface CReq {
  readonly messageType: 'CReq';
  readonly messageVersion: string;
  readonly threeDSServerTransID: string;
  readonly acsTransID: string;
  readonly challengeWindowSize: '01' | '02' | '03' | '04' | '05';
}

export interface CRes {
  readonly messageType: 'CRes';
  readonly messageVersion: string;
  readonly threeDSServerTransID: string;
  readonly acsTransID: string;
  readonly transStatus: 'Y' | 'N' | 'D';
}

export interface RReq {
  readonly messageType: 'RReq';
  readonly messageVersion: string;
  readonly messageCategory: '01';
  readonly threeDSServerTransID: string;
  readonly acsTransID: string;
  readonly dsTransID: string;
  readonly transStatus: TransStatus;
  readonly transStatusReason?: string;
  readonly eci?: string;
  readonly authenticationValue?: string;
  readonly authenticationType?: string;
  /** Two digits: the wrong entries of this challenge. */
  readonly interactionCounter?: string;
  readonly challengeCancel?: string;
}

export interface RRes {
  readonly messageType: 'RRes';
  readonly messageVersion: string;
  readonly threeDSServerTransID: string;
  readonly acsTransID: string;
  readonly dsTransID: string;
  readonly resultsStatus: '01';
}

export interface Erro {
  readonly messageType: 'Erro';
  readonly messageVersion: string;
  readonly threeDSServerTransID?: string;
  readonly acsTransID?: string;
  readonly dsTransID?: string;
  readonly errorCode: string;
  readonly errorComponent: 'C' | 'S' | 'D' | 'A';
  readonly errorDescription: string;
  readonly errorDetail: string;
  readonly errorMessageType?: string;
}
