import type {Deps} from '../payments/deps.ts';
import {move} from '../payments/move.ts';
import {liveAttempt, step} from '../payments/moves.ts';
import {CResSchema, decode, MethodDataSchema} from './messages.ts';

/** The RReq comes before the CRes (Req 124-140), or soon after from an ACS that is late; then nobody will tell any more. */
const rreqGraceMs = 60_000;

/** A `cres` came by the browser. Whatever it claims, it only says that the window may close. */
export async function returned(deps: Deps, handle: string, cres: string): Promise<void> {
  const parsed = CResSchema.safeParse(decode(cres));
  const [row] = await deps.store.find('intents', {by: 'handle', equals: handle, limit: 1});
  if (!parsed.success || !row) return;
  const now = deps.world.clock.now();
  await move(deps, row.id, (intent) => {
    const current = liveAttempt(intent)?.step;
    if (current?.name !== 'challenge' || current.handle !== handle || current.returned) return undefined;
    if (current.transId !== parsed.data.threeDSServerTransID || current.acsTransId !== parsed.data.acsTransID)
      return undefined;
    return step(intent, ['challenge'], {...current, returned: true, until: now + rreqGraceMs});
  });
}

/** The ACS finished the 3DS Method: a reload need not run it again. */
export async function methodDone(deps: Deps, handle: string, threeDSMethodData: string): Promise<void> {
  const parsed = MethodDataSchema.safeParse(decode(threeDSMethodData));
  const [row] = await deps.store.find('intents', {by: 'handle', equals: handle, limit: 1});
  if (!parsed.success || !row) return;
  await move(deps, row.id, (intent) => {
    const current = liveAttempt(intent)?.step;
    if (current?.name !== 'device' || current.handle !== handle || current.methodDone) return undefined;
    if (current.transId !== parsed.data.threeDSServerTransID) return undefined;
    return step(intent, ['device'], {...current, methodDone: true});
  });
}
