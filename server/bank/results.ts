import type {RReq} from '#contract/threeds.ts';
import type {Net, World} from '../ports.ts';
import type {BankConfig} from './config.ts';
import {dueAt, isPending, lapse, proofOf, type Authentication, type Delivery} from './authentication.ts';
import {isObject} from './body.ts';
import type {BankStore} from './store.ts';

/** How long the ACS waits for the RRes [Req 241]. */
const rresMs = 5_000;
/** Not delivered: at once again, then every 10 s [Req 240], and after ten minutes no more. */
const retryMs = 10_000;
export const triesMax = 60;
const copyMs = 1_000;

/** Moves what time moves, and brings each result to the 3DS server. */
export interface Results {
  /** Watches a record that was just saved. */
  watch(record: Authentication): void;
  /** Ends when the result has been delivered, or has been tried twice. Never two of one record at a time. */
  deliver(acsTransId: string): Promise<void>;
  stop(): void;
}

export function createResults(config: BankConfig, world: World, store: BankStore): Results {
  const {clock, timer, log, net} = world;
  const alarms = new Map<string, {cancel(): void}>();
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  function watch(record: Authentication): void {
    const due = dueAt(record);
    alarms.get(record.acsTransId)?.cancel();
    alarms.delete(record.acsTransId);
    if (due === undefined || stopped) return;
    alarms.set(
      record.acsTransId,
      timer.after(Math.max(0, due - clock.now()), () => wake(record.acsTransId)),
    );
  }

  async function wake(acsTransId: string): Promise<void> {
    alarms.delete(acsTransId);
    const record = store.authentication(acsTransId);
    if (!record || stopped) return;
    const moved = lapse(record, clock.now());
    if (moved !== record) store.saveAuthentication(moved);
    if (moved.phase.name === 'ended' && isDue(moved.phase.delivery, clock.now())) return deliver(acsTransId);
    watch(moved);
  }

  function deliver(acsTransId: string): Promise<void> {
    const running = underWay.get(acsTransId);
    if (running) return running;
    const run = attempt(acsTransId).finally(() => underWay.delete(acsTransId));
    underWay.set(acsTransId, run);
    return run;
  }

  async function attempt(acsTransId: string): Promise<void> {
    const record = store.authentication(acsTransId);
    if (!record || record.phase.name !== 'ended' || !isDue(record.phase.delivery, clock.now())) return;
    const {tries} = record.phase.delivery;
    const message = rreqOf(record);
    let delivered = await send(net, config, record.resultsUrl, message);
    // What was decided stays: every try carries the same message, and the receiver knows a second one [Req 430].
    if (!delivered && tries === 0) delivered = await send(net, config, record.resultsUrl, message);

    // Read again: the acquirer may have spent the proof meanwhile.
    const latest = store.authentication(acsTransId);
    if (!latest || latest.phase.name !== 'ended') return;
    const delivery = next(record.phase.delivery, delivered, clock.now());
    const saved = {...latest, phase: {...latest.phase, delivery}};
    store.saveAuthentication(saved);
    log('result_sent', {acsTransId, delivered, transStatus: message.transStatus, delivery: delivery.kind});
    watch(saved);
  }

  return {
    watch,
    deliver,
    stop() {
      stopped = true;
      for (const alarm of alarms.values()) alarm.cancel();
      alarms.clear();
    },
  };
}

/** Everything that was to happen while the bank was down. */
export function resume(results: Results, store: BankStore): void {
  for (const record of store.pendingAuthentications()) if (isPending(record)) results.watch(record);
}

type Due = Extract<Delivery, {readonly kind: 'due'}>;

function isDue(delivery: Delivery, now: number): delivery is Due {
  return delivery.kind === 'due' && delivery.at <= now;
}

function next({tries, copies}: Due, delivered: boolean, now: number): Delivery {
  if (delivered)
    return copies > 1 ? {kind: 'due', at: now + copyMs, tries: 0, copies: copies - 1} : {kind: 'delivered'};
  return tries + 1 < triesMax ? {kind: 'due', at: now + retryMs, tries: tries + 1, copies} : {kind: 'given_up'};
}

/** @returns whether the other side read it: an RRes, or an Erro, which repeating would not change. */
async function send(net: Net, config: BankConfig, url: string, message: RReq): Promise<boolean> {
  try {
    const {status, body} = await net.fetch({
      method: 'POST',
      url,
      headers: {'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${config.directoryKey}`},
      body: JSON.stringify(message),
      timeoutMs: rresMs,
    });
    const answer: unknown = status < 500 ? JSON.parse(body) : undefined;
    return isObject(answer) && (answer['messageType'] === 'RRes' || answer['messageType'] === 'Erro');
  } catch {
    return false;
  }
}

function rreqOf(record: Authentication): RReq {
  const {phase} = record;
  const proof = proofOf(record);
  if (phase.name !== 'ended' || !proof) throw new Error('no result yet');
  const {transStatus, reason, cancel, counter, authenticationType} = phase.result;
  return {
    messageType: 'RReq',
    messageVersion: record.version,
    messageCategory: '01',
    threeDSServerTransID: record.serverTransId,
    acsTransID: record.acsTransId,
    dsTransID: record.dsTransId,
    transStatus,
    ...(reason !== null && {transStatusReason: reason}),
    eci: proof.eci,
    ...(proof.value !== null && {authenticationValue: proof.value}),
    authenticationType,
    interactionCounter: counter,
    ...(cancel !== null && {challengeCancel: cancel}),
  };
}
