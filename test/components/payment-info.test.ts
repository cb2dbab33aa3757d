import {expect, fixture, html, waitUntil} from '@open-wc/testing';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import '../../components/payment-info/guichet-payment-info.ts';
import type {GuichetPaymentInfo} from '../../components/payment-info/guichet-payment-info.ts';
import type {MethodOnOffer, ShopFacts} from '../../components/payment-info/shop-facts.ts';
import {infoTexts} from '../../components/payment-info/texts.ts';

const method = (type: MethodOnOffer['type'], change: Partial<MethodOnOffer> = {}): MethodOnOffer => ({
  type,
  currencies: ['EUR', 'CHF'],
  from: {},
  capture: 'none',
  customers: ['individual', 'company'],
  paid_orders: 0,
  days_to_pay: null,
  parts: [],
  payee: null,
  ...change,
});

const facts: ShopFacts = {
  data: [
    method('card', {capture: 'partial'}),
    method('paypal'),
    method('instalments', {currencies: ['EUR'], from: {EUR: 10_000}, customers: ['individual'], parts: [3]}),
    method('bank_transfer', {capture: 'offline', days_to_pay: 7}),
    method('cheque', {capture: 'offline', currencies: ['EUR'], days_to_pay: 14, payee: 'Maison Lumen'}),
    method('net_30', {capture: 'offline', customers: ['company'], paid_orders: 1, days_to_pay: 30}),
  ],
  shop: {
    name: 'Maison Lumen',
    livemode: false,
    failed_authentications: 3,
    card_block: {payments: 3, days: 30},
    card_kept_minutes: 30,
    review: true,
    markup_percent: '2.50',
  },
};

const textOf = (element: Element) => element.shadowRoot!.textContent!.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
const titles = (element: Element) =>
  [...element.shadowRoot!.querySelectorAll('section')].map((section) => section.getAttribute('aria-labelledby'));

describe('<guichet-payment-info>', () => {
  const realFetch = window.fetch;
  before(async () => {
    void addLater(infoTexts);
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
    await addLater(infoTexts);
  });
  afterEach(() => {
    window.fetch = realFetch;
  });

  const page = (given: ShopFacts = facts, locale = 'fr') =>
    fixture<GuichetPaymentInfo>(html`<guichet-payment-info locale=${locale} .facts=${given}></guichet-payment-info>`);

  for (const locale of ['fr', 'en']) {
    it(`is accessible, and untranslated nowhere (${locale})`, async () => {
      const element = await page(facts, locale);
      await expect(element).to.be.accessible();
      expect(textOf(element)).not.to.match(/\b(info|method|instalments)\.[a-z]|\{\{|undefined/);
    });
  }

  it('says every promise of the settings', async () => {
    const text = textOf(await page());
    for (const words of [
      'Paiement sécurisé chez Maison Lumen',
      'En EUR et CHF',
      'À partir de 100,00 €',
      'Aucun code ne vient ?',
      'Après 3 échecs d’authentification, le paiement est annulé.',
      'Après 3 paiements annulés ainsi, la carte est bloquée dans cette boutique pendant 30 jours.',
      'effacé au plus tard après 30 minutes',
      'Le cryptogramme n’est jamais enregistré.',
      'Carte bancaire : si la page de paiement annonce un débit à l’expédition',
      'Virez le montant exact avec la référence sous 7 jours',
      'à l’ordre suivant : Maison Lumen',
      'dû 30 jours après la commande',
      'Un crédit',
      'la marge de 2,50 % ',
      'Certaines commandes sont vérifiées',
    ])
      expect(text).to.contain(words);
  });

  it('is true again when a setting changes', async () => {
    const card = method('card', {capture: 'none', currencies: ['EUR']});
    const shop = {...facts.shop, card_block: null, review: false, markup_percent: null, card_kept_minutes: 10};
    const element = await page({data: [card], shop});
    expect(titles(element)).to.deep.equal(['means', 'entry', 'secure', 'when', 'kept']);
    const text = textOf(element);
    expect(text).to.contain('après 10 minutes').and.contain('Carte bancaire : le débit a lieu dès');
    expect(text).not.to.match(/bloquée|vérifiées|expédition|empreinte/);

    element.facts = {data: [method('cheque', {capture: 'offline', days_to_pay: 21, payee: 'Atelier'})], shop};
    await element.updateComplete;
    expect(titles(element)).to.deep.equal(['means', 'when', 'cheque']);
    expect(textOf(element))
      .to.contain('à l’ordre suivant : Atelier')
      .and.contain('sous 21 jours')
      .and.not.contain('3-D Secure');
  });

  it('claims no certificate and no more safety than there is', async () => {
    for (const locale of ['fr', 'en'])
      expect(textOf(await page(facts, locale))).not.to.match(/PCI|certifi|inviolable|unhackable|bank-grade|100 ?%/i);
  });

  it('reads the facts of its merchant, without cookies', async () => {
    const asked: [string, RequestInit | undefined][] = [];
    window.fetch = async (input, init) => {
      asked.push([String(input), init]);
      return new Response(JSON.stringify(facts));
    };
    const element = await fixture<GuichetPaymentInfo>(
      html`<guichet-payment-info
        merchant="mer_lumen"
        locale="fr"
        pay-url="https://pay.example"
      ></guichet-payment-info>`,
    );
    await waitUntil(() => textOf(element).includes('Maison Lumen'));
    expect(asked[0]![0]).to.equal('https://pay.example/v1/payment_methods?merchant=mer_lumen');
    expect(asked[0]![1]!.credentials).to.equal('omit');
  });

  it('says so when the facts do not come, and promises nothing', async () => {
    window.fetch = async () => new Response('{"data":[{"type":"gold"}]}');
    const element = await fixture<GuichetPaymentInfo>(
      html`<guichet-payment-info
        merchant="mer_lumen"
        locale="fr"
        pay-url="https://pay.example"
      ></guichet-payment-info>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector('[role=alert]'));
    expect(titles(element)).to.deep.equal([]);
  });

  it('is as narrow as it must be', async () => {
    const box = await fixture(
      html`<div style="width: 280px"><guichet-payment-info locale="fr" .facts=${facts}></guichet-payment-info></div>`,
    );
    const element = box.querySelector('guichet-payment-info')!;
    await element.updateComplete;
    expect(element.scrollWidth).to.be.at.most(280);
  });
});
