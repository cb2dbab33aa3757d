import type {Deps} from '../payments/deps.ts';
import {liveAttempt} from '../payments/moves.ts';
import {authenticate} from './authenticate.ts';
import {methodDone, returned} from './returns.ts';
import {result} from './result.ts';
import type {BridgeFacts, ThreeDS} from './threeds.ts';

/** The 3DS server, as the routes meet it. `goOn`: what follows a result is taken up after the RRes has been given. */
export function threeDSServer(deps: Deps, goOn: (intentId: string) => void): ThreeDS {
  return {
    authenticate: (handle, browser) => authenticate(deps, handle, browser),
    methodDone: (handle, data) => methodDone(deps, handle, data),
    returned: (handle, cres) => returned(deps, handle, cres),
    result: (message) => result(deps, message, goOn),
    bridge: (handle) => bridge(deps, handle),
  };
}

async function bridge({store, settings}: Deps, handle: string): Promise<BridgeFacts | undefined> {
  const [row] = await store.find('intents', {by: 'handle', equals: handle, limit: 1});
  if (!row) return undefined;
  const session = await store.get('sessions', row.doc.session);
  const ancestors = [settings.payUrl, ...(session?.doc.embedOrigins ?? [])];
  const step = liveAttempt(row.doc)?.step;
  return step?.name === 'device'
    ? {ancestors, transId: step.transId, methodUrl: step.methodUrl, methodDone: step.methodDone}
    : {ancestors, transId: '', methodUrl: undefined, methodDone: true};
}
