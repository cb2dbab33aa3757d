import {expect} from '@open-wc/testing';
import type {Answer, Api} from '../../components/base/api.ts';
import {LiveSession} from '../../components/page/live-session.ts';
import {authorized, decline, openSession, withIntent} from '../../demo/gallery/samples.ts';

const choice = {method: 'card', card_token: 'card_1'};
const yes = (session = authorized): Answer => ({ok: true, session});
const no = (code: string, status: number): Answer => ({ok: false, code, status});

/** A server that answers as told, and remembers what it was asked. */
function server(confirms: Answer[], reads: Answer[] = [yes(openSession)]) {
  const keys: string[] = [];
  const api: Api = {
    readSession: async () => (reads.length > 1 ? reads.shift()! : reads[0]!),
    confirm: async (_session, _token, _choice, key) => {
      keys.push(key);
      return confirms.length > 1 ? confirms.shift()! : confirms[0]!;
    },
    cancel: async () => yes(withIntent({status: 'canceled', cancellation_reason: 'abandoned'})),
    look: async () => yes(),
  };
  return {keys, live: new LiveSession('cs_1', 'cst_1', api)};
}

describe('LiveSession', () => {
  it('makes one payment of two clicks', async () => {
    const {live, keys} = server([yes()]);
    const asked: string[] = [];
    const choose = async () => {
      asked.push('card');
      return choice;
    };
    await Promise.all([live.pay(choose), live.pay(choose)]);
    expect([keys.length, asked.length, live.view?.payment_intent.status]).to.deep.equal([1, 1, 'requires_capture']);
  });

  it('makes one payment though the session is read again between two clicks', async () => {
    const {live, keys} = server([yes()]);
    let finish = (_: typeof choice) => {};
    const first = live.pay(() => new Promise((resolve) => (finish = resolve)));
    await live.refresh();
    expect(live.local.paying).to.equal(true);
    const second = live.pay(async () => choice);
    finish(choice);
    await Promise.all([first, second]);
    expect(keys).to.have.length(1);
  });

  it('asks again under the same key when the answer was lost, and says meanwhile that it does not know', async () => {
    const {live, keys} = server([no('unreachable', 0), no('unreadable', 502), yes()]);
    const seen = new Set<string>();
    const leave = live.subscribe(() => {
      seen.add(`${live.trouble} ${live.local.paying}`);
      // The line is back: no need to wait.
      setTimeout(() => dispatchEvent(new Event('online')));
    });
    await live.pay(async () => choice);
    leave();
    expect(keys).to.have.length(3);
    expect(new Set(keys).size).to.equal(1);
    expect([...seen]).to.include('offline true');
    expect(live.view?.payment_intent.status).to.equal('requires_capture');
  });

  it('takes a new key for a new try after a refusal', async () => {
    const {live, keys} = server([yes(withIntent({last_decline: decline})), yes()]);
    await live.pay(async () => choice);
    expect(live.local.paying).to.equal(false);
    await live.pay(async () => choice);
    expect(new Set(keys).size).to.equal(2);
  });

  it('sends nothing when the card form is not complete', async () => {
    const {live, keys} = server([yes()]);
    expect(await live.pay(async () => undefined)).to.equal(false);
    expect([keys.length, live.local.paying]).to.deep.equal([0, false]);
  });

  it('shows what is true when the other tab has paid', async () => {
    const {live} = server([no('session_complete', 409)], [yes(openSession), yes(authorized)]);
    const leave = live.subscribe(() => undefined);
    await new Promise((resolve) => setTimeout(resolve));
    await live.pay(async () => choice);
    leave();
    expect([live.view?.payment_intent.status, live.trouble]).to.deep.equal(['requires_capture', undefined]);
  });

  it('says that nothing was sent when the server refuses the request', async () => {
    const {live} = server([no('card_token_invalid', 422)]);
    const leave = live.subscribe(() => undefined);
    await live.pay(async () => choice);
    leave();
    expect([live.local.paying, live.trouble]).to.deep.equal([false, 'failed']);
  });

  it('goes on reading until the bank has answered', async () => {
    const {live} = server([yes(withIntent({status: 'processing'}))], [yes(openSession), yes(authorized)]);
    const leave = live.subscribe(() => undefined);
    await new Promise((resolve) => setTimeout(resolve));
    await live.pay(async () => choice);
    expect(live.local.paying).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    leave();
    expect([live.view?.payment_intent.status, live.local.paying]).to.deep.equal(['requires_capture', false]);
  });
});
