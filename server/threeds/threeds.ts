import type {Erro, RRes} from '#contract/threeds.ts';

/** Our side of 3-D Secure: what the bridge page and the directory server may ask of `pay`. */
export interface ThreeDS {
  /**
   * The bridge page has the browser's data: ask the issuer. Asking again while the challenge runs gives the same
   * challenge again (a reload); once there is nothing to do for the browser, `ended`.
   */
  authenticate(handle: string, browser: BrowserData): Promise<BridgeStep>;

  /** The ACS finished the 3DS Method. A hint: it only sets `threeDSCompInd`. */
  methodDone(handle: string, threeDSMethodData: string): Promise<void>;

  /** A `cres` came by the browser. A hint: the window may close. It decides nothing. */
  returned(handle: string, cres: string): Promise<void>;

  /** THE RESULT, server to server: an RReq, already known to come from the directory server. */
  result(message: unknown): Promise<RRes | Erro>;

  /** What the bridge document needs before it is drawn; undefined when the handle is not (or no longer) known. */
  bridge(handle: string): Promise<BridgeFacts | undefined>;
}

/** EMV 3DS browser data (Table A.1). Values as the browser gave them; the server maps and checks. */
export interface BrowserData {
  readonly accept: string;
  readonly userAgent: string;
  readonly ip: string | undefined;
  readonly javaEnabled: boolean;
  readonly language: string;
  readonly colorDepth: number;
  readonly screenHeight: number;
  readonly screenWidth: number;
  /** Minutes, UTC minus local: Paris in winter -60. */
  readonly timeZone: number;
  /** The 3DS Method: done in time, not done in time, or there is none for this card. */
  readonly method: 'Y' | 'N' | 'U';
}

export type BridgeStep =
  | {readonly step: 'ended'}
  /** Confirm in the bank's app; the bridge has nothing to show. */
  | {readonly step: 'app'}
  | {
      readonly step: 'challenge';
      readonly acsUrl: string;
      readonly transId: string;
      readonly acsTransId: string;
      readonly version: string;
      readonly sessionData: string;
    };

export interface BridgeFacts {
  /** Origins that may frame the bridge (and so every page below it): pay's own and the session's. */
  readonly ancestors: readonly string[];
  readonly transId: string;
  /** Present: run the 3DS Method there first. */
  readonly methodUrl: string | undefined;
  readonly methodDone: boolean;
}
