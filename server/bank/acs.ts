import {Hono} from 'hono';
import type {World} from '../ports.ts';
import {answer, cancel, open, resend, stay, type Authentication} from './authentication.ts';
import {decodeMessage, isPlainUrl, readForm} from './body.ts';
import type {BankConfig} from './config.ts';
import {challengePage, type Notice} from './pages/challenge.ts';
import {blankPage, finalPage, methodPage, unreadablePage} from './pages/handover.ts';
import type {Results} from './results.ts';
import type {Silence} from './silence.ts';
import type {BankStore} from './store.ts';
import {localeOf} from './texts.ts';

/** Characters of `threeDSSessionData` (Table A.3). */
const sessionDataMax = 1024;

/** The issuer's challenge server as browsers see it: plain forms, no cookie; the transaction is in the address. */
export function acs(config: BankConfig, world: World, store: BankStore, results: Results, silence: Silence): Hono {
  const {clock, log} = world;
  const app = new Hono();

  app.post('/acs/method', async (c) => {
    const form = await readForm(c);
    const message = decodeMessage(form.get('threeDSMethodData'));
    const url = message?.['threeDSMethodNotificationURL'];
    const id = message?.['threeDSServerTransID'];
    if (!isPlainUrl(url, 2048) || typeof id !== 'string' || id.length > 36) {
      return unreadablePage(localeOf(c.req.header('accept-language')));
    }
    return methodPage(url, id);
  });

  app.post('/acs/method/stalls', () => blankPage());

  app.post('/acs/challenge', async (c) => {
    const form = await readForm(c);
    const record = recordOf(store, decodeMessage(form.get('creq')));
    const sessionData = form.get('threeDSSessionData');
    if (!record || (sessionData !== null && sessionData.length > sessionDataMax)) {
      return unreadablePage(localeOf(c.req.header('accept-language')));
    }

    const {phase} = record;
    if (phase.name === 'expected' && phase.challenge === 'silent') {
      await silence.wait();
      return new Response(null, {status: 504});
    }
    return show(move(record, open(record, sessionData, clock.now())), 'none');
  });

  app.post('/acs/challenge/:id', async (c) => {
    const form = await readForm(c);
    // Read after the form has arrived: what is judged here is what stands now.
    const record = store.authentication(c.req.param('id'));
    if (!record) return unreadablePage(localeOf(c.req.header('accept-language')));
    const [moved, notice] = respond(record, form.get('action') ?? 'answer', form.get('answer') ?? '', clock.now());
    return show(move(record, moved), notice);
  });

  app.get('/acs/challenge/:id/state', (c) => {
    const record = store.authentication(c.req.param('id'));
    return c.json({state: record?.phase.name === 'open' ? 'open' : 'ended'}, 200, {'cache-control': 'no-store'});
  });

  function move(record: Authentication, moved: Authentication): Authentication {
    if (moved === record) return record;
    store.saveAuthentication(moved);
    results.watch(moved);
    if (moved.phase.name === 'ended')
      log('challenge_ended', {acsTransId: moved.acsTransId, transStatus: moved.phase.result.transStatus});
    return moved;
  }

  /** The challenge, or its end: and then the result has gone out before the browser is sent back [Req 124]. */
  async function show(record: Authentication, notice: Notice): Promise<Response> {
    const {phase} = record;
    if (phase.name === 'open') return challengePage(record, phase, notice, config.url, clock.now());
    if (phase.name !== 'ended') return unreadablePage(record.locale);
    await results.deliver(record.acsTransId);
    return finalPage(record, phase);
  }

  return app;
}

/** The transaction that a CReq names, when all of the CReq fits it. */
function recordOf(store: BankStore, creq: Readonly<Record<string, unknown>> | undefined): Authentication | undefined {
  const id = creq?.['acsTransID'];
  const record = typeof id === 'string' ? store.authentication(id) : undefined;
  if (!creq || !record || record.phase.name === 'settled' || record.phase.name === 'decoupled') return undefined;
  const fits =
    creq['messageType'] === 'CReq' &&
    creq['messageVersion'] === record.version &&
    creq['threeDSServerTransID'] === record.serverTransId &&
    /^0[1-5]$/.test(String(creq['challengeWindowSize']));
  return fits ? record : undefined;
}

function respond(
  record: Authentication,
  action: string,
  text: string,
  now: number,
): readonly [moved: Authentication, notice: Notice] {
  const {phase} = record;
  if (phase.name !== 'open') return [record, 'none'];
  switch (action) {
    case 'cancel':
      return [cancel(record, now), 'none'];
    case 'resend': {
      const moved = resend(record, now);
      return [
        moved,
        moved.phase.name === 'open' && moved.phase.sentAt.length > phase.sentAt.length ? 'resent' : 'none',
      ];
    }
    case 'continue':
      return [stay(record, now), phase.challenge === 'app' ? 'waiting' : 'none'];
    default: {
      if (phase.challenge === 'app') return [stay(record, now), 'waiting'];
      const moved = answer(record, text, now);
      return [moved, moved.phase.name === 'open' && moved.phase.wrong > phase.wrong ? 'wrong' : 'empty'];
    }
  }
}
