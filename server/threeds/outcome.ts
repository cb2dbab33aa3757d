import type {AuthenticationOutcome} from '#contract/challenge.ts';
import type {TransStatus} from '#contract/threeds.ts';
import type {Authentication} from '../payments/authentication.ts';

/** What an ARes or RReq says, as far as the outcome depends on it. */
export interface Told {
  readonly transStatus: TransStatus;
  readonly transStatusReason?: string;
  readonly challengeCancel?: string;
  readonly interactionCounter?: string;
  readonly eci?: string;
  readonly authenticationValue?: string;
  readonly dsTransID: string;
}

/** `challengeCancel` and `transStatusReason` that mean: out of time (three-d-secure sheet, section 7). */
const timedOutCancels = new Set(['03', '04', '05', '08']);
const timedOutReasons = new Set(['14', '24', '25']);

/** The outcome of an ARes or RReq: first row that fits. C, D and S are steps, and never come here. */
export function outcomeOf({transStatus, transStatusReason = '', challengeCancel = ''}: Told): AuthenticationOutcome {
  if (transStatus === 'Y') return 'authenticated';
  if (transStatus === 'A') return 'attempted';
  if (transStatus === 'R') return 'rejected';
  if (transStatus === 'N' || transStatus === 'U') {
    if (challengeCancel === '01') return 'canceled';
    if (timedOutCancels.has(challengeCancel) || timedOutReasons.has(transStatusReason)) return 'timed_out';
  }
  return transStatus === 'N' ? 'failed' : 'unavailable';
}

/** Our own record of it. A failure counts its wrong entries, 1 to 3; anything else counts none. */
export function authenticationOf(told: Told, flow: Authentication['flow'], version: string): Authentication {
  const outcome = outcomeOf(told);
  const entries = Number(told.interactionCounter ?? '0');
  return {
    version,
    flow,
    outcome,
    transStatus: told.transStatus,
    dsTransId: told.dsTransID,
    ...(told.transStatusReason !== undefined && {reason: told.transStatusReason}),
    ...(told.eci !== undefined && {eci: told.eci}),
    ...(told.authenticationValue !== undefined && {value: told.authenticationValue}),
    failures: outcome === 'failed' ? Math.min(3, Math.max(1, entries)) : 0,
  };
}
