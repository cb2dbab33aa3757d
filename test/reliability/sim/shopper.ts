import type {SessionView} from '#contract/session.ts';
import type {WalletKind} from '#contract/wallet.ts';
import {encryptCard} from './jwe.ts';
import type {Person, Told} from './person.ts';
import {bankUrl, cardUrl, payUrl} from './places.ts';
import type {ShopperPlan, TryPlan} from './plan.ts';

/** What the page told a shopper, and when the server said so. */
export interface Seen {
  readonly at: number;
  readonly session: string;
  readonly status: SessionView['payment_intent']['status'];
  readonly reason: string | null;
  readonly uncertain: boolean;
}

export interface Visit {
  readonly session: string;
  readonly token: string;
  readonly plan: ShopperPlan;
  readonly seen: (seen: Seen) => void;
  /** A card that was entered: its token and code, as soon as the vault has answered. */
  readonly entered: (card: {readonly token: string; readonly number: string; readonly cvc: string}) => void;
}

/** One shopper on one page: enters cards, answers the bank, looks, loses patience. */
export async function shop(me: Person, {session, token, plan, seen, entered}: Visit): Promise<void> {
  const {timeline, chance, ask, say} = me;
  const address = `${payUrl}/v1/checkout_sessions/${session}`;
  const bearer = {authorization: `Bearer ${token}`, origin: payUrl};
  const until = timeline.now() + plan.patienceMs;
  let keys = 0;

  function note(told: Told | undefined): SessionView | undefined {
    if (told?.status !== 200 || !told.json?.payment_intent) return undefined;
    const view: SessionView = told.json;
    const {status, cancellation_reason: reason, uncertain} = view.payment_intent;
    // An answer that is given again tells of then, not of now.
    if (told.headers['idempotent-replayed'] === undefined) seen({at: told.at, session, status, reason, uncertain});
    return view;
  }

  const look = async (): Promise<SessionView | undefined> => note(await ask({url: address, headers: bearer}));

  async function enterCard(view: SessionView, {card: number, stale}: TryPlan): Promise<string | undefined> {
    const frame = view.payment_methods.find(({type}) => type === 'card')?.frame_url;
    const grant = frame && new URL(frame).searchParams.get('g');
    if (!grant) return undefined;
    const cvc = String(chance.between(0, 10 ** (/^3[47]/.test(number) ? 4 : 3) - 1)).padStart(
      /^3[47]/.test(number) ? 4 : 3,
      '0',
    );
    for (let tries = 0; tries < 4; tries++) {
      const known = await ask({url: `${cardUrl}/keys`});
      const key = known?.json?.keys?.[0];
      if (key) {
        const jwe = encryptCard({number, expiry: stale ? '2001' : '3012', cvc}, key, session, timeline.now(), chance);
        const told = await ask({url: `${cardUrl}/cards`, headers: {origin: cardUrl}, json: {jwe, grant}});
        if (told?.status === 201) {
          entered({token: told.json.token, number, cvc});
          return told.json.token;
        }
        if (told?.json?.code === 'grant_expired') return undefined;
      }
      await timeline.sleep(chance.between(1_100, 3_000));
    }
    return undefined;
  }

  /** The same key until there is an answer. */
  async function confirm(json: object, key: string): Promise<void> {
    for (let tries = 0; tries < 6 && timeline.now() < until; tries++) {
      const told = await ask({
        url: `${address}/confirm`,
        headers: {...bearer, 'idempotency-key': key},
        json,
      });
      note(told);
      const again =
        !told || told.status >= 500 || told.json?.code === 'idempotency_in_flight' || told.json?.code === 'conflict';
      say(`confirm ${told?.status ?? 'no answer'} ${told?.json?.code ?? told?.json?.payment_intent?.status ?? ''}`);
      if (!again) return;
      await timeline.sleep(chance.between(300, 4_000));
    }
  }

  async function pay(view: SessionView, wanted: TryPlan): Promise<void> {
    const {wallet} = wanted;
    if (wallet && view.payment_methods.some(({type}) => type === wallet.kind)) return payElsewhere(wallet.kind);
    const cardToken = await enterCard(view, wanted);
    if (cardToken === undefined) return say('could not enter the card');
    const key = `k${++keys}-${chance.below(1_000_000)}`;
    const byCard = (token: string, under: string) => confirm({method: 'card', card_token: token}, under);
    const clicks = [byCard(cardToken, key)];
    if (plan.doubleClick) clicks.push(timeline.sleep(chance.between(1, 400)).then(() => byCard(cardToken, key)));
    if (plan.twoTabs) {
      // The other tab has its own key; sometimes even its own card.
      const other = chance.odds(0.5) ? await enterCard(view, wanted) : cardToken;
      if (other !== undefined) clicks.push(byCard(other, `k${++keys}-${chance.below(1_000_000)}`));
    }
    await Promise.all(clicks);
  }

  async function payElsewhere(method: WalletKind): Promise<void> {
    const body = {method, ...(method === 'instalments' && {plan: 'instalments_3'})};
    const key = `k${++keys}-${chance.below(1_000_000)}`;
    const clicks = [confirm(body, key)];
    if (plan.doubleClick) clicks.push(timeline.sleep(chance.between(1, 400)).then(() => confirm(body, key)));
    // The other tab has its own key.
    if (plan.twoTabs) clicks.push(confirm(body, `k${++keys}-${chance.below(1_000_000)}`));
    await Promise.all(clicks);
  }

  async function giveUp(): Promise<void> {
    note(await ask({url: `${address}/cancel`, headers: bearer, json: {attempt: true}}));
  }

  /** The wallet's page, and the way back. */
  async function visit(url: string, {wallet}: TryPlan): Promise<void> {
    if (!wallet) return;
    await ask({url});
    const decides = timeline.sleep(chance.between(500, 30_000));
    const gaveUp = wallet.gaveUp && timeline.sleep(chance.between(500, 30_000)).then(giveUp);
    await decides;
    const press = async (action: string) => {
      const told = await ask({url, form: {action}, timeoutMs: 25_000});
      say(`at the wallet: ${action} ${told?.status ?? 'no answer'}`);
      return told;
    };
    const action = wallet.action === 'declined' && wallet.kind === 'instalments' ? 'lender_declined' : wallet.action;
    if (action === 'nothing') return void (await gaveUp);
    let told = await press(action);
    if (!told || wallet.again) told = await press(action);
    const link = /href="([^"]*\/return\/[^"]*)"/.exec(told?.body ?? '')?.[1];
    const back = told?.headers['location'] ?? link;
    await gaveUp;
    if (!back?.startsWith(payUrl)) return;
    for (let times = 0; times < wallet.returns; times++) {
      await timeline.sleep(chance.between(50, 2_000));
      await ask({url: back});
    }
  }

  /** Until the try is over, one way or the other. */
  async function follow(wanted: TryPlan): Promise<SessionView | undefined> {
    const bridged = new Set<string>();
    let wait = 700;
    while (timeline.now() < until) {
      const view = await look();
      const status = view?.payment_intent.status;
      if (view && status !== 'requires_action' && status !== 'processing') return view;
      const next = view?.payment_intent.next_action;
      if (next && next.type !== 'fields' && !bridged.has(next.url)) {
        bridged.add(next.url);
        if (next.type === 'redirect') {
          await visit(next.url, wanted);
        } else {
          await bridge(next.url, wanted);
          if (wanted.reload) await bridge(next.url, {...wanted, reload: false});
        }
        wait = 700;
      }
      if (wanted.cancelAttempt && chance.odds(0.3)) {
        await giveUp();
      }
      await timeline.sleep(wait);
      wait = Math.min(60_000, wait * 2);
    }
    return undefined;
  }

  async function bridge(url: string, wanted: TryPlan): Promise<void> {
    const page = await ask({url});
    const facts = parsedFacts(page?.body);
    let method: 'Y' | 'N' | 'U' = 'U';
    if (facts?.methodUrl) method = (await runMethod(url, facts)) ? 'Y' : 'N';
    for (let tries = 0; tries < 3; tries++) {
      const told = await ask({
        url: `${url}/authenticate`,
        headers: {origin: payUrl, accept: 'text/html', 'user-agent': 'Simulated/1.0'},
        json: {
          javaEnabled: false,
          language: 'fr-FR',
          colorDepth: 24,
          screenHeight: 1080,
          screenWidth: 1920,
          timeZone: -60,
          method,
        },
      });
      say(`authenticate ${told?.status ?? 'no answer'} ${told?.json?.step ?? ''}`);
      if (told?.status === 200)
        return told.json.step === 'challenge' ? challenge(told.json, url, wanted) : decoupled(told.json.step, wanted);
      await timeline.sleep(chance.between(500, 3_000));
    }
  }

  async function runMethod(url: string, {methodUrl, transId}: Facts): Promise<boolean> {
    const handle = url.slice(url.lastIndexOf('/') + 1);
    const data = encode({
      threeDSServerTransID: transId,
      threeDSMethodNotificationURL: `${payUrl}/3ds/method/${handle}`,
    });
    const told = await ask({url: methodUrl!, form: {threeDSMethodData: data}, timeoutMs: 10_000});
    const back = told && fieldOf(told.body, 'threeDSMethodData');
    if (!back) return false;
    return (await ask({url: `${payUrl}/3ds/method/${handle}`, form: {threeDSMethodData: back}}))?.status === 200;
  }

  async function decoupled(step: string, wanted: TryPlan): Promise<void> {
    if (step === 'app' && wanted.answer === 'cancel') await timeline.sleep(1_000);
  }

  interface Challenge {
    readonly acsUrl: string;
    readonly transId: string;
    readonly acsTransId: string;
    readonly version: string;
    readonly sessionData: string;
  }

  async function challenge(
    {acsUrl, transId, acsTransId, version, sessionData}: Challenge,
    url: string,
    wanted: TryPlan,
  ): Promise<void> {
    const handle = url.slice(url.lastIndexOf('/') + 1);
    const done = `${payUrl}/3ds/done/${handle}`;
    const forged = encode({
      threeDSServerTransID: transId,
      acsTransID: acsTransId,
      messageType: 'CRes',
      messageVersion: version,
      transStatus: 'Y',
    });
    if (wanted.forge === 'before') await ask({url: done, form: {cres: forged}});

    const creq = encode({
      threeDSServerTransID: transId,
      acsTransID: acsTransId,
      challengeWindowSize: '02',
      messageType: 'CReq',
      messageVersion: version,
    });
    let page = await ask({url: acsUrl, form: {creq, threeDSSessionData: sessionData}});
    if (!page) page = await ask({url: acsUrl, form: {creq, threeDSSessionData: sessionData}});
    if (wanted.forge === 'during') await ask({url: done, form: {cres: forged}});
    const act = (action: string, answer = '') =>
      ask({url: `${bankUrl}/acs/challenge/${acsTransId}`, form: {action, answer}});

    const wrong = wanted.answer === 'wrong' ? 3 : wanted.answer === 'wrong_then_right' ? chance.between(1, 2) : 0;
    await timeline.sleep(chance.between(500, 20_000));
    switch (wanted.answer) {
      case 'abandon':
        return;
      case 'cancel':
        page = await act('cancel');
        break;
      default:
        for (let times = 0; times < wrong; times++) {
          page = await act('answer', '000000');
          await timeline.sleep(chance.between(500, 5_000));
        }
        if (wanted.answer !== 'wrong') {
          await ask({url: `${bankUrl}/phone/approvals/${acsTransId}`, form: {decision: 'approve'}});
          page = await act('answer', answersOf[wanted.card] ?? '123456');
        }
    }
    const cres = fieldOf(page?.body, 'cres');
    say(`the bank is done: ${cres ? 'cres' : 'no cres'}`);
    if (!cres || wanted.leaves) return;
    const told = await ask({url: done, form: {cres, threeDSSessionData: sessionData}});
    if (!told || chance.odds(0.1)) await ask({url: done, form: {cres, threeDSSessionData: sessionData}});
  }

  for (const wanted of plan.tries) {
    let view = await look();
    for (let tries = 0; !view && tries < 5; tries++) {
      await timeline.sleep(chance.between(500, 5_000));
      view = await look();
    }
    if (!view || view.status !== 'open' || timeline.now() > until) return;
    say(
      wanted.wallet
        ? `tries ${wanted.wallet.kind} (${wanted.wallet.action})`
        : `tries ${wanted.card} (${wanted.answer})`,
    );
    if (view.payment_intent.status === 'requires_payment_method') await pay(view, wanted);
    const after = await follow(wanted);
    say(`sees ${after?.payment_intent.status ?? 'nothing more'}`);
    if (after?.payment_intent.status !== 'requires_payment_method') break;
    await timeline.sleep(chance.between(500, 20_000));
  }
  if (plan.cancelsAtEnd) note(await ask({url: `${address}/cancel`, headers: bearer, json: {}}));
  // Comes back much later, by the shop's link.
  await timeline.sleep(chance.between(60_000, 3_600_000));
  await look();
}

/** Cards whose bank asks something else than a code. */
const answersOf: Readonly<Record<string, string>> = {'4000000000000135': '01/02/1980', '4000000000000143': 'felix'};

interface Facts {
  readonly transId: string;
  readonly methodUrl: string | null;
}

function parsedFacts(html: string | undefined): Facts | undefined {
  const json = html && /<script type="application\/json" id="facts">(.*?)<\/script>/s.exec(html)?.[1];
  return json ? JSON.parse(json) : undefined;
}

function fieldOf(html: string | undefined, name: string): string | undefined {
  return html && new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
}

function encode(message: object): string {
  return Buffer.from(JSON.stringify(message)).toString('base64url');
}
