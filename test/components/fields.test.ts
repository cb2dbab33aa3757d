import {expect, fixture, html, nextFrame, waitUntil} from '@open-wc/testing';
import type {MethodView, NextActionView, SessionView} from '#contract/session.ts';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import '../../components/elements.ts';
import type {GuichetPaymentPage} from '../../components/elements.ts';
import {methodTexts} from '../../components/methods/texts.ts';
import {
  drawers,
  GuichetFieldsPayEvent,
  NotHere,
  type FieldsAction,
  type FieldsWord,
  NotServed,
  type ProviderFields,
} from '../../components/providers/fields.ts';
import {patienceMs} from '../../components/providers/stage.ts';
import {takeRoom} from '../../components/providers/room.ts';
import {authorized, decline, method, openSession, withIntent} from '../../demo/gallery/samples.ts';

/**
 * The page and a provider's element in it. The element is a stub that keeps `ProviderFields`; the server is a fetch that
 * answers as ours does.
 */
class StubFields extends HTMLElement implements ProviderFields {
  view = openSession;
  method: ProviderFields['method'] = 'card';
  locale: ProviderFields['locale'] = 'fr';
  settings: ProviderFields['settings'] = {};
  ownButton = false;
  leaves = false;
  isComplete = true;
  /** Whether `pay` came while the click was still being handled. */
  inClick: boolean | undefined;
  action: FieldsAction | 'nothing' | undefined;
  come!: () => void;
  fail!: (reason?: Error) => void;
  say!: (word: FieldsWord) => void;
  private readonly script = new Promise<void>((resolve, reject) => {
    this.come = resolve;
    this.fail = (reason = new Error('blocked')) => reject(reason);
  });

  ready() {
    if (!this.isConnected) throw new Error('mounted before it was attached');
    return this.script;
  }

  async submit() {
    return this.isComplete ? 'ready' : 'incomplete';
  }

  pay(action: Promise<FieldsAction>) {
    this.inClick = clicking;
    void action.then(
      (given) => (this.action = given),
      () => (this.action = 'nothing'),
    );
    return new Promise<FieldsWord>((resolve) => (this.say = resolve));
  }
}
customElements.define('stub-fields', StubFields);

let clicking = false;
function click(target: HTMLElement) {
  clicking = true;
  target.click();
  clicking = false;
}

let made: StubFields[] = [];
let ownButton = false;
const draw = async () => {
  const stub = new StubFields();
  stub.ownButton = ownButton;
  made.push(stub);
  return stub;
};

const drawn = (type: MethodView['type'], provider = 'stub', fallback: MethodView['fallback'] = null): MethodView => ({
  ...method(type),
  course: 'fields',
  fields: {provider, settings: {key: 'pk_1'}},
  fallback,
});
const bank = {provider: 'bank', course: 'card'} as const;
const page = {provider: 'other', course: 'redirect'} as const;
const transfer = method('bank_transfer');
const session = (...payment_methods: MethodView[]): SessionView => ({...openSession, payment_methods});

const fields: NextActionView = {type: 'fields', provider: 'stub', data: {secret: 's_1'}, url: null};
const trying = (change: Partial<typeof fields> = {}) =>
  withIntent({status: 'requires_action', method: 'paypal', next_action: {...fields, ...change}}).payment_intent;

const running: SessionView = {...session(drawn('paypal')), payment_intent: trying()};

/** What our server says next to each verb, and what it was asked. */
let posts: {readonly verb: string; readonly body: Record<string, unknown>}[] = [];
let answers: Readonly<Record<string, SessionView>> = {};
let current: SessionView = openSession;
const realFetch = window.fetch;

async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const {pathname} = new URL(String(input));
  if (!pathname.startsWith('/v1/checkout_sessions/')) return realFetch(input, init);
  if (init?.method === 'POST') {
    const verb = pathname.split('/').at(-1) ?? '';
    posts.push({verb, body: JSON.parse(String(init.body))});
    const next = answers[verb];
    if (!next) return new Response('{"code":"payment_in_progress"}', {status: 409});
    current = next;
  }
  return new Response(JSON.stringify(current));
}

