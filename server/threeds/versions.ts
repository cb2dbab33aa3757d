import type {z} from 'zod';
import {messageVersion} from '#contract/threeds.ts';
import {placeholders, type SendAnswer} from '#contract/vault.ts';
import type {Authentication} from '../payments/authentication.ts';
import type {Deps} from '../payments/deps.ts';
import type {Step} from '../payments/intent.ts';
import {providerKey} from '../payments/keys.ts';
import {move} from '../payments/move.ts';
import {conclude, liveAttempt, step} from '../payments/moves.ts';
import {jsonOf, uuidOf, VersionsSchema} from './messages.ts';

/** The browser has two minutes to bring its data; the 3DS Method alone may take ten seconds. */
const deviceMs = 2 * 60_000;
const sendWithinMs = 10_000;

/** Looks up what the card's range speaks, and makes the transaction under which the browser's data will come. */
export async function lookUpVersions(deps: Deps, intentId: string): Promise<void> {
  const {store, world, vault} = deps;
  const row = await store.get('intents', intentId);
  const attempt = row && liveAttempt(row.doc);
  if (!row || attempt?.step.name !== 'versions' || !attempt.cardToken) return;
  const {mandated} = attempt.step;

  const answer = await vault.send({
    token: attempt.cardToken,
    session: row.doc.session,
    destination: 'directory',
    path: '/ds/versions',
    headers: {},
    body: JSON.stringify({acctNumber: placeholders.number}),
    key: providerKey(attempt.id, 'versions', mandated ? 2 : 1),
    deadline: world.clock.now() + sendWithinMs,
  });
  const found = versionsOf(answer);
  const next: Step | undefined = found && {
    name: 'device',
    handle: Buffer.from(world.random.bytes(16)).toString('base64url'),
    transId: uuidOf(world.random.bytes(16)),
    version: messageVersion,
    mandated,
    ...(found.threeDSMethodURL !== undefined && {methodUrl: found.threeDSMethodURL}),
    methodDone: false,
    until: world.clock.now() + deviceMs,
  };
  await move(deps, intentId, (intent) => {
    const live = liveAttempt(intent);
    if (live?.id !== attempt.id) return undefined;
    if (next) return step(intent, ['versions'], next);
    return live.step.name === 'versions' ? conclude(intent, unavailable, mandated) : undefined;
  });
}

/** The directory server did not answer: nothing can be asked of the issuer, and nothing was. */
const unavailable: Authentication = {
  version: messageVersion,
  flow: 'frictionless',
  outcome: 'unavailable',
  failures: 0,
};

function versionsOf(answer: SendAnswer): z.infer<typeof VersionsSchema> | undefined {
  if (answer.kind !== 'answered' || answer.status !== 200) return undefined;
  const parsed = VersionsSchema.safeParse(jsonOf(answer.body));
  return parsed.success && parsed.data.versions.includes(messageVersion) ? parsed.data : undefined;
}
