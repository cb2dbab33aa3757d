import {timelineOf} from '../../components/desk/timeline.ts';
import {expect, fixture, html, oneEvent, waitUntil} from '@open-wc/testing';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import {actsFor, requestOf, wordsOfAct} from '../../components/desk/acts.ts';
import type {DeskRequest, Payment} from '../../components/desk/desk-api.ts';
import {createDeskApi, isPayment} from '../../components/desk/desk-api.ts';
import {paymentsCsv} from '../../components/desk/csv-export.ts';
import '../../components/desk/guichet-desk.ts';
import type {GuichetDesk} from '../../components/desk/guichet-desk.ts';
import {DeskDoneEvent, type GuichetDeskDialog} from '../../components/desk/guichet-desk-dialog.ts';
import type {GuichetDeskStatement} from '../../components/desk/guichet-desk-statement.ts';
import {factsOf} from '../../components/desk/facts.ts';
import {faultOfKey, secretKey} from '../../components/desk/key.ts';
import {bookingRequest, firstChoice} from '../../components/desk/statement-import.ts';
import {deskTexts} from '../../components/desk/texts.ts';
import {amountToType, typedAmount} from '../../components/desk/typed-amount.ts';
import {urgencyOf} from '../../components/desk/words.ts';

const key = 'sk_test_desk_0123456789';

const payment: Payment = {
  id: 'pi_8QK3VX0J2M5T7',
  object: 'payment_intent',
  status: 'requires_capture',
  livemode: false,
  amount: 12_990,
  currency: 'EUR',
  presentment: null,
  amount_captured: 0,
  amount_refunded: 0,
  amount_received: 0,
  capture_before: '2099-12-01T10:00:00.000Z',
  funds_until: null,
  funds_reference: null,
  review_reasons: [],
  method: {
    type: 'card',
    instalments: null,
    card: {brand: 'visa', first6: '400000', last4: '0010', networks: {chosen: 'cb'}},
  },
  authentication: {version: '2.2.0', status: 'authenticated', eci: '05', flow: 'challenge'},
  failed_authentications: 0,
  last_decline: null,
  cancellation_reason: null,
  attempts: [
    {
      id: 'att_1',
      method: {type: 'card', instalments: null, card: null},
      provider: 'bank',
      status: 'declined',
      authentication: null,
      authorization_code: null,
      decline: {code: 'insufficient_funds', provider_code: '51', message: {fr: 'Refus.', en: 'Refused.'}},
      task: null,
      disputes: [],
      settled_tasks: [],
      created: '2026-11-24T09:00:00.000Z',
    },
  ],
  operations: [],
  received: [],
  receipt: 'rcpt_8QK3VX0J2M5T7',
  order_reference: 'ML-2026-0412',
  metadata: {},
  created: '2026-11-24T09:00:00.000Z',
};
const captured: Payment = {...payment, status: 'succeeded', capture_before: null, amount_captured: 12_990};
const event = {
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.authorized',
  created: '2026-11-24T09:01:00.000Z',
  sequence: 1,
  data: {object: payment},
};

const letter = {
  id: 'evt_1.order_confirmed',
  object: 'letter',
  kind: 'order_confirmed',
  status: 'sent',
  created: '2026-11-24T09:01:00.000Z',
  resendable: true,
};