let count = 0;
async function open(view: SessionView, change: Partial<GuichetPaymentPage> = {}): Promise<GuichetPaymentPage> {
  current = view;
  const element = await fixture<GuichetPaymentPage>(
    html`<guichet-payment-page .view=${view} session="cs_${++count}" token="cst_1" locale="fr"></guichet-payment-page>`,
  );
  Object.assign(element, change);
  // The page counts no click in its first half second.
  await new Promise((resolve) => setTimeout(resolve, 600));
  await element.updateComplete;
  return element;
}

const textOf = (root: ParentNode) => root.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const within = (element: Element, selector: string) => element.shadowRoot!.querySelector<HTMLElement>(selector);
const panelOf = (element: Element) => within(element, 'guichet-method-panel')!;
const payOf = (element: Element) => within(element, '.pay');
const choose = async (element: GuichetPaymentPage, type: string) => {
  click(within(within(element, 'guichet-method-picker')!, `input[value=${type}]`)!);
  await element.updateComplete;
};
/** What brings the fields of the method that stands chosen from the start. */
const opener = (element: Element) => within(panelOf(element), 'p.acts:first-child button');
/** The shopper asks for the fields, unless they have; waits for the provider's element. */
async function come(element: GuichetPaymentPage, place = 0): Promise<StubFields> {
  opener(element)?.click();
  await waitUntil(() => made[place]?.isConnected);
  return made[place]!;
}
/** The same, and its script comes. */
async function arrive(element: GuichetPaymentPage, place = 0): Promise<StubFields> {
  await come(element, place);
  made[place]!.come();
  await waitUntil(() => !panelOf(element).shadowRoot!.querySelector('[aria-busy=true]'));
  await element.updateComplete;
  return made[place]!;
}
const status = (element: GuichetPaymentPage) => element.current?.payment_intent.status;

