import {expect} from '@open-wc/testing';
import {adviceList, type DeclineCode} from '#contract/declines.ts';
import type {IntentView, SessionView} from '#contract/session.ts';
import {cancellationReasons, intentStatuses, sessionStatuses} from '#contract/statuses.ts';
import {isOver, isSettled, screenOf, showsForm, type Local, type Screen} from '../../components/page/flow.ts';
import {challenge, decline, withIntent} from '../../demo/gallery/samples.ts';

const idle: Local = {paying: false, slow: false};
const paying: Local = {paying: true, slow: false};
const slow: Local = {paying: true, slow: true};
const hidden = {...challenge, step: 'hidden'} as const;
const app = {...challenge, step: 'app', cardholder_info: 'Ouvrez Ma Banque'} as const;

const fields = {type: 'fields', provider: 'p', data: {}, url: null} as const;
const withPage = {...fields, url: 'https://p.example/1'} as const;
/** A provider's script has the turn here. */
const handedOver: Local = {...slow, handedOver: true};
const without: Local = {...paying, without: ['p']};

type Row = readonly [Partial<IntentView>, SessionView['status'], Local, Screen['kind']];

/** Payment, session, what the page is doing: the screen. One line each. */
const rows: readonly Row[] = [
  [{}, 'open', idle, 'choose'],
  [{}, 'open', paying, 'processing'],
  [{}, 'open', slow, 'checking'],
  [{}, 'expired', idle, 'expired'],
  [{}, 'expired', paying, 'processing'],
  [{}, 'complete', idle, 'checking'],
  [{last_decline: decline}, 'open', idle, 'refused'],
  [{last_decline: decline}, 'open', paying, 'processing'],
  [{last_decline: decline}, 'expired', idle, 'expired'],
  [{status: 'requires_action', next_action: null}, 'open', idle, 'waiting'],
  [{status: 'requires_action', next_action: hidden}, 'open', idle, 'waiting'],
  [{status: 'requires_action', next_action: hidden}, 'open', paying, 'processing'],
  [{status: 'requires_action', next_action: hidden}, 'open', slow, 'checking'],
  [{status: 'requires_action', next_action: challenge}, 'open', idle, 'challenge'],
  [{status: 'requires_action', next_action: challenge}, 'open', slow, 'challenge'],
  [{status: 'requires_action', next_action: challenge}, 'expired', idle, 'challenge'],
  [{status: 'requires_action', next_action: app}, 'open', paying, 'app'],
  [{status: 'requires_action', next_action: fields}, 'open', idle, 'fields'],
  [{status: 'requires_action', next_action: fields}, 'open', paying, 'processing'],
  [{status: 'requires_action', next_action: fields}, 'open', slow, 'checking'],
  [{status: 'requires_action', next_action: fields}, 'open', handedOver, 'processing'],
  [{status: 'requires_action', next_action: fields}, 'expired', idle, 'fields'],
  [{status: 'requires_action', next_action: withPage}, 'open', idle, 'away'],
  [{status: 'requires_action', next_action: withPage}, 'open', paying, 'processing'],
  [{status: 'requires_action', next_action: withPage}, 'open', without, 'away'],
  [{status: 'processing'}, 'open', handedOver, 'processing'],
  [{status: 'processing'}, 'open', idle, 'waiting'],
  [{status: 'processing'}, 'open', paying, 'processing'],
  [{status: 'processing'}, 'open', slow, 'checking'],
  [{status: 'processing', uncertain: true}, 'open', paying, 'checking'],
  [{status: 'processing', last_decline: decline}, 'open', idle, 'waiting'],
  [{status: 'processing'}, 'expired', idle, 'waiting'],
  [{status: 'requires_capture'}, 'complete', idle, 'authorized'],
  [{status: 'requires_capture'}, 'expired', slow, 'authorized'],
  [{status: 'succeeded'}, 'complete', idle, 'paid'],
  [{status: 'succeeded'}, 'open', paying, 'paid'],
  [{status: 'canceled', cancellation_reason: 'authentication_failed'}, 'complete', idle, 'canceled'],
  [{status: 'canceled', cancellation_reason: 'abandoned'}, 'open', idle, 'canceled'],
  [{status: 'canceled', cancellation_reason: 'session_expired'}, 'expired', idle, 'expired'],
];

