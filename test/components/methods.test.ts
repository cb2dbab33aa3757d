import {expect, fixture, html, oneEvent} from '@open-wc/testing';
import 'jsqr';
import {epcQr} from '#contract/epc-qr.ts';
import type {InstructionsView, PlanView, SessionView} from '#contract/session.ts';
import {methodTypes, type MethodType} from '#contract/statuses.ts';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import '../../components/elements.ts';
import type {GuichetInstructions, GuichetMethodPicker, GuichetPaymentPage} from '../../components/elements.ts';
import {methodsFor, walletsHere} from '../../components/methods/device.ts';
import {methodTexts} from '../../components/methods/texts.ts';
import {
  cheque,
  decline,
  lenderOffer,
  method,
  openSession,
  planIn,
  terms,
  transfer,
  withIntent,
} from '../../demo/gallery/samples.ts';

function textOf(root: ParentNode): string {
  return root.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

const many: SessionView = {...openSession, payment_methods: methodTypes.map(method)};
/** Paid in one, long after. */
const later: PlanView = {
  ...planIn(2),
  id: 'later',
  instalments: [{due_on: '2099-01-15', amount: 12990, fee: 0}],
};
const {reference} = transfer;
const account = transfer.account!;
const franc: InstructionsView = {
  ...transfer,
  currency: 'CHF',
  account: {...account, bic: null, iban: 'CH9300762011623852957', address: ['Rue du Lac 12', '1003 Lausanne', 'CH']},
};
const pound: InstructionsView = {
  ...transfer,
  currency: 'GBP',
  account: {...account, iban: null, bic: null, sort_code: '60-16-13', account_number: '31926819'},
};
const dollar: InstructionsView = {
  ...transfer,
  currency: 'USD',
  account: {...account, iban: null, bic: null, routing_number: '021000021', account_number: '1234567890'},
};
async function instructionsOf(instructions: InstructionsView, locale = 'fr'): Promise<GuichetInstructions> {
  return fixture(
    html`<guichet-instructions
      .instructions=${instructions}
      merchant="Maison Lumen"
      order-reference="ML-2026-0412"
      locale=${locale}
    ></guichet-instructions>`,
  );
}

async function pageWith(view: SessionView, locale = 'fr', more: Partial<GuichetPaymentPage> = {}) {
  const page = await fixture<GuichetPaymentPage>(
    html`<guichet-payment-page .view=${view} locale=${locale}></guichet-payment-page>`,
  );
  Object.assign(page, more);
  await page.updateComplete;
  return page;
}

type Decoder = (pixels: Uint8ClampedArray, width: number, height: number) => {readonly data: string} | null;

/** As a camera reads it: drawn on a canvas, then given to a decoder that is not ours. */
async function decoded(svg: SVGElement): Promise<string | undefined> {
  const side = 400;
  const copy = svg.cloneNode(true) as SVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(side));
  copy.setAttribute('height', String(side));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const brush = Object.assign(document.createElement('canvas'), {width: side, height: side}).getContext('2d')!;
  brush.drawImage(image, 0, 0, side, side);
  // A module of the old kind: it leaves itself on the window.
  return (Reflect.get(globalThis, 'jsQR') as Decoder)(brush.getImageData(0, 0, side, side).data, side, side)?.data;
}

