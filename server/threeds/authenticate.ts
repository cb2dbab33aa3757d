import {messageVersion, type ARes} from '#contract/threeds.ts';
import type {SendAnswer} from '#contract/vault.ts';
import {authorize} from '../payments/authorize.ts';
import type {Authentication} from '../payments/authentication.ts';
import type {Deps} from '../payments/deps.ts';
import type {PaymentIntent, Step} from '../payments/intent.ts';
import {providerKey} from '../payments/keys.ts';
import {move} from '../payments/move.ts';
import {liveAttempt, step} from '../payments/moves.ts';
import {finishAuthentication} from './conclude.ts';
import {AResSchema, buildAReq, jsonOf} from './messages.ts';
import {authenticationOf} from './outcome.ts';
import type {BridgeStep, BrowserData} from './threeds.ts';

const sendWithinMs = 10_000;
/** The caller's own time-outs end before this; a crash in between is noticed then. */
const askedMs = 20_000;
/** 10 minutes without activity end a challenge (Req 226), and its RReq follows within 60 s (Req 227). */
const challengeMs = 11 * 60_000 + 30_000;
/** A decoupled authentication: we ask for no more than 10 minutes, and 30 s for the message (Req 347). */
const decoupledMs = 10 * 60_000 + 30_000;

/**
 * Asks the issuer. Written down first; then the AReq goes through the vault; then the answer is saved, and followed when
 * it already decides. A browser that comes again while the challenge runs gets the same challenge.
 */
export async function authenticate(deps: Deps, handle: string, browser: BrowserData): Promise<BridgeStep> {
  const {store, world, vault, settings} = deps;
  const [row] = await store.find('intents', {by: 'handle', equals: handle, limit: 1});
  const seen = row && liveAttempt(row.doc);
  if (!row || !seen) return {step: 'ended'};
  if (seen.step.name !== 'device') return bridgeStep(row.doc);

  const asked = await move(deps, row.id, (intent) => {
    const current = liveAttempt(intent)?.step;
    if (current?.name !== 'device' || current.handle !== handle) return undefined;
    const {transId, version, mandated} = current;
    return step(intent, ['device'], {
      name: 'asked',
      handle,
      transId,
      version,
      mandated,
      until: world.clock.now() + askedMs,
    });
  });
  const attempt = asked && liveAttempt(asked.after);
  if (!asked || attempt?.step.name !== 'asked' || !attempt.cardToken) return again(deps, row.id);

  const {mandated} = attempt.step;
  const now = world.clock.now();
  const answer = await vault.send({
    token: attempt.cardToken,
    session: asked.after.session,
    destination: 'directory',
    path: '/ds/areq',
    headers: {},
    body: JSON.stringify(buildAReq(asked.after, attempt.step, browser, settings, now)),
    key: providerKey(attempt.id, 'areq', mandated ? 2 : 1),
    deadline: now + sendWithinMs,
  });
  await follow(deps, row.id, attempt.step, answer);
  return again(deps, row.id);
}

/** What an ARes leads to. Anything that cannot be read, or speaks of another transaction, leads nowhere. */
async function follow(
  deps: Deps,
  id: string,
  asked: Extract<Step, {name: 'asked'}>,
  answer: SendAnswer,
): Promise<void> {
  const {transId, handle, version, mandated} = asked;
  const ares = readARes(answer, transId);
  if (!ares) return void (await finishAuthentication(deps, id, transId, unavailable));

  const now = deps.world.clock.now();
  const running = {
    handle,
    transId,
    version,
    mandated,
    acsTransId: ares.acsTransID,
    dsTransId: ares.dsTransID,
    ...(ares.cardholderInfo !== undefined && {cardholderInfo: ares.cardholderInfo}),
  };
  if (ares.transStatus === 'C' && ares.acsURL !== undefined && isWebAddress(ares.acsURL)) {
    const challenge: Step = {
      name: 'challenge',
      ...running,
      acsUrl: ares.acsURL,
      returned: false,
      until: now + challengeMs,
    };
    return void (await move(deps, id, (intent) => ifRunning(intent, transId, challenge)));
  }
  if (ares.transStatus === 'D') {
    const decoupled: Step = {name: 'decoupled', ...running, until: now + decoupledMs};
    return void (await move(deps, id, (intent) => ifRunning(intent, transId, decoupled)));
  }
  if (ares.transStatus === 'C' || ares.transStatus === 'S')
    return void (await finishAuthentication(deps, id, transId, unavailable));
  await finishAuthentication(deps, id, transId, authenticationOf(ares, 'frictionless', version));
  await authorize(deps, id);
}

function ifRunning(intent: PaymentIntent, transId: string, next: Step): PaymentIntent | undefined {
  const current = liveAttempt(intent)?.step;
  return current?.name === 'asked' && current.transId === transId ? step(intent, ['asked'], next) : undefined;
}

const unavailable: Authentication = {
  version: messageVersion,
  flow: 'frictionless',
  outcome: 'unavailable',
  failures: 0,
};

function readARes(answer: SendAnswer, transId: string): ARes | undefined {
  if (answer.kind !== 'answered' || answer.status !== 200) return undefined;
  const parsed = AResSchema.safeParse(jsonOf(answer.body));
  if (!parsed.success || parsed.data.threeDSServerTransID !== transId) return undefined;
  return {...parsed.data, acsReferenceNumber: '', dsReferenceNumber: ''};
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:';
}

async function again({store}: Deps, id: string): Promise<BridgeStep> {
  const row = await store.get('intents', id);
  return row ? bridgeStep(row.doc) : {step: 'ended'};
}

/** What is left for the browser to do. */
export function bridgeStep(intent: PaymentIntent): BridgeStep {
  const current = liveAttempt(intent)?.step;
  if (current?.name === 'decoupled') return {step: 'app'};
  // Once a `cres` came by, the window has nothing more to show: the RReq tells the rest.
  if (current?.name !== 'challenge' || current.returned) return {step: 'ended'};
  const {acsUrl, transId, acsTransId, version, handle} = current;
  return {
    step: 'challenge',
    acsUrl,
    transId,
    acsTransId,
    version,
    sessionData: Buffer.from(handle).toString('base64url'),
  };
}