describe('screenOf', () => {
  for (const [intent, status, local, kind] of rows) {
    const doing = local.handedOver
      ? 'handed over'
      : local.without
        ? 'without it'
        : local.slow
          ? 'slow'
          : local.paying
            ? 'paying'
            : 'idle';
    const words = [
      intent.status ?? 'requires_payment_method',
      intent.next_action?.type === 'challenge' ? intent.next_action.step : intent.next_action?.type,
      intent.next_action?.type === 'fields' && intent.next_action.url !== null && 'with a page',
      intent.last_decline && 'declined',
      intent.cancellation_reason,
    ];
    it(`${words.filter(Boolean).join(' ')}, session ${status}, ${doing}: ${kind}`, () => {
      expect(screenOf(withIntent(intent, {status}), local).kind).to.equal(kind);
    });
  }

  // Every combination there is: the promises that no screen may break.
  const all = intentStatuses.flatMap((status) =>
    sessionStatuses.flatMap((session) =>
      [null, hidden, challenge, app].flatMap((next_action) =>
        [null, decline].flatMap((last_decline) =>
          [null, ...cancellationReasons].flatMap((cancellation_reason) =>
            [idle, paying, slow].map((local) => ({
              status,
              screen: screenOf(
                withIntent({status, next_action, last_decline, cancellation_reason}, {status: session}),
                local,
              ),
            })),
          ),
        ),
      ),
    ),
  );

  it('says refused only when the payment waits for another try, and nobody is trying', () => {
    for (const {status, screen} of all)
      if (screen.kind === 'refused') expect(status).to.equal('requires_payment_method');
  });

  it('offers to pay only when no money can be on its way', () => {
    for (const {status, screen} of all)
      if (isSettled(screen) && showsForm(screen)) expect(status).to.equal('requires_payment_method');
  });

  it('says paid when it is paid, and only then', () => {
    for (const {status, screen} of all) {
      expect(screen.kind === 'paid').to.equal(status === 'succeeded');
      expect(screen.kind === 'authorized').to.equal(status === 'requires_capture');
    }
  });

  it('is never over while it still asks the server', () => {
    for (const {screen} of all) if (isOver(screen)) expect(isSettled(screen)).to.equal(true);
  });

  for (const advice of adviceList) {
    it(`${advice}: offers a next step`, () => {
      const screen = screenOf(withIntent({last_decline: {...decline, advice}}), idle);
      expect(screen).to.have.property('step').that.is.oneOf(['fix_field', 'other_card', 'retry', 'leave']);
    });
  }

  it('calls a trouble on the way interrupted, and only a no refused', () => {
    const how = (code: DeclineCode) => screenOf(withIntent({last_decline: {...decline, code}}), idle);
    for (const code of ['provider_unavailable', 'timeout_unknown', 'merchant_configuration'] as const)
      expect(how(code), code).to.have.property('how', 'interrupted');
    const forgotten = {...decline, code: 'incorrect_data', advice: 'retry_now'} as const;
    expect(screenOf(withIntent({last_decline: forgotten}), idle)).to.have.property('how', 'interrupted');
    for (const code of ['generic_decline', 'insufficient_funds', 'incorrect_cvc', 'authentication_failed'] as const)
      expect(how(code), code).to.have.property('how', 'refused');
  });

  it('claims that nothing was charged only where that is known', () => {
    const charged = (code: 'timeout_unknown' | 'generic_decline') =>
      screenOf(withIntent({last_decline: {...decline, code}}), idle);
    expect(charged('generic_decline')).to.have.property('charged', 'no');
    expect(charged('timeout_unknown')).to.have.property('charged', 'unsaid');
  });
});