/** What was asked of the API, and what it answers: by method and path. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly authorization: string | null;
  readonly body: unknown;
}
let calls: Call[] = [];
let answers: (call: Call) => {status: number; json: unknown} | 'cut' | undefined = () => undefined;
const realFetch = window.fetch;

function standard({method, path}: Call): {status: number; json: unknown} {
  if (path.startsWith('/v1/payment_intents?')) return {status: 200, json: {data: [payment, captured], has_more: false}};
  if (path.startsWith('/v1/events/')) return {status: 200, json: event};
  if (path.startsWith('/v1/events')) return {status: 200, json: {data: [event], has_more: false}};
  if (path.startsWith('/v1/letters?'))
    return {
      status: 200,
      json: {
        data: [letter, {...letter, id: 'evt_2.debited', kind: 'debited', status: 'waiting', resendable: false}],
        has_more: false,
      },
    };
  if (path.startsWith('/v1/letters/')) return {status: 202, json: {...letter, id: 'ltr_1'}};
  if (path.endsWith('/send')) return {status: 202, json: {...letter, id: 'ltr_2', kind: 'payment_link'}};
  if (path.startsWith('/v1/card_blocks') && method === 'GET') {
    const block = {
      id: 'fp_1',
      object: 'card_block',
      blocked_at: payment.created,
      expires_at: '2026-12-24T09:00:00.000Z',
    };
    return {status: 200, json: {data: [block], has_more: false}};
  }
  if (path.startsWith('/v1/card_blocks')) return {status: 204, json: null};
  if (path.endsWith('/capture')) return {status: 200, json: captured};
  if (path === '/v1/refunds') return {status: 201, json: {object: 'refund', status: 'succeeded'}};
  if (path === '/v1/payment_links') {
    const url = `http://localhost:4242/l/pl_abc#cst_${'x'.repeat(43)}`;
    return {status: 201, json: {object: 'payment_link', id: 'pl_abc', url, expires_at: '2026-12-08T09:00:00.000Z'}};
  }
  if (path.startsWith('/v1/payment_intents/')) return {status: 200, json: payment};
  return {status: 404, json: {code: 'not_found'}};
}

async function stub(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new URL(String(input));
  if (!url.pathname.startsWith('/v1/')) return realFetch(input, init);
  const headers = new Headers(init?.headers);
  const call: Call = {
    method: init?.method ?? 'GET',
    path: url.pathname + url.search,
    key: headers.get('idempotency-key'),
    authorization: headers.get('authorization'),
    body: typeof init?.body === 'string' ? JSON.parse(init.body) : init?.body,
  };
  calls.push(call);
  const given = answers(call) ?? standard(call);
  if (given === 'cut') throw new TypeError('cut');
  return new Response(given.status === 204 ? null : JSON.stringify(given.json), {status: given.status});
}

const posted = () => calls.filter(({method}) => method !== 'GET');
const within = <E extends Element = HTMLElement>(element: Element, selector: string): E =>
  element.shadowRoot!.querySelector<E & HTMLElement>(selector)!;
const sentenceOf = (event: unknown) => (event instanceof DeskDoneEvent ? event.sentence : '');
const textOf = (element: Element) => element.shadowRoot!.textContent!.replace(/\s+/g, ' ');

describe('the desk', () => {
  before(async () => {
    void addLater(deskTexts);
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
    await addLater(deskTexts);
    await waitUntil(() => document.createElement('guichet-desk'));
    document.documentElement.lang = 'fr';
  });
  beforeEach(() => {
    calls = [];
    answers = () => undefined;
    window.fetch = stub;
    history.replaceState(null, '', location.pathname + location.search);
  });
  afterEach(() => {
    window.fetch = realFetch;
    history.replaceState(null, '', location.pathname + location.search);
  });

  async function door(): Promise<GuichetDesk> {
    const desk = await fixture<GuichetDesk>(html`<guichet-desk lang="fr"></guichet-desk>`);
    await waitUntil(
      () => within(desk, 'guichet-desk-sign-in') && within(within(desk, 'guichet-desk-sign-in'), 'input'),
    );
    return desk;
  }

  async function knock(desk: GuichetDesk, typed = key) {
    const signIn = within(desk, 'guichet-desk-sign-in');
    within<HTMLInputElement>(signIn, 'input').value = typed;
    within(signIn, 'button').click();
  }

  async function inside(): Promise<GuichetDesk> {
    const desk = await door();
    await knock(desk);
    await waitUntil(() => within(desk, 'guichet-desk-list'));
    await waitUntil(() => within(within(desk, 'guichet-desk-list'), '.payments'));
    return desk;
  }

  async function opened(desk: GuichetDesk, hash: string, tag: string, ready: string) {
    location.hash = hash;
    await waitUntil(() => within(desk, tag) && within(within(desk, tag), ready), `${tag} ${ready}`);
    return within(desk, tag);
  }

  describe('at its door', () => {
    it('is accessible', async () => {
      await expect(await door()).to.be.accessible();
    });

    it('keeps the key in memory: not in storage, address, history, or document', async () => {
      const desk = await inside();
      expect(secretKey()).to.equal(key);
      expect(calls.every(({authorization}) => authorization === `Bearer ${key}`)).to.equal(true);
      const places = [
        JSON.stringify({...localStorage}),
        JSON.stringify({...sessionStorage}),
        location.href,
        JSON.stringify(history.state),
        document.cookie,
        document.documentElement.outerHTML,
        desk.shadowRoot!.innerHTML,
        within(desk, 'guichet-desk-list').shadowRoot!.innerHTML,
      ];
      for (const place of places) expect(place).not.to.contain(key);
      expect(calls.some(({path}) => path.includes('sk_'))).to.equal(false);
    });

    it('forgets the key when one leaves, when the page is put aside, and when it is removed', async () => {
      for (const leave of [
        (desk: GuichetDesk) => within(desk, '.leave').click(),
        () => window.dispatchEvent(new Event('pagehide')),
        (desk: GuichetDesk) => desk.remove(),
      ]) {
        const desk = await inside();
        leave(desk);
        expect(secretKey()).to.equal('');
      }
    });

    it('forgets the key after 15 idle minutes, even when whoever comes back touches the screen', async () => {
      const desk = await inside();
      const now = Date.now;
      try {
        Date.now = () => now() + 15 * 60_000 - 1000;
        document.dispatchEvent(new Event('visibilitychange'));
        expect(secretKey()).to.equal(key);
        Date.now = () => now() + 15 * 60_000 + 1000;
        window.dispatchEvent(new PointerEvent('pointerdown'));
        expect(secretKey()).to.equal('');
        await waitUntil(() => within(desk, 'guichet-desk-sign-in'));
      } finally {
        Date.now = now;
      }
    });

    it('says that a key is wrong, and keeps nothing of it', async () => {
      answers = () => ({status: 401, json: {code: 'unauthorized'}});
      const desk = await door();
      await knock(desk);
      const signIn = within(desk, 'guichet-desk-sign-in');
      await waitUntil(() => within(signIn, '#fault'));
      expect(textOf(signIn)).to.contain('Cette clé n’est pas reconnue.');
      expect(secretKey()).to.equal('');
    });

    it('takes a key for real money on https only, and no key of another kind', () => {
      expect(faultOfKey('sk_live_0123456789', 'http:')).to.equal('insecure');
      expect(faultOfKey('sk_live_0123456789', 'https:')).to.equal(undefined);
      expect(faultOfKey('sk_test_0123456789', 'http:')).to.equal(undefined);
      expect(faultOfKey('cst_0123456789', 'https:')).to.equal('malformed');
      expect(faultOfKey('', 'https:')).to.equal('missing');
    });
  });

  describe('in its rooms', () => {
    it('is accessible in each of them', async () => {
      const desk = await inside();
      await expect(desk).to.be.accessible();
      for (const [hash, tag, ready] of [
        [payment.id, 'guichet-desk-payment', '.timeline'],
        ['blocks', 'guichet-desk-blocks', '.lift'],
        ['events', 'guichet-desk-events', 'guichet-desk-resend'],
        ['statement', 'guichet-desk-statement', 'form'],
      ] as const) {
        await expect(await opened(desk, hash, tag, ready)).to.be.accessible();
      }
    });

    it('filters by the API’s own parameters', async () => {
      const desk = await inside();
      const list = within(desk, 'guichet-desk-list');
      within<HTMLInputElement>(list, '#reference').value = 'ML-1';
      within<HTMLSelectElement>(list, '#status').value = 'requires_capture';
      within<HTMLInputElement>(list, '#since').value = '2026-11-01';
      calls = [];
      within<HTMLFormElement>(list, 'form').requestSubmit();
      await waitUntil(() => calls.length > 0);
      const asked = new URL(calls[0]!.path, location.origin).searchParams;
      expect(asked.get('order_reference')).to.equal('ML-1');
      expect(asked.get('status')).to.equal('requires_capture');
      expect(Date.parse(asked.get('created[gte]')!)).to.equal(new Date('2026-11-01T00:00:00').getTime());
    });

    it('tells what was asked of the provider at its hour, and last what has none', () => {
      const asked = (created: string | null) =>
        ({type: 'capture', status: 'succeeded', provider_code: null, source: 'api', created}) as const;
      const moments = timelineOf(
        {
          ...payment,
          attempts: [],
          operations: [
            {...asked(null), amount: 1},
            {...asked('2026-11-24T10:00:00.000Z'), amount: 2},
          ],
          received: [
            {amount: 3, received_on: '2026-11-24', reference: null, cheque: null, created: '2026-11-24T11:00:00.000Z'},
          ],
        },
        [],
        (key) => key,
        'fr',
      );
      expect(moments.map(({when, title}) => [when !== '', title])).to.deep.equal([
        [true, 'desk.moments.opened'],
        [true, 'desk.operations.capture'],
        [true, 'desk.moments.received'],
        [false, 'desk.operations.capture'],
      ]);
    });

    it('tells the merchant the provider’s code of a refusal', async () => {
      const page = await opened(await inside(), payment.id, 'guichet-desk-payment', '.timeline');
      expect(textOf(page)).to.contain('Code du prestataire : 51').and.contain('ECI 05');
    });

    it('loses no focus: inside after the door, and on the button of what was not done after all', async () => {
      const desk = await inside();
      await waitUntil(() => desk.shadowRoot!.activeElement === within(desk, 'main'));
      const page = await opened(desk, payment.id, 'guichet-desk-payment', '[data-act=ship]');
      const button = within<HTMLButtonElement>(page, '[data-act=ship]');
      button.focus();
      button.click();
      await waitUntil(
        () => within(page, 'guichet-desk-dialog') && within(within(page, 'guichet-desk-dialog'), '.close'),
      );
      within<HTMLButtonElement>(within(page, 'guichet-desk-dialog'), '.close').click();
      await waitUntil(() => !within(page, 'guichet-desk-dialog'));
      expect(page.shadowRoot!.activeElement === button, 'the button has it').to.equal(true);
    });

    it('tells what only the merchant can find out', () => {
      const silent = {...payment.attempts[0]!, provider: 'up2pay', status: 'abandoned', decline: null} as const;
      const detailsWith = (task: 'check_back_office' | null) =>
        timelineOf({...payment, attempts: [{...silent, task}]}, [], (key) => key, 'fr').flatMap(({details}) => details);
      expect(detailsWith('check_back_office')).to.contain('desk.tasks.check_back_office');
      expect(detailsWith(null)).not.to.contain('desk.tasks.check_back_office');
    });

    describe('with something to do', () => {
      const [first] = payment.attempts;
      const task = {...first!, id: 'att_2', provider: 'stripe', status: 'authorized', decline: null} as const;
      const disputed = {id: 'du_1', closed: false, deadline: '2026-12-04T10:00:00.000Z', created: payment.created};
      const of = (change: Partial<Payment>): Payment => ({
        ...captured,
        attempts: [first!, {...task, task: 'check_back_office'}],
        ...change,
      });
      const other = of({
        id: 'pi_other',
        order_reference: 'ML-2026-0413',
        attempts: [{...task, id: 'att_3', task: 'dispute', disputes: [disputed]}],
      });
      let open: readonly Payment[] = [];
      beforeEach(() => {
        open = [of({}), other];
        answers = ({method, path}) => {
          if (path.includes('task=open')) return {status: 200, json: {data: open, has_more: false}};
          if (path.endsWith('/settle_task')) {
            open = [other];
            return {status: 200, json: captured};
          }
          return method === 'GET' && path === `/v1/payment_intents/${payment.id}`
            ? {status: 200, json: of({})}
            : undefined;
        };
      });
      async function toDo() {
        const desk = await inside();
        const tasks = within(within(desk, 'guichet-desk-list'), 'guichet-desk-tasks');
        await waitUntil(() => within(tasks, 'li'));
        return {desk, tasks};
      }

      it('lists it at the top with its count, each leading to its payment; nothing where there is nothing', async () => {
        const {desk, tasks} = await toDo();
        expect(textOf(tasks)).to.contain('À faire (2)').and.contain('Litige chez Stripe');
        expect(textOf(tasks)).to.contain('Réponse attendue avant le 4 déc. 2026');
        const links = [...tasks.shadowRoot!.querySelectorAll('a')].map((link) => link.getAttribute('href'));
        expect(links).to.deep.equal([`#${payment.id}`, '#pi_other']);
        await expect(tasks).to.be.accessible();
        for (const lang of ['fr', 'en']) {
          desk.lang = lang;
          document.documentElement.lang = lang;
          tasks.style.width = '280px';
          await waitUntil(() => textOf(tasks).includes(lang === 'fr' ? 'À faire' : 'To do (2)'));
          for (const part of tasks.shadowRoot!.querySelectorAll('section, li, a, button'))
            expect(part.getBoundingClientRect().right - tasks.getBoundingClientRect().left).to.be.at.most(280);
        }
        document.documentElement.lang = 'fr';
        open = [];
        const rest = within(await inside(), 'guichet-desk-list');
        expect(within(within(rest, 'guichet-desk-tasks'), 'section')).to.equal(null);
      });

      it('is done once it is said what was seen, and no sooner', async () => {
        const {tasks} = await toDo();
        within(tasks, '.settle').click();
        await waitUntil(() => within(tasks, 'guichet-desk-dialog'));
        const dialog = within<GuichetDeskDialog>(tasks, 'guichet-desk-dialog');
        await dialog.updateComplete;
        expect(textOf(dialog)).to.contain('ML-2026-0412').and.contain('espace marchand de Stripe');
        within(dialog, '.primary').click();
        await waitUntil(() => textOf(dialog).includes('Indiquez ce que vous avez constaté.'));
        expect(posted()).to.have.length(0);
        expect(dialog.shadowRoot!.activeElement).to.equal(within(dialog, '[name=seen]'));
        await expect(dialog).to.be.accessible();
        within(dialog, '[value=refunded]').click();
        within<HTMLInputElement>(dialog, '#note').value = ' Rendu à la main ';
        within(dialog, '.primary').click();
        await waitUntil(() => textOf(tasks).includes('À faire (1)'));
        const body = {
          attempt: 'att_2',
          task: 'check_back_office',
          seen: 'refunded',
          by: 'desk',
          note: 'Rendu à la main',
        };
        expect(posted().map((call) => [call.path, call.body])).to.deep.equal([
          [`/v1/payment_intents/${payment.id}/settle_task`, body],
        ]);
        expect(textOf(tasks)).to.contain('Tâche réglée pour la commande ML-2026-0412.');
        await waitUntil(() => tasks.shadowRoot!.activeElement === within(tasks, '#todo'));
      });

      it('does not pass what was not read for nothing to do', async () => {
        answers = ({path}) => (path.includes('task=open') ? 'cut' : undefined);
        const tasks = within(within(await inside(), 'guichet-desk-list'), 'guichet-desk-tasks');
        await waitUntil(() => within(tasks, '[role=alert]'));
      });

      it('is told on its payment, with the button that settles it, and afterwards with what was seen', async () => {
        const page = await opened(await inside(), payment.id, 'guichet-desk-payment', '.timeline');
        expect(within(page, '.notice.bad').textContent).to.contain('espace marchand de Stripe');
        expect(within(page, '.acts .primary').textContent).to.contain('C’est fait');
        const settled = {
          task: 'check_back_office',
          seen: 'nothing',
          note: 'Vu',
          by: 'api',
          created: payment.created,
        } as const;
        const moments = timelineOf(of({attempts: [{...task, settled_tasks: [settled]}]}), [], (key) => key, 'fr');
        expect(moments.find(({title}) => title === 'desk.moments.task_settled')?.details).to.deep.equal([
          'desk.sights.nothing',
          'Vu',
          'desk.settlers.api',
        ]);
      });
    });

    it('announces an event again after a question', async () => {
      const room = await opened(await inside(), 'events', 'guichet-desk-events', 'guichet-desk-resend');
      const resend = within(room, 'guichet-desk-resend');
      within(resend, 'button').click();
      expect(posted()).to.have.length(0);
      within(resend, 'dialog .primary').click();
      await waitUntil(() => posted().length === 1);
      expect(posted()[0]!.path).to.equal('/v1/events/evt_1/resend');
    });

    it('sends a letter again after a question, and only one that may be', async () => {
      const page = await opened(await inside(), payment.id, 'guichet-desk-payment', '.timeline');
      await waitUntil(() => page.shadowRoot!.querySelector('guichet-desk-resend[what="letters"]'));
      expect(textOf(page)).to.contain('Commande confirmée').and.contain('En route');
      expect(page.shadowRoot!.querySelectorAll('guichet-desk-resend[what="letters"]')).to.have.length(1);
      const resend = within(page, 'guichet-desk-resend[what="letters"]');
      within(resend, 'button').click();
      expect(within(resend, 'dialog').textContent).to.contain('Commande confirmée');
      expect(posted()).to.have.length(0);
      await expect(page).to.be.accessible();
      within(resend, 'dialog .primary').click();
      await waitUntil(() => posted().length === 1);
      expect(posted()[0]!.path).to.equal('/v1/letters/evt_1.order_confirmed/resend');
    });

    it('lifts a block after a question', async () => {
      const room = await opened(await inside(), 'blocks', 'guichet-desk-blocks', '.lift');
      within(room, '.lift').click();
      expect(posted()).to.have.length(0);
      within(room, 'dialog .primary').click();
      await waitUntil(() => posted().length === 1);
      expect([posted()[0]!.method, posted()[0]!.path]).to.deep.equal(['DELETE', '/v1/card_blocks/fp_1']);
    });
  });

  describe('when something is to be done', () => {
    const api = createDeskApi(
      () => key,
      () => undefined,
    );
    async function ask(act: string, of = payment) {
      const dialog = await fixture<GuichetDeskDialog>(
        html`<guichet-desk-dialog lang="fr" .api=${api} .payment=${of} act=${act}></guichet-desk-dialog>`,
      );
      await dialog.updateComplete;
      return dialog;
    }
    const confirm = (dialog: Element) => within(dialog, '.primary').click();
    function type(dialog: GuichetDeskDialog, text: string) {
      const input = within<HTMLInputElement>(dialog, '#amount');
      input.value = text;
      input.dispatchEvent(new Event('input'));
      return dialog.updateComplete;
    }

    it('repeats order and amount first, and is accessible', async () => {
      const dialog = await ask('ship');
      expect(posted()).to.have.length(0);
      expect(textOf(dialog)).to.contain('ML-2026-0412').and.contain('Débiter 129,90 €');
      await expect(dialog).to.be.accessible();
    });

    it('ships all of it', async () => {
      const dialog = await ask('ship');
      setTimeout(() => confirm(dialog));
      const done = await oneEvent(dialog, 'desk-done');
      expect(sentenceOf(done)).to.contain('129,90');
      expect(posted().map(({path, body}) => [path, body])).to.deep.equal([
        [`/v1/payment_intents/${payment.id}/capture`, {amount: 12_990, final: true}],
      ]);
    });

    it('ships a part, and keeps the rest when told so', async () => {
      const dialog = await ask('ship');
      await type(dialog, '50,00');
      within<HTMLInputElement>(dialog, '[name=final]').checked = false;
      setTimeout(() => confirm(dialog));
      await oneEvent(dialog, 'desk-done');
      expect(posted()[0]!.body).to.deep.equal({amount: 5000, final: false});
    });

    it('refunds the amount that was typed, no more than there is', async () => {
      const dialog = await ask('refund', captured);
      await type(dialog, '129,91');
      confirm(dialog);
      await dialog.updateComplete;
      expect(posted()).to.have.length(0);
      expect(within(dialog, '#amount').getAttribute('aria-invalid')).to.equal('true');
      expect(within(dialog, '#amount').getAttribute('aria-describedby')).to.contain('fault');
      await type(dialog, '10,5');
      setTimeout(() => confirm(dialog));
      await oneEvent(dialog, 'desk-done');
      expect(posted()[0]!.body).to.deep.equal({payment_intent: payment.id, amount: 1050});
    });

    it('sends the same request under the same key when the answer was lost', async () => {
      let isCut = true;
      answers = ({method}) => (isCut && method === 'POST' ? 'cut' : undefined);
      const dialog = await ask('ship');
      await type(dialog, '50,00');
      confirm(dialog);
      await waitUntil(() => textOf(dialog).includes('Réponse perdue : même demande, même clé.'));
      expect(within<HTMLFieldSetElement>(dialog, 'fieldset').disabled).to.equal(true);
      isCut = false;
      setTimeout(() => confirm(dialog));
      await oneEvent(dialog, 'desk-done');
      const [first, second] = posted();
      expect(second!.key).to.equal(first!.key);
      expect(second!.key).to.match(/^[0-9a-f]{32}$/);
      expect(second!.body).to.deep.equal(first!.body);
    });

    for (const [name, status, code] of [
      ['a server that fell over', 500, 'internal'],
      ['a first request that still runs', 409, 'idempotency_in_flight'],
    ] as const) {
      it(`takes ${name} for a lost answer`, async () => {
        answers = ({method}) => (method === 'POST' ? {status, json: {code}} : undefined);
        const dialog = await ask('ship');
        confirm(dialog);
        await waitUntil(() => textOf(dialog).includes('Réponse perdue'));
      });
    }

    it('says a certain no, and makes another request of the next try', async () => {
      answers = ({method}) => (method === 'POST' ? {status: 409, json: {code: 'operation_in_progress'}} : undefined);
      const dialog = await ask('ship');
      confirm(dialog);
      await waitUntil(() => textOf(dialog).includes('Une autre demande est en cours'));
      confirm(dialog);
      await waitUntil(() => posted().length === 2);
      expect(posted()[1]!.key).not.to.equal(posted()[0]!.key);
    });

    it('has a key of its own each time it opens', async () => {
      for (const dialog of [await ask('ship'), await ask('ship')]) {
        confirm(dialog);
        await oneEvent(dialog, 'desk-close');
      }
      expect(posted()[1]!.key).not.to.equal(posted()[0]!.key);
    });

    it('does not say done of what the bank has not answered', async () => {
      const waiting = {
        ...payment,
        operations: [
          {
            type: 'capture',
            amount: 12_990,
            status: 'pending',
            provider_code: null,
            created: '2026-11-24T10:00:00.000Z',
          },
        ],
      };
      answers = ({path}) => (path.endsWith('/capture') ? {status: 200, json: waiting} : undefined);
      const dialog = await ask('ship');
      setTimeout(() => confirm(dialog));
      const done = await oneEvent(dialog, 'desk-done');
      expect(sentenceOf(done)).to.contain('n’a pas encore répondu');
    });

    it('shows a payment link as text and as a QR code', async () => {
      const dialog = await ask('link', {...payment, status: 'requires_payment_method'});
      confirm(dialog);
      await waitUntil(() => within(dialog, 'svg'));
      expect(within<HTMLInputElement>(dialog, '#url').value).to.match(/^http:\/\/localhost:4242\/l\/pl_/);
      expect(posted()[0]!.body).to.deep.equal({payment_intent: payment.id});
      await expect(dialog).to.be.accessible();
    });

    it('sends the link that it shows by letter, the same again while the answer is lost', async () => {
      const dialog = await ask('link', {...payment, status: 'requires_payment_method'});
      confirm(dialog);
      await waitUntil(() => within(dialog, '#email'));
      within<HTMLInputElement>(dialog, '#email').value = 'camille@example.test';
      answers = ({path}) => (path.endsWith('/send') ? 'cut' : undefined);
      within(dialog, '.send').click();
      await waitUntil(() => within(dialog, '.send').textContent.includes('Redemander'));
      answers = () => undefined;
      within(dialog, '.send').click();
      await waitUntil(() => textOf(dialog).includes('Le lien va être envoyé.'));
      const [first, second] = posted().slice(1);
      expect([first!.path, first!.body]).to.deep.equal([
        '/v1/payment_links/pl_abc/send',
        {email: 'camille@example.test'},
      ]);
      expect([second!.body, second!.key]).to.deep.equal([first!.body, first!.key]);
      await expect(dialog).to.be.accessible();
    });

    it('says why a link is not sent', async () => {
      const dialog = await ask('link', {...payment, status: 'requires_payment_method'});
      confirm(dialog);
      await waitUntil(() => within(dialog, '#email'));
      answers = ({path}) => (path.endsWith('/send') ? {status: 429, json: {code: 'rate_limited'}} : undefined);
      within(dialog, '.send').click();
      await waitUntil(() => textOf(dialog).includes('Trop de demandes'));
    });

    it('asks each route for what it takes', () => {
      const wish = {
        amount: 500,
        final: false,
        reason: '',
        receivedOn: '2026-11-24',
        reference: 'VIR',
        cheque: 'cashed' as const,
      };
      const line = ({method, path, body}: DeskRequest) => [method, path.replace(payment.id, 'ID'), body];
      expect(line(requestOf('release', payment, wish, 'k'))).to.deep.equal(['POST', '/v1/payment_intents/ID/void', {}]);
      expect(line(requestOf('letter', payment, wish, 'k'))).to.deep.equal([
        'POST',
        '/v1/receipts/rcpt_8QK3VX0J2M5T7/send',
        {},
      ]);
      expect(line(requestOf('approve', payment, wish, 'k'))).to.deep.equal([
        'POST',
        '/v1/payment_intents/ID/review',
        {decision: 'approve'},
      ]);
      expect(line(requestOf('receive', payment, wish, 'k'))).to.deep.equal([
        'POST',
        '/v1/payment_intents/ID/mark_received',
        {amount: 500, currency: 'EUR', received_on: '2026-11-24', reference: 'VIR', cheque: 'cashed'},
      ]);
    });

    it('speaks of an authorization only where there was one', () => {
      const sent = (type: 'bank_transfer' | 'cheque' | 'net_30') =>
        ({...payment, status: 'awaiting_funds', method: {type, instalments: null, card: null}}) as const;
      expect(wordsOfAct('release', payment)).to.equal('release');
      for (const type of ['bank_transfer', 'cheque', 'net_30'] as const)
        expect(wordsOfAct('release', sent(type)), type).to.equal('drop');
      const came = {...sent('cheque'), status: 'succeeded', amount_captured: 12_990, amount_received: 12_990} as const;
      const facts = factsOf(came, (key) => key, 'fr').map(([label]) => label);
      expect(facts).to.contain('desk.facts.received').and.not.contain('desk.facts.captured');
    });

    it('offers what the state allows, and nothing while an answer is awaited', () => {
      const of = (change: Partial<Payment>) => actsFor({...payment, ...change});
      expect(of({})).to.deep.equal(['ship', 'release', 'letter']);
      const attempts = [{...payment.attempts[0]!, task: 'refund_failed'}] as const;
      const operations = [
        {type: 'refund', amount: 1, status: 'pending', provider_code: null, source: 'api', created: null},
      ] as const;
      expect(of({attempts})).to.deep.equal(['settle', 'ship', 'release', 'letter']);
      expect(of({attempts, operations})).to.deep.equal(['settle']);
      expect(actsFor(captured)).to.deep.equal(['refund', 'letter']);
      expect(of({...captured, amount_refunded: 12_990})).to.deep.equal(['letter']);
      expect(of({status: 'awaiting_funds', receipt: null})).to.deep.equal(['receive', 'release']);
      const method = {type: 'cheque', instalments: null, card: null} as const;
      expect(of({status: 'awaiting_funds', method, receipt: null, amount_captured: 1})).to.deep.equal(['receive']);
      expect(of({status: 'in_review', receipt: null})).to.deep.equal(['approve', 'decline']);
      expect(of({status: 'canceled', cancellation_reason: 'session_expired', receipt: null})).to.deep.equal(['link']);
      expect(of({status: 'canceled', cancellation_reason: 'voided', receipt: null})).to.deep.equal([]);
      expect(
        of({
          operations: [
            {
              type: 'capture',
              amount: 1,
              status: 'pending',
              provider_code: null,
              source: 'api',
              created: '2026-11-24T10:00:00.000Z',
            },
          ],
        }),
      ).to.deep.equal([]);
    });

    it('believes no answer that is not a payment', () => {
      expect(isPayment(payment)).to.equal(true);
      for (const change of [{amount: '12990'}, {amount: 1.5}, {currency: 'XXX'}, {status: 'paid'}, {operations: null}])
        expect(isPayment({...payment, ...change})).to.equal(false);
    });
  });

  describe('with a bank statement', () => {
    const booking = {
      bank_id: 'csv/é 1',
      booked_on: '2026-11-23',
      amount: 12_990,
      currency: 'EUR',
      reference: 'RF18',
      text: 'VIR',
      payer: 'Mme Roux',
    };
    const certain = {booking, kind: 'certain' as const, payment_intents: [payment.id], difference: null};

    it('chooses beforehand only what is certain', () => {
      expect(firstChoice(certain)).to.equal(payment.id);
      for (const kind of ['partial', 'over', 'possible', 'ambiguous', 'unknown', 'already', 'other_currency'] as const)
        expect(firstChoice({...certain, kind})).to.equal(undefined);
    });

    it('books under a key that is the bank’s own id of the line', () => {
      const {path, key: itsKey, body} = bookingRequest(certain, payment.id);
      expect(path).to.equal(`/v1/payment_intents/${payment.id}/mark_received`);
      expect(itsKey).to.equal('stmt_csv%2F%C3%A9%201');
      expect(body).to.deep.equal({
        amount: 12_990,
        currency: 'EUR',
        received_on: '2026-11-23',
        bank_id: 'csv/é 1',
        reference: 'RF18',
      });
    });

    it('books one by one, after a question, and shows what came of each', async () => {
      const second = {...certain, booking: {...booking, bank_id: 'b2'}};
      const unsure = {...certain, kind: 'possible', booking: {...booking, bank_id: 'b3'}};
      answers = ({method, path, key: itsKey}) => {
        if (path.startsWith('/v1/bank_statements'))
          return {status: 200, json: {format: 'csv', proposals: [certain, second, unsure], returns: [], rejected: []}};
        if (method !== 'POST') return undefined;
        return itsKey === 'stmt_b2' ? 'cut' : {status: 200, json: {...captured}};
      };
      const room = await fixture<GuichetDeskStatement>(
        html`<guichet-desk-statement
          lang="fr"
          .api=${createDeskApi(
            () => key,
            () => undefined,
          )}
        ></guichet-desk-statement>`,
      );
      const files = new DataTransfer();
      files.items.add(new File(['date;montant'], 'releve.csv'));
      within<HTMLInputElement>(room, '#file').files = files.files;
      within<HTMLFormElement>(room, 'form').requestSubmit();
      await waitUntil(() => within(room, '.proposals'));
      expect(calls[0]!.path).to.equal('/v1/bank_statements?currency=EUR');
      await expect(room).to.be.accessible();
      within(room, '.book').click();
      expect(within<HTMLDialogElement>(room, 'dialog').open).to.equal(true);
      expect(textOf(room)).to.contain('Total : 259,80 €');
      within(room, '.sure').click();
      await waitUntil(() => textOf(room).includes('Enregistré.') && textOf(room).includes('Réponse perdue'));
      expect(
        posted()
          .slice(1)
          .map(({key: itsKey}) => itsKey),
      ).to.deep.equal(['stmt_csv%2F%C3%A9%201', 'stmt_b2']);
    });
  });

  describe('an amount that is typed', () => {
    const read = (text: string, most?: number) => {
      const typed = typedAmount(text, 'EUR', most);
      return typed.ok ? typed.amount : typed.error;
    };
    for (const [text, wanted] of [
      ['129,90', 12_990],
      ['129.90', 12_990],
      ['129', 12_900],
      ['1 234,5', 123_450],
      ['1\u202f234,50', 123_450],
      ['1’234.50', 123_450],
      ['0,01', 1],
      ['', 'missing'],
      ['0', 'zero'],
      ['1.234', 'decimals'],
      ['1,234.50', 'malformed'],
      ['1e3', 'malformed'],
      ['-5', 'malformed'],
      ['٣', 'malformed'],
      ['999999,99', 99_999_999],
      ['1000000', 'above'],
    ] as const) {
      it(`${JSON.stringify(text)} is ${wanted}`, () => expect(read(text)).to.equal(wanted));
    }

    it('is no more than it may be', () => {
      expect(read('10,00', 1000)).to.equal(1000);
      expect(read('10,01', 1000)).to.equal('above');
    });

    it('begins as one would type it', () => {
      expect(amountToType(5, 'EUR', ',')).to.equal('0,05');
      expect(amountToType(123_456, 'EUR', '.')).to.equal('1234.56');
    });
  });

  it('exports what no spreadsheet runs', () => {
    const csv = paymentsCsv([{...payment, order_reference: '=HYPERLINK("x")'}], (name) => name);
    expect(csv)
      .to.contain(`"'=HYPERLINK(""x"")"`)
      .and.contain('129,90')
      .and.match(/^\ufeff/);
  });

  it('tells how near the deadline is', () => {
    const hour = 3_600_000;
    const of = (left: number) => urgencyOf(new Date(left).toISOString(), 0);
    expect(of(-1).urgency).to.equal('past');
    expect(of(5 * hour)).to.deep.equal({urgency: 'hours', count: 5});
    expect(of(30 * hour).urgency).to.equal('soon');
    expect(of(72 * hour)).to.deep.equal({urgency: 'later', count: 3});
  });
});