describe('a provider’s fields in the page', () => {
  before(async () => {
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
    await addLater(methodTexts);
    await import('../../components/methods/guichet-method-panel.ts');
  });
  beforeEach(() => {
    made = [];
    posts = [];
    answers = {};
    ownButton = false;
    drawers.set('stub', draw);
    window.fetch = server;
  });
  afterEach(() => {
    drawers.clear();
    window.fetch = realFetch;
  });

  describe('coming', () => {
    it('are made when their method is first chosen, and not before', async () => {
      const element = await open(session(transfer, drawn('paypal')));
      expect(made).to.have.length(0);
      await choose(element, 'paypal');
      await arrive(element);
      expect(made).to.have.length(1);
    });

    it('of the method that stands first come when the shopper asks for them, and nothing of theirs before', async () => {
      const element = await open(session(drawn('card'), transfer));
      await nextFrame();
      expect([made.length, payOf(element)]).to.deep.equal([0, null]);
      expect(textOf(panelOf(element).shadowRoot!)).to.contain(
        'Le formulaire de notre prestataire de paiement s’affichera ici.',
      );
      expect(textOf(opener(element)!)).to.equal('Saisir la carte');
      await expect(element).to.be.accessible();
      await element.speak('en');
      await waitUntil(() => textOf(opener(element)!) === 'Enter the card');
      await arrive(element);
      expect(opener(element)).to.equal(null);
      expect(panelOf(element).shadowRoot!.activeElement?.className).to.contain('fields');
    });

    it('come when the line that is chosen already is tapped', async () => {
      const element = await open(session(drawn('paypal'), transfer));
      expect(textOf(opener(element)!)).to.equal('Continuer avec PayPal');
      await choose(element, 'paypal');
      await waitUntil(() => made[0]?.isConnected);
    });

    it('stand in light DOM of the document, seen through the slots of the page', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      expect([stub.parentElement, stub.getRootNode()]).to.deep.equal([element, document]);
      stub.append(Object.assign(document.createElement('iframe'), {title: 'stub'}));
      expect(document.querySelectorAll('stub-fields iframe')).to.have.length(1);
      expect(stub.checkVisibility()).to.equal(true);
      expect(stub.getBoundingClientRect().width).to.be.greaterThan(0);
    });

    it('are told what they need', async () => {
      const view = session(drawn('paypal'));
      const element = await open(view);
      const stub = await arrive(element);
      expect([stub.method, stub.locale, stub.settings, stub.view.amount]).to.deep.equal([
        'paypal',
        'fr',
        {key: 'pk_1'},
        view.amount,
      ]);
      await element.speak('en');
      await waitUntil(() => stub.locale === 'en');
    });

    it('have their height, and a skeleton that says so, before they are there; no button yet', async () => {
      const element = await open(session(drawn('card'), transfer));
      await come(element);
      const panel = panelOf(element);
      const box = within(panel, '.fields')!;
      expect(box.getAttribute('aria-busy')).to.equal('true');
      expect(textOf(within(panel, '[role=status]')!)).to.equal('Chargement…');
      expect(box.offsetHeight).to.be.greaterThan(200);
      expect(payOf(element)).to.equal(null);
      await expect(element).to.be.accessible();
      await arrive(element);
      expect(within(panel, '[role=status]')).to.equal(null);
      expect(textOf(payOf(element)!)).to.equal('Payer 129,90 €');
      await expect(element).to.be.accessible();
    });

    it('are hidden and not removed when another method is chosen', async () => {
      const element = await open(session(drawn('paypal'), transfer));
      const stub = await arrive(element);
      await choose(element, 'bank_transfer');
      await waitUntil(() => stub.hidden);
      expect([stub.isConnected, stub.checkVisibility()]).to.deep.equal([true, false]);
      await choose(element, 'paypal');
      await waitUntil(() => !stub.hidden);
      expect([made.length, stub.checkVisibility()]).to.deep.equal([1, true]);
    });

    it('of two methods stand side by side', async () => {
      const element = await open(session(drawn('card'), drawn('paypal')));
      const card = await arrive(element);
      await choose(element, 'paypal');
      const paypal = await arrive(element, 1);
      expect([card.checkVisibility(), paypal.checkVisibility()]).to.deep.equal([false, true]);
      expect([card.method, paypal.method]).to.deep.equal(['card', 'paypal']);
    });
  });

  describe('paying', () => {
    it('pays in the click itself, with what the server told, and shows what the server says', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      answers = {confirm: running, look: authorized};
      click(payOf(element)!);
      expect(stub.inClick).to.equal(true);
      await waitUntil(() => stub.action);
      expect(stub.action).to.deep.equal(fields);
      expect(posts).to.deep.equal([{verb: 'confirm', body: {method: 'paypal'}}]);
      expect(status(element)).to.equal('requires_action');
      expect([payOf(element)!.getAttribute('aria-busy'), stub.checkVisibility()]).to.deep.equal(['true', true]);
      stub.say('done');
      await waitUntil(() => status(element) === 'requires_capture');
      expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm', 'look']);
    });

    it('is a hint only: what the provider’s script calls done is not, until the server says so', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      answers = {confirm: running, look: running};
      click(payOf(element)!);
      await waitUntil(() => stub.action);
      stub.say('done');
      await waitUntil(() => posts.length === 2);
      await nextFrame();
      expect(status(element)).to.equal('requires_action');
      expect(within(element, 'guichet-receipt')).to.equal(null);
      expect(payOf(element)!.getAttribute('aria-busy')).to.equal('true');
    });

    it('says that something is missing, and asks nobody', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      stub.isComplete = false;
      click(payOf(element)!);
      await waitUntil(() => within(element, '.missing'));
      expect(textOf(within(element, '.missing')!)).to.equal('Complétez ou corrigez les champs ci-dessus.');
      expect([stub.action, posts.length]).to.deep.equal(['nothing', 0]);
      stub.isComplete = true;
      answers = {confirm: authorized};
      click(payOf(element)!);
      await waitUntil(() => status(element) === 'requires_capture');
      expect(within(element, '.missing')).to.equal(null);
    });

    for (const word of ['canceled', 'failed'] as const) {
      it(`gives the try up when it was ${word} there, if the server agrees: the form is back, as it was`, async () => {
        const view = session(drawn('paypal'), transfer);
        const element = await open(view);
        const stub = await arrive(element);
        const running = {...view, payment_intent: trying()};
        answers = {confirm: running, look: running, cancel: view};
        click(payOf(element)!);
        await waitUntil(() => stub.action);
        stub.say(word);
        await waitUntil(() => status(element) === 'requires_payment_method');
        await waitUntil(() => payOf(element)!.getAttribute('aria-busy') === 'false');
        expect(posts.map(({verb, body}) => [verb, body])).to.deep.equal([
          ['confirm', {method: 'paypal'}],
          ['look', {}],
          ['cancel', {attempt: true}],
        ]);
        expect([made.length, stub.isConnected, stub.hidden]).to.deep.equal([1, true, false]);
        click(payOf(element)!);
        await waitUntil(() => posts.at(-1)?.verb === 'confirm');
      });

      it(`shows it paid when it was ${word} there and the server knows better`, async () => {
        const element = await open(session(drawn('paypal')));
        const stub = await arrive(element);
        answers = {confirm: running, look: authorized};
        click(payOf(element)!);
        await waitUntil(() => stub.action);
        stub.say(word);
        await waitUntil(() => status(element) === 'requires_capture');
        expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm', 'look']);
      });
    }

    it('in a frame, without a window: a link to the same try at the provider’s own page, and the way back', async () => {
      const view = session(drawn('paypal'), transfer);
      const element = await open(view, {framed: true});
      const stub = await arrive(element);
      const url = 'https://provider.example/pay/1';
      answers = {confirm: {...view, payment_intent: trying({url})}, cancel: view};
      click(payOf(element)!);
      await waitUntil(() => stub.action);
      stub.say({url});
      await waitUntil(() => within(element, '.state a'));
      const link = within(element, '.state a')!;
      expect([textOf(link), link.getAttribute('href'), link.getAttribute('target')]).to.deep.equal([
        'Ouvrir PayPal',
        url,
        '_blank',
      ]);
      expect(textOf(within(element, '.state')!)).to.contain('Votre navigateur n’a pas ouvert la fenêtre');
      // Nothing was given up: it goes on there.
      expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm']);
      click(within(element, '.state .quiet')!);
      await waitUntil(() => status(element) === 'requires_payment_method');
      expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm', 'cancel']);
    });

    it('leads on where the provider cannot close the try', async () => {
      const view = session(drawn('paypal'));
      const element = await open(view);
      const stub = await arrive(element);
      const running = {...view, payment_intent: trying()};
      answers = {confirm: running, look: running};
      click(payOf(element)!);
      await waitUntil(() => stub.action);
      stub.say('canceled');
      await waitUntil(() => within(element, '.state'));
      expect(textOf(within(element, '.state')!))
        .to.contain('Un paiement avec PayPal est en cours')
        .and.contain('Payer autrement');
    });

    it('tells of a refusal, and lets the same fields try again', async () => {
      const view = session(drawn('paypal'), transfer);
      const element = await open(view);
      const stub = await arrive(element);
      const refused = {...view, payment_intent: withIntent({method: 'paypal', last_decline: decline}).payment_intent};
      answers = {confirm: {...view, payment_intent: trying()}, look: refused};
      click(payOf(element)!);
      await waitUntil(() => stub.action);
      stub.say('failed');
      await waitUntil(() => within(element, '.alert'));
      expect(textOf(within(element, '.alert')!)).to.contain(decline.message.fr);
      expect(stub.checkVisibility()).to.equal(true);
      expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm', 'look']);
    });

    it('tells the script that nothing is to be paid when the server refused', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      click(payOf(element)!);
      await waitUntil(() => stub.action === 'nothing');
      await waitUntil(() => payOf(element)!.getAttribute('aria-busy') === 'false');
    });

    it('pays once, however often it is clicked', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      answers = {confirm: running};
      for (let times = 0; times < 3; times++) click(payOf(element)!);
      stub.dispatchEvent(new GuichetFieldsPayEvent());
      await waitUntil(() => stub.action);
      expect(posts).to.have.length(1);
    });

    it('by the provider’s own button: ours steps aside, and the click still counts', async () => {
      ownButton = true;
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      expect(payOf(element)).to.equal(null);
      answers = {confirm: running, look: authorized};
      stub.addEventListener('click', () => stub.dispatchEvent(new GuichetFieldsPayEvent()));
      click(stub);
      expect(stub.inClick).to.equal(true);
      await waitUntil(() => stub.action);
      stub.say('done');
      await waitUntil(() => status(element) === 'requires_capture');
    });

    for (const lets of [true, false]) {
      it(`leads to the page that the script names, in a window or, where none opens, by a link (${lets})`, async () => {
        const view = session(drawn('alipay'), transfer);
        const element = await open(view, {framed: true});
        const stub = await arrive(element);
        stub.leaves = true;
        const opened: string[] = [];
        const realOpen = window.open;
        const theirs = {
          closed: false,
          close: () => opened.push('closed'),
          document: null,
          location: {
            set href(url: string) {
              opened.push(url);
            },
          },
        };
        let inClick: boolean | undefined;
        Object.assign(window, {open: () => ((inClick = clicking), lets ? theirs : null)});
        answers = {confirm: {...view, payment_intent: trying()}, cancel: view};
        click(payOf(element)!);
        Object.assign(window, {open: realOpen});
        expect(inClick).to.equal(true);
        await waitUntil(() => stub.action);
        stub.say({url: 'https://provider.example/there'});
        await waitUntil(() => within(element, '.state a'));
        expect(within(element, '.state a')!.getAttribute('href')).to.equal('https://provider.example/there');
        expect(opened).to.deep.equal(lets ? ['https://provider.example/there'] : []);
        expect(posts.map(({verb}) => verb)).to.deep.equal(['confirm']);
        click(within(element, '.state .quiet')!);
        await waitUntil(() => status(element) === 'requires_payment_method');
        await element.updateComplete;
        expect([within(element, '.state'), opened.at(-1)]).to.deep.equal([null, lets ? 'closed' : undefined]);
      });
    }

    it('asks a page in a frame for room before a dialog of the provider’s, and gives it back', async () => {
      const element = await open(session(drawn('paypal')));
      const stub = await arrive(element);
      let grant = () => {};
      let isOpen: boolean | undefined;
      element.addEventListener('guichet-challenge-show', (event) => {
        isOpen = true;
        event.waitUntil(new Promise<void>((resolve) => (grant = resolve)));
        void event.closed.then(() => (isOpen = false));
      });
      let close: (() => void) | undefined;
      void takeRoom(stub).then((given) => (close = given));
      await nextFrame();
      expect([isOpen, close]).to.deep.equal([true, undefined]);
      grant();
      await waitUntil(() => close);
      close!();
      await waitUntil(() => isOpen === false);
    });
  });

  describe('found open by a page that did not begin it', () => {
    it('is told as what it is, with the way out, and without a button that pays', async () => {
      const view = {...session(drawn('paypal')), payment_intent: trying()};
      const element = await open(view);
      const state = within(element, '.state')!;
      expect(textOf(state)).to.contain('Un paiement avec PayPal est en cours');
      expect(within(element, '.form')!.hidden).to.equal(true);
      await expect(element).to.be.accessible();
      answers = {cancel: session(drawn('paypal'))};
      click(within(element, '.state .quiet')!);
      await waitUntil(() => status(element) === 'requires_payment_method');
      expect(posts).to.deep.equal([{verb: 'cancel', body: {attempt: true}}]);
    });

    it('leads to the provider’s own page, where it has one', async () => {
      const url = 'https://provider.example/pay/1';
      const element = await open({...session(drawn('paypal')), payment_intent: trying({url})});
      expect(within(element, '.state a')!.getAttribute('href')).to.equal(url);
    });
  });

  describe('not served', () => {
    async function unserved(view: SessionView) {
      const element = await open(view);
      await come(element);
      made[0]!.fail(new NotServed('not_eligible'));
      await waitUntil(() => !made[0]!.isConnected);
      await element.updateComplete;
      return element;
    }

    it('says so, blames no network, and one tap leads on', async () => {
      const element = await unserved(session(drawn('card'), transfer));
      const alert = within(panelOf(element), '.blocked')!;
      expect(textOf(alert))
        .to.contain('le prestataire ne l’accepte pas pour cette commande')
        .and.not.contain('bloqueur');
      expect(alert.querySelectorAll('button')).to.have.length(1);
      await expect(element).to.be.accessible();
    });

    it('is no reason to do without the provider for another method', async () => {
      const view = session(
        drawn('card', 'stub', bank),
        drawn('paypal', 'stub', {provider: 'stub', course: 'redirect'}),
      );
      const element = await unserved(view);
      expect(within(element, 'guichet-card-form')).to.exist;
      await choose(element, 'paypal');
      const stub = await arrive(element, 1);
      answers = {confirm: {...view, payment_intent: trying()}};
      click(payOf(element)!);
      await waitUntil(() => stub.action);
      expect(posts[0]?.body).to.deep.equal({method: 'paypal'});
    });

    it('is not led to the page of the provider that does not serve it', async () => {
      const element = await unserved(
        session(drawn('paypal', 'stub', {provider: 'stub', course: 'redirect'}), transfer),
      );
      expect(within(panelOf(element), '.blocked')).to.exist;
      expect(payOf(element)).to.equal(null);
    });
  });

  describe('blocked', () => {
    async function blocked(view: SessionView) {
      const element = await open(view);
      await come(element);
      made[0]!.fail();
      await waitUntil(() => !made[0]!.isConnected);
      await element.updateComplete;
      return element;
    }

    it('by a provider that nobody draws for, at once', async () => {
      drawers.clear();
      const element = await open(session(drawn('paypal'), transfer));
      opener(element)!.click();
      await waitUntil(() => within(panelOf(element), '[role=alert]'));
    });

    it('when it has not come in ten seconds', async () => {
      const late: (() => void)[] = [];
      const realTimeout = window.setTimeout;
      const held = (run: () => void, ms?: number) => (ms === patienceMs ? late.push(run) : realTimeout(run, ms));
      Object.assign(window, {setTimeout: held});
      const element = await open(session(drawn('paypal', 'stub', page), transfer));
      await come(element);
      Object.assign(window, {setTimeout: realTimeout});
      expect(payOf(element)).to.equal(null);
      for (const run of late) run();
      await waitUntil(() => payOf(element));
      expect(textOf(payOf(element)!)).to.equal('Continuer vers PayPal');
      expect(made[0]!.isConnected).to.equal(false);
    });

    it('with nobody to take over: said in words, with the way to the other methods, and a try more', async () => {
      const element = await blocked(session(drawn('paypal'), transfer));
      const alert = within(panelOf(element), '[role=alert]')!;
      expect(textOf(alert)).to.contain('n’a pas pu s’afficher').and.contain('Aucun montant n’a été débité.');
      expect(payOf(element)).to.equal(null);
      await expect(element).to.be.accessible();
      const [otherwise, again] = alert.querySelectorAll('button');
      click(otherwise!);
      const picker = within(element, 'guichet-method-picker')!;
      expect(picker.shadowRoot!.activeElement?.getAttribute('value')).to.equal('paypal');
      click(again!);
      await waitUntil(() => made.length === 2);
      await arrive(element, 1);
      expect(textOf(payOf(element)!)).to.contain('Payer');
    });

    it('is another thing than a browser without that wallet: nothing to try again, and the next provider is not tried', async () => {
      const element = await open(session(drawn('paypal', 'stub', page), transfer));
      await come(element);
      made[0]!.fail(new NotHere());
      await waitUntil(() => within(panelOf(element), '[role=alert]'));
      const alert = within(panelOf(element), '[role=alert]')!;
      expect(textOf(alert)).to.equal(
        'PayPal n’est pas disponible dans ce navigateur ou sur cet appareil. Aucun montant n’a été débité. Choisir un autre moyen de paiement',
      );
      expect([made[0]!.isConnected, payOf(element)]).to.deep.equal([false, null]);
      await element.speak('en');
      await waitUntil(() => textOf(alert).includes('is not available in this browser'));
    });

    it('with no other method there is nothing to lead to', async () => {
      const element = await blocked(session(drawn('paypal')));
      expect(panelOf(element).shadowRoot!.querySelectorAll('[role=alert] button')).to.have.length(1);
    });

    it('with the next provider’s page: one tap pays there', async () => {
      const element = await blocked(session(drawn('paypal', 'stub', page), transfer));
      expect(textOf(within(element, '[role=alert]')!)).to.contain('Vous pouvez payer ici par un autre');
      expect(textOf(payOf(element)!)).to.equal('Continuer vers PayPal');
      await expect(element).to.be.accessible();
      answers = {confirm: authorized};
      click(payOf(element)!);
      await waitUntil(() => posts.length === 1);
      expect(posts[0]).to.deep.equal({verb: 'confirm', body: {method: 'paypal', without: ['stub']}});
    });

    it('with the vault’s form: it stands there instead', async () => {
      const element = await blocked(session(drawn('card', 'stub', bank), transfer));
      expect(within(element, 'guichet-card-form')?.slot).to.equal('card');
      expect(textOf(payOf(element)!)).to.equal('Payer 129,90 €');
      expect(textOf(within(element, '[role=alert]')!)).to.contain('par un autre');
    });

    it('in a frame whose browser opens no window, as one within an app: a link to the provider’s own page', async () => {
      const realOpen = window.open;
      Object.assign(window, {open: () => null});
      const view = session(drawn('paypal', 'stub', {provider: 'stub', course: 'redirect'}), transfer);
      const element = await blocked(view);
      element.framed = true;
      const url = 'https://provider.example/pay/1';
      answers = {confirm: {...view, payment_intent: trying({url})}};
      click(payOf(element)!);
      await waitUntil(() => within(element, '.state a'));
      window.open = realOpen;
      const link = within(element, '.state a')!;
      expect([textOf(link), link.getAttribute('href')]).to.deep.equal(['Ouvrir PayPal', url]);
    });

    it('with the provider’s own page: the same try goes on there', async () => {
      const element = await blocked(session(drawn('paypal', 'stub', {provider: 'stub', course: 'redirect'})));
      Object.assign(element, {framed: true});
      const opened: string[] = [];
      const realOpen = window.open;
      const theirs = {
        closed: false,
        close: () => {},
        document: null,
        location: {
          set href(url: string) {
            opened.push(url);
          },
        },
      };
      Object.assign(window, {open: () => theirs});
      const url = 'https://provider.example/pay/1';
      answers = {confirm: {...current, payment_intent: trying({url})}};
      click(payOf(element)!);
      await waitUntil(() => opened.length > 0);
      Object.assign(window, {open: realOpen});
      expect(opened).to.deep.equal([url]);
      expect(textOf(within(element, '.state')!)).to.contain('Terminez chez PayPal');
    });

    it('keeps what was typed elsewhere', async () => {
      const view = session(drawn('paypal', 'stub', page), drawn('card', 'calm'));
      drawers.set('calm', draw);
      const element = await open(view);
      await come(element);
      await choose(element, 'card');
      const card = await arrive(element, 1);
      card.append(Object.assign(document.createElement('input'), {value: 'typed'}));
      await choose(element, 'paypal');
      made[0]!.fail();
      await waitUntil(() => !made[0]!.isConnected);
      await choose(element, 'card');
      await waitUntil(() => !card.hidden);
      expect([card.isConnected, card.querySelector('input')!.value]).to.deep.equal([true, 'typed']);
    });

    it('one that comes after it was given up changes nothing any more', async () => {
      const element = await blocked(session(drawn('paypal', 'stub', page), transfer));
      made[0]!.come();
      await nextFrame();
      expect(textOf(payOf(element)!)).to.equal('Continuer vers PayPal');
      expect(made[0]!.isConnected).to.equal(false);
    });
  });

  describe('after a provider that was not reached, with nothing sent', () => {
    const lost = (method: 'paypal' | 'card', course: 'redirect' | 'card' | 'fields', currency: 'EUR' | 'USD' = 'EUR') =>
      withIntent({
        method,
        charged_currency: currency,
        last_decline: {...decline, code: 'provider_unavailable', other_provider: {provider: 'other', course}},
      }).payment_intent;
    const alertOf = (element: GuichetPaymentPage) => within(element, '.alert')!;
    const redirect = method('paypal');

    it('one tap goes to the next one, and the page says so', async () => {
      const element = await open({...session(redirect, transfer), payment_intent: lost('paypal', 'redirect')});
      expect(textOf(alertOf(element))).to.equal(
        'Paiement interrompu Ce prestataire est injoignable\u202f; un autre peut prendre ce paiement. Aucun montant n’a été débité. Passer par un autre prestataire'.replace(
          /\s/g,
          ' ',
        ),
      );
      await expect(element).to.be.accessible();
      answers = {confirm: authorized};
      click(alertOf(element).querySelector('button')!);
      await waitUntil(() => posts.length === 1);
      expect(posts[0]).to.deep.equal({verb: 'confirm', body: {method: 'paypal'}});
    });

    it('in English too', async () => {
      const element = await open({...session(redirect), payment_intent: lost('paypal', 'redirect')});
      await element.speak('en');
      await element.updateComplete;
      expect(textOf(alertOf(element)))
        .to.contain('another one can take this payment')
        .and.contain('Use another provider');
    });

    it('where something is to be typed for it, to that, and nothing is sent', async () => {
      const card = {...method('card'), frame_url: null};
      const element = await open({...session(card), payment_intent: lost('card', 'card')});
      let focused = 0;
      Object.assign(within(element, 'guichet-card-form')!, {focus: () => (focused += 1)});
      click(alertOf(element).querySelector('button')!);
      expect([focused, posts.length]).to.deep.equal([1, 0]);
    });

    it('is not offered for another method, nor in another currency', async () => {
      const view = {...session(redirect, transfer), payment_intent: lost('paypal', 'redirect')};
      const element = await open(view);
      await choose(element, 'bank_transfer');
      expect(textOf(alertOf(element))).not.to.contain('autre prestataire');
      const other = await open({...view, payment_intent: lost('paypal', 'redirect', 'USD')});
      expect(textOf(alertOf(other))).not.to.contain('autre prestataire');
    });

    it('gets a new document where this one’s policy does not let that provider in, once the shopper goes to it', async () => {
      const renewed: string[] = [];
      const policy = {guests: ['stub'], renew: (opened: string) => renewed.push(opened)};
      const element = await open(session(drawn('paypal'), transfer), {policy});
      const stub = await arrive(element);
      answers = {confirm: {...session(drawn('paypal', 'unknown')), payment_intent: lost('paypal', 'fields')}};
      click(payOf(element)!);
      await waitUntil(() => alertOf(element));
      await nextFrame();
      expect([renewed, stub.hidden]).to.deep.equal([[], true]);
      click(alertOf(element).querySelector('button')!);
      await waitUntil(() => renewed.length > 0);
      expect(new Set(renewed)).to.deep.equal(new Set(['paypal']));
    });
  });
});