describe('the ways to pay', () => {
  before(async () => {
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
    await addLater(methodTexts);
  });

  describe('in the picker', () => {
    const pickerWith = (view: SessionView, wallets: readonly MethodType[] = []) =>
      fixture<GuichetMethodPicker>(
        html`<guichet-method-picker .view=${view} .wallets=${wallets} locale="fr"></guichet-method-picker>`,
      );

    it('have a line each, but for the wallets that this device does not have', async () => {
      const values = (picker: GuichetMethodPicker) =>
        [...picker.shadowRoot!.querySelectorAll('input')].map(({value}) => value);
      const without = methodTypes.filter((type) => type !== 'apple_pay' && type !== 'google_pay');
      expect(values(await pickerWith(many))).to.deep.equal(without);
      expect(values(await pickerWith(many, ['apple_pay'])))
        .to.include('apple_pay')
        .and.not.include('google_pay');
    });

    it('are accessible, with the reasons of those that are hidden open', async () => {
      const picker = await pickerWith({
        ...many,
        hidden_methods: [{type: 'net_30', reason: 'customer_type', from: null}],
      });
      picker.shadowRoot!.querySelector('details')!.open = true;
      await expect(picker).to.be.accessible();
    });

    it('are chosen with the arrow keys, as radio buttons are', async () => {
      const picker = await pickerWith(many);
      const [first, second] = picker.shadowRoot!.querySelectorAll('input');
      expect([first!.name, first!.type]).to.deep.equal([second!.name, 'radio']);
      setTimeout(() => second!.click());
      expect(await oneEvent(picker, 'guichet-method-change')).to.have.property('method', 'paypal');
    });

    it('say of each hidden one why, and from which amount', async () => {
      const picker = await pickerWith({
        ...many,
        hidden_methods: [
          {type: 'instalments', reason: 'amount_too_small', from: 10000},
          {type: 'net_30', reason: 'customer_type', from: null},
          {type: 'cheque', reason: 'currency', from: null},
        ],
      });
      const fold = textOf(picker.shadowRoot!.querySelector('.others')!);
      expect(fold).to.contain('À partir de 100,00 €.');
      expect(fold).to.contain('Réservé aux professionnels.').and.contain('Indisponible pour un paiement en EUR.');
    });

    it('say so when there is none on this device', async () => {
      const picker = await pickerWith({...many, payment_methods: [method('apple_pay')]});
      expect(textOf(picker.shadowRoot!)).to.contain('n’est disponible sur cet appareil');
    });
  });

  describe('of the device', () => {
    it('are none here, in test mode, unless the address asks for them or one was tried', async () => {
      expect(await walletsHere(many)).to.deep.equal([]);
      history.replaceState(null, '', '?wallets=test');
      expect(await walletsHere(many)).to.deep.equal(['apple_pay', 'google_pay']);
      expect(await walletsHere({...many, livemode: true})).to.deep.equal([]);
      history.replaceState(null, '', location.pathname);
      const tried = {...many, payment_intent: {...many.payment_intent, method: 'google_pay'}} as const;
      expect(await walletsHere(tried)).to.deep.equal(['apple_pay', 'google_pay']);
      expect(await walletsHere({...tried, livemode: true})).to.deep.equal([]);
    });

    it('include Apple Pay where the browser says that it can', async () => {
      const stub = Object.assign(() => undefined, {canMakePayments: (): boolean => true});
      Reflect.set(globalThis, 'ApplePaySession', stub);
      expect(await walletsHere(many)).to.deep.equal(['apple_pay']);
      stub.canMakePayments = () => false;
      expect(await walletsHere(many)).to.deep.equal([]);
      Reflect.deleteProperty(globalThis, 'ApplePaySession');
      expect(methodsFor(many, []).map(({type}) => type)).to.not.include('apple_pay');
    });
  });

  describe('before the click', () => {
    for (const type of methodTypes.filter((each) => each !== 'card')) {
      for (const locale of ['fr', 'en'] as const) {
        it(`${type} is told accessibly, in ${locale}`, async () => {
          const panel = await fixture(
            html`<guichet-method-panel .method=${type} .view=${many} locale=${locale}></guichet-method-panel>`,
          );
          expect(textOf(panel.shadowRoot!))
            .to.have.length.above(40)
            .and.not.match(/panel\.|instalments\./);
          await expect(panel).to.be.accessible();
        });
      }
    }

    it('paying in 3 tells dates, amounts, cost, total and the words of the law', async () => {
      const panel = await fixture(
        html`<guichet-method-panel method="instalments" .view=${many} locale="fr"></guichet-method-panel>`,
      );
      const rows = [...panel.shadowRoot!.querySelectorAll('tbody tr, tfoot tr')].map((row) =>
        [...row.querySelectorAll('td')].map(textOf).join(' '),
      );
      expect(rows).to.deep.equal(['43,30 € 0,00 €', '43,30 € 0,00 €', '43,30 € 0,00 €', '129,90 € 0,00 €']);
      const text = textOf(panel.shadowRoot!);
      expect(text).to.contain('Coût total du crédit 0,00 € (sans frais)').and.contain('TAEG fixe 0,00 %');
      expect(text).to.contain('Un crédit coûte de l’argent et doit être remboursé.').and.contain('vous engage');
      const size = (selector: string) =>
        parseFloat(getComputedStyle(panel.shadowRoot!.querySelector(selector)!).fontSize);
      expect(size('.credit')).to.be.at.least(size('td'));
    });

    const buttons: readonly (readonly [MethodType, 'pay' | 'order', string])[] = [
      ['card', 'pay', 'Payer 129,90 €'],
      ['card', 'order', 'Commander et payer 129,90 €'],
      ['paypal', 'pay', 'Continuer vers PayPal'],
      ['paypal', 'order', 'Commander et payer avec PayPal'],
      ['instalments', 'order', 'Commander et payer en 3 fois'],
      ['bank_transfer', 'pay', 'Payer par virement'],
      ['bank_transfer', 'order', 'Commander et payer par virement'],
      ['cheque', 'order', 'Commander et payer par chèque'],
      ['net_30', 'order', 'Commander avec obligation de paiement'],
    ];
    for (const [type, submit_type, words] of buttons) {
      it(`the button of ${type} says “${words}”`, async () => {
        const page = await pageWith({...openSession, submit_type, payment_methods: [method(type)]});
        expect(textOf(page.shadowRoot!.querySelector('.pay')!)).to.equal(words);
      });
    }

    describe('several plans of a lender', () => {
      const lent: SessionView = {
        ...openSession,
        capture_method: 'automatic',
        payment_methods: [{...method('instalments'), plans: [planIn(2), planIn(3), planIn(4, 150)]}],
      };
      const panelOf = (page: GuichetPaymentPage) => page.shadowRoot!.querySelector('guichet-method-panel')!.shadowRoot!;
      const payOf = (page: GuichetPaymentPage) => textOf(page.shadowRoot!.querySelector('.pay')!);

      it('are a choice: table, cost and button follow it', async () => {
        const page = await pageWith(lent);
        const inputs = [...panelOf(page).querySelectorAll<HTMLInputElement>('input[name=plan]')];
        expect(inputs.map(({value, checked}) => [value, checked])).to.deep.equal([
          ['in_2', true],
          ['in_3', false],
          ['in_4', false],
        ]);
        expect(payOf(page)).to.equal('Payer en 2 fois');
        setTimeout(() => inputs[2]!.click());
        expect(await oneEvent(page, 'guichet-plan-change')).to.have.property('plan', 'in_4');
        await page.updateComplete;
        expect(payOf(page)).to.equal('Payer en 4 fois');
        expect(panelOf(page).querySelectorAll('tbody tr')).to.have.length(4);
        // 1.5 % of 129.90, rounded half up.
        expect(textOf(panelOf(page)))
          .to.contain('Coût total du crédit 1,95 €')
          .and.not.contain('(sans frais)');
        expect(inputs.map(({checked}) => checked)).to.deep.equal([false, false, true]);
        await expect(page).to.be.accessible();
      });

      it('have a name and a hint in the list that say what is true of all of them', async () => {
        const nameOf = async (view: SessionView) =>
          textOf(
            (
              await fixture<GuichetMethodPicker>(
                html`<guichet-method-picker .view=${view} locale="fr"></guichet-method-picker>`,
              )
            ).shadowRoot!.querySelector('.name')!,
          );
        const offering = (...plans: readonly PlanView[]) => ({
          ...lent,
          payment_methods: [{...method('instalments'), plans}],
        });
        expect(await nameOf(lent)).to.equal('Payer en 2, 3 ou 4 fois');
        expect(await nameOf(offering(planIn(2), planIn(3)))).to.equal('Payer en 2 ou 3 foisSans frais');
        expect(await nameOf(offering(planIn(3)))).to.equal('Payer en 3 foisSans frais, 3 fois 43,30 €');
        expect(await nameOf(offering(planIn(4)))).to.equal('Payer en 4 fois');
        expect(await nameOf(offering(later))).to.equal('Payer plus tard');
      });

      it('paid in one, later: the day, and no word of today', async () => {
        const page = await pageWith({...lent, payment_methods: [{...method('instalments'), plans: [later]}]});
        expect(payOf(page)).to.equal('Payer plus tard');
        expect(textOf(panelOf(page)))
          .to.contain('2099')
          .and.not.contain('Aujourd');
      });

      it('where the goods leave first, the days are said to move', async () => {
        const words = 'Les échéances commencent à l’expédition';
        expect(textOf(panelOf(await pageWith({...lent, capture_method: 'manual'})))).to.contain(words);
        expect(textOf(panelOf(await pageWith(lent)))).not.to.contain(words);
      });
    });

    it('the notice of the credit stands beside the button too', async () => {
      const page = await pageWith({...openSession, payment_methods: [method('instalments')]});
      expect(textOf(page.shadowRoot!.querySelector('.credit')!)).to.contain('Un crédit coûte de l’argent');
    });
  });

  describe('what the shopper sends', () => {
    const kinds = {
      transfer,
      franc,
      pound,
      dollar,
      cheque,
      terms,
      part: {...transfer, amount: 2990, amount_received: 10000},
    };
    for (const [name, instructions] of Object.entries(kinds)) {
      for (const locale of ['fr', 'en'] as const) {
        it(`is told accessibly: ${name}, in ${locale}`, async () => {
          const element = await instructionsOf(instructions, locale);
          expect(textOf(element.shadowRoot!)).to.not.match(/instructions\./);
          await expect(element).to.be.accessible();
        });
      }
    }

    it('by transfer: account and reference in fours, amount and day', async () => {
      const text = textOf((await instructionsOf(transfer)).shadowRoot!);
      expect(text).to.contain('FR76 3000 6000 0112 3456 7890 189').and.contain('RF18 5390 0754 7034');
      expect(text).to.contain('129,90 €').and.contain('1 décembre 2026').and.contain('AGRIFRPP');
    });

    it('by transfer: a code that another’s decoder reads as the payload of EPC069-12', async () => {
      const svg = (await instructionsOf(transfer)).shadowRoot!.querySelector<SVGElement>('.qr')!;
      const expected = epcQr({
        name: 'Maison Lumen',
        iban: account.iban!,
        bic: 'AGRIFRPP',
        minor: 12990,
        currency: 'EUR',
        remittance: {type: 'reference', value: reference},
      });
      expect(await decoded(svg)).to.equal('payload' in expected ? expected.payload : '');
      expect(svg.getAttribute('aria-label')?.replace(/\s/g, ' '))
        .to.contain('129,90 €')
        .and.contain('Maison Lumen')
        .and.contain('RF18');
    });

    it('in francs: the payment part of a Swiss bill, its code readable', async () => {
      const element = await instructionsOf(franc);
      const part = element.shadowRoot!.querySelector('.swiss')!;
      expect(textOf(part))
        .to.contain('Section paiement')
        .and.contain('CH93 0076 2011 6238 5295 7')
        .and.contain('129.90');
      const payload = await decoded(part.querySelector<SVGElement>('.qr')!);
      expect(payload?.split('\n').slice(0, 4)).to.deep.equal(['SPC', '0200', '1', 'CH9300762011623852957']);
      expect(payload).to.contain('SCOR').and.contain(reference).and.contain('Lausanne');
    });

    it('in pounds and dollars: what a form there asks for, and no code', async () => {
      const [gb, us] = [await instructionsOf(pound), await instructionsOf(dollar)];
      expect(textOf(gb.shadowRoot!)).to.contain('60-16-13').and.contain('31926819');
      expect(textOf(us.shadowRoot!)).to.contain('021000021').and.contain('OUR');
      expect(gb.shadowRoot!.querySelector('.qr') ?? us.shadowRoot!.querySelector('.qr')).to.equal(null);
    });

    it('in part: what came, and what is left', async () => {
      const text = textOf((await instructionsOf(kinds.part)).shadowRoot!);
      expect(text).to.contain('Déjà reçu 100,00 €').and.contain('Reste à payer 29,90 €');
    });

    it('by cheque: payee, figures, words, address, and a slip', async () => {
      const root = (await instructionsOf(cheque)).shadowRoot!;
      const text = textOf(root);
      expect(text).to.contain('Cent vingt-neuf euros et quatre-vingt-dix centimes').and.contain('69001 Lyon');
      expect(text).to.contain('Chèque à l’ordre de Maison Lumen');
      expect(textOf(root.querySelector('.slip')!))
        .to.contain('ML-2026-0412')
        .and.contain('RF18 5390 0754 7034');
    });

    it('on terms: the day, and what being late costs', async () => {
      const text = textOf((await instructionsOf(terms)).shadowRoot!);
      expect(text).to.contain('24 décembre 2026').and.contain('L441-10').and.contain('40 €');
      expect(text).to.contain('Règlement par virement, au plus tard').and.not.contain('chèque');
      const {payee, address} = cheque;
      const both = await instructionsOf({...terms, payee, address});
      expect(textOf(both.shadowRoot!))
        .to.contain('par virement ou par chèque, au plus tard')
        .and.contain('Ou par chèque (ordre : Maison Lumen)')
        .and.contain('12 rue des Lampes, 69001 Lyon');
      await expect(both).to.be.accessible();
    });

    it('is copied without the spaces for the eye, and said aloud', async () => {
      const element = await instructionsOf(transfer);
      let written = '';
      const {clipboard} = navigator;
      Object.defineProperty(navigator, 'clipboard', {
        configurable: true,
        value: {writeText: async (text: string) => void (written = text)},
      });
      const button = [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>('.copy')].find(
        ({ariaLabel}) => ariaLabel === 'Copier l’IBAN',
      )!;
      button.click();
      await new Promise((resolve) => setTimeout(resolve, 300));
      Object.defineProperty(navigator, 'clipboard', {configurable: true, value: clipboard});
      expect([written, textOf(button)]).to.deep.equal(['FR7630006000011234567890189', 'Copié']);
      expect(document.querySelector('[data-voice=polite]')!.textContent).to.equal('IBAN copié');
    });
  });

  describe('on the page', () => {
    const redirect = {type: 'redirect', url: 'https://wallet.example/pay/1'} as const;
    const away = withIntent({status: 'requires_action', next_action: redirect, method: 'paypal'}, many);
    const stateOf = (page: GuichetPaymentPage) => page.shadowRoot!.querySelector('.state')!;

    it('lead to the provider by a link, and back to the other ways', async () => {
      const state = stateOf(await pageWith(away));
      expect(textOf(state)).to.contain('Terminez chez PayPal').and.contain('Payer autrement');
      const link = state.querySelector('a')!;
      expect([link.href, link.target]).to.deep.equal([redirect.url, '_self']);
      await expect(state).to.be.accessible();
    });

    it('open a window of their own from a frame', async () => {
      const state = stateOf(await pageWith(away, 'fr', {framed: true}));
      expect(textOf(state)).to.contain('Terminez chez PayPal, dans l’autre fenêtre').and.contain('Rouvrir la fenêtre');
      expect(state.querySelector('a')!.target).to.equal('_blank');
    });

    it('follow no address but one of the web', async () => {
      const view = withIntent(
        {...away.payment_intent, next_action: {type: 'redirect', url: 'javascript:alert(1)'}},
        many,
      );
      expect(stateOf(await pageWith(view)).querySelector('a')).to.equal(null);
    });

    it('offer nothing that cannot work where there is no token', async () => {
      for (const view of [away, many, withIntent({last_decline: decline, method: 'paypal'}, many)]) {
        const page = await pageWith(view, 'fr', {onlooking: true});
        expect(page.shadowRoot!.querySelector<HTMLElement>('.form')!.hidden).to.equal(true);
        expect(stateOf(page).querySelectorAll('button, a')).to.have.length(0);
      }
    });

    it('after a refusal, another method is offered rather than another card', async () => {
      const page = await pageWith(withIntent({last_decline: decline, method: 'paypal'}, many));
      expect(textOf(page.shadowRoot!.querySelector('.alert button')!)).to.equal('Choisir un autre moyen de paiement');
    });

    it('show the instructions, say that nothing is debited, and lead back', async () => {
      const page = await pageWith(withIntent({status: 'awaiting_funds', instructions: transfer}, {status: 'complete'}));
      const state = stateOf(page);
      expect(textOf(state)).to.contain('En attente de votre virement').and.contain('Revenir sur Maison Lumen');
      expect(state.querySelector('guichet-instructions')!.shadowRoot!.textContent).to.contain('Rien n’est débité');
    });

    it('say of an order in review that the merchant looks at it, and that nothing is debited', async () => {
      const state = stateOf(await pageWith(withIntent({status: 'in_review'}, {status: 'complete'})));
      expect(textOf(state)).to.contain('vérifiée par Maison Lumen').and.contain('Rien n’est débité');
      await expect(state).to.be.accessible();
    });
  });

  describe('<guichet-instalments>', () => {
    const realFetch = window.fetch;
    let asked: string[] = [];
    let answers: (query: URLSearchParams) => Response | Promise<Response>;
    const saying = (offer: object) => () => new Response(JSON.stringify(offer));
    beforeEach(() => {
      asked = [];
      answers = saying(lenderOffer(planIn(3)));
      window.fetch = async (input, init) => {
        const {pathname, searchParams} = new URL(String(input));
        if (pathname !== '/v1/instalment_plans') return realFetch(input, init);
        asked.push(searchParams.toString());
        return answers(searchParams);
      };
    });
    afterEach(() => {
      window.fetch = realFetch;
    });

    const elementFor = async (amount: number, currency = 'EUR', capture = 'automatic') => {
      const element = await fixture<HTMLElementTagNameMap['guichet-instalments']>(
        html`<guichet-instalments
          amount=${amount}
          currency=${currency}
          capture-method=${capture}
          locale="fr"
        ></guichet-instalments>`,
      );
      await new Promise((resolve) => setTimeout(resolve));
      await element.updateComplete;
      return element;
    };
    const shown = async (...args: Parameters<typeof elementFor>) => textOf((await elementFor(...args)).shadowRoot!);

    it('tells what the lender offers for this price, the law beside it, and that it is a test', async () => {
      const element = await elementFor(12990);
      const text = textOf(element.shadowRoot!);
      expect(text).to.contain('Ou en 3 fois sans frais : 43,30 € puis 2 fois 43,30 €');
      expect(text).to.contain('Un crédit coûte de l’argent').and.not.to.contain('prêteur d’essai');
      expect(asked).to.deep.equal(['amount=12990&currency=EUR&capture_method=automatic']);
      await expect(element).to.be.accessible();
      answers = saying({...lenderOffer(planIn(3)), livemode: false});
      expect(await shown(12990)).to.contain('prêteur d’essai');
    });

    it('tells each of several plans in a fold of its own, with what it costs', async () => {
      answers = saying(lenderOffer(planIn(2), planIn(3), planIn(4, 150)));
      const element = await elementFor(12990);
      const summaries = [...element.shadowRoot!.querySelectorAll('summary')].map(textOf);
      expect(textOf(element.shadowRoot!.querySelector('.short')!)).to.equal('Payer en 2, 3 ou 4 fois');
      expect(summaries).to.deep.equal([
        'En 2 fois (2 fois 64,95 €, sans frais)',
        'En 3 fois (3 fois 43,30 €, sans frais)',
        'En 4 fois (frais : 1,95 €)',
      ]);
      await expect(element).to.be.accessible();
    });

    it('asks for what can begin at shipment where the shop is debited then', async () => {
      await elementFor(12990, 'EUR', 'manual');
      expect(asked).to.deep.equal(['amount=12990&currency=EUR&capture_method=manual']);
    });

    it('tells from which amount the lender lends, as far as it says', async () => {
      answers = saying({...lenderOffer(), amount: 900, reason: 'amount_too_small', from: 15000});
      expect(await shown(900)).to.equal('Paiement en plusieurs fois à partir de 150,00 €.');
    });

    for (const [what, change] of Object.entries({
      'the lender cannot be reached': () => ({...lenderOffer(), reason: 'unreachable'}),
      'it offers nothing': () => ({...lenderOffer(), reason: 'no_plan'}),
      'the answer is about another price': () => ({...lenderOffer(planIn(3)), amount: 12991}),
      'the plan does not add up': () => lenderOffer({...planIn(3), total: 12991}),
      'the parts do not add up': () => lenderOffer({...planIn(3), instalments: planIn(2).instalments.slice(1)}),
      'the answer is of another make': () => ({hello: 'world'}),
    })) {
      it(`says nothing where ${what}`, async () => {
        answers = saying(change());
        expect(await shown(12990)).to.equal('');
      });
    }

    it('says nothing while it is not known, nor where it cannot be', async () => {
      let answer = (_: Response) => {};
      answers = () => new Promise<Response>((resolve) => (answer = resolve));
      const element = await elementFor(12990);
      expect(textOf(element.shadowRoot!)).to.equal('');
      answer(new Response('', {status: 429}));
      await element.updateComplete;
      expect(textOf(element.shadowRoot!)).to.equal('');
    });

    it('never tells of the price before: a late answer is dropped, and another price asked for', async () => {
      const late: ((response: Response) => void)[] = [];
      answers = () => new Promise<Response>((resolve) => late.push(resolve));
      const element = await elementFor(12990);
      element.amount = 9_990;
      await element.updateComplete;
      late[0]!(new Response(JSON.stringify(lenderOffer(planIn(3)))));
      await new Promise((resolve) => setTimeout(resolve));
      expect(textOf(element.shadowRoot!)).to.equal('');
      expect(asked.map((query) => new URLSearchParams(query).get('amount'))).to.deep.equal(['12990', '9990']);
    });

    it('asks for nothing, and renders nothing, for what is no amount', async () => {
      for (const amount of [Number.NaN, -1, 1.5]) expect(await shown(amount)).to.equal('');
      expect(await shown(12990, 'XXX')).to.equal('');
      expect(asked).to.deep.equal([]);
    });

    it('asks nobody where the page knows already', async () => {
      const element = await fixture<HTMLElementTagNameMap['guichet-instalments']>(
        html`<guichet-instalments amount="12990" locale="fr" .offer=${lenderOffer(planIn(3))}></guichet-instalments>`,
      );
      expect(textOf(element.shadowRoot!)).to.contain('Ou en 3 fois');
      expect(asked).to.deep.equal([]);
    });
  });
});
