import {messageVersion, type Erro, type RRes} from '#contract/threeds.ts';
import type {Deps} from '../payments/deps.ts';
import type {PaymentIntent, Step} from '../payments/intent.ts';
import {liveAttempt} from '../payments/moves.ts';
import {finishAuthentication} from './conclude.ts';
import {RReqSchema} from './messages.ts';
import {authenticationOf} from './outcome.ts';

/**
 * THE RESULT: an RReq from the directory server. Its IDs must be those of the ARes (Req 212); it counts once (Req 430)
 * and only where one is awaited (Req 431). What follows is done after the answer: the ACS waits for the RRes.
 */
export async function result(deps: Deps, message: unknown, goOn: (intentId: string) => void): Promise<RRes | Erro> {
  const parsed = RReqSchema.safeParse(message);
  if (!parsed.success) return erro('203', 'Format of one or more data elements is invalid', fieldsOf(parsed.error));
  const rreq = parsed.data;
  const {threeDSServerTransID, acsTransID, dsTransID} = rreq;
  const ids = {threeDSServerTransID, acsTransID, dsTransID};
  const [row] = await deps.store.find('intents', {by: 'transId', equals: threeDSServerTransID, limit: 1});
  if (!row) return erro('301', 'Transaction ID not recognised', 'threeDSServerTransID', ids);

  const awaited = awaitedStep(row.doc);
  // 2.2 has no code of its own for a second RReq: 305, transaction data not valid in this state.
  if (!awaited) return erro('305', 'No result is awaited for this transaction', 'transStatus', ids);
  if (awaited.acsTransId !== acsTransID || awaited.dsTransId !== dsTransID)
    return erro('301', 'Transaction ID not recognised', 'acsTransID,dsTransID', ids);
  if (rreq.transStatus === 'C' || rreq.transStatus === 'D' || rreq.transStatus === 'S' || rreq.transStatus === 'I') {
    return erro('203', 'Format of one or more data elements is invalid', 'transStatus', ids);
  }

  const flow = awaited.name === 'decoupled' ? 'decoupled' : 'challenge';
  const first = await finishAuthentication(
    deps,
    row.id,
    threeDSServerTransID,
    authenticationOf(rreq, flow, awaited.version),
  );
  if (!first) return erro('305', 'No result is awaited for this transaction', 'transStatus', ids);
  goOn(row.id);
  return {messageType: 'RRes', messageVersion, ...ids, resultsStatus: '01'};
}

type Awaited = Extract<Step, {name: 'challenge'} | {name: 'decoupled'}>;

function awaitedStep(intent: PaymentIntent): Awaited | undefined {
  const current = liveAttempt(intent)?.step;
  return current?.name === 'challenge' || current?.name === 'decoupled' ? current : undefined;
}

function fieldsOf(error: {readonly issues: readonly {readonly path: readonly PropertyKey[]}[]}): string {
  return error.issues
    .map(({path}) => path.map(String).join('.'))
    .join(',')
    .slice(0, 2048);
}

function erro(errorCode: string, errorDescription: string, errorDetail: string, ids: Partial<Erro> = {}): Erro {
  return {
    messageType: 'Erro',
    messageVersion,
    ...ids,
    errorCode,
    errorComponent: 'S',
    errorDescription,
    errorDetail,
    errorMessageType: 'RReq',
  };
}
