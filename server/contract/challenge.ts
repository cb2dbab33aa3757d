/** How an authentication ended. `unknown`: neither ARes nor RReq ever told. */
export const authenticationOutcomes = [
  'authenticated',
  'attempted',
  'failed',
  'rejected',
  'canceled',
  'timed_out',
  'unavailable',
  'unknown',
] as const;

export type AuthenticationOutcome = (typeof authenticationOutcomes)[number];

/** EMV 3DS `challengeWindowSize`, in CSS pixels. `05` is the whole viewport. */
export const windowSizes = {
  '01': {width: 250, height: 400},
  '02': {width: 390, height: 400},
  '03': {width: 500, height: 600},
  '04': {width: 600, height: 400},
  '05': undefined,
} as const;

export type WindowSize = keyof typeof windowSizes;

/** Three failed authentications cancel a payment; three payments canceled so block the card. */
export const failedAuthenticationsMax = 3;
export const strikesMax = 3;
