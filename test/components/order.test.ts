import {expect, fixture, html} from '@open-wc/testing';
import {loadTexts} from '../../components/base/i18n.ts';
import '../../components/order/guichet-amount.ts';
import '../../components/order/guichet-order-summary.ts';
import {plain} from '../../components/order/plain.ts';
import {openSession} from '../../demo/gallery/samples.ts';

function textOf(element: Element): string {
  return element.shadowRoot!.textContent!.replace(/\s+/g, ' ').trim();
}

describe('<guichet-order-summary>', () => {
  before(() => loadTexts('fr'));

  const summary = (view = openSession) =>
    fixture(html`<guichet-order-summary .view=${view} locale="fr"></guichet-order-summary>`);

  it('is accessible', async () => {
    await expect(await summary()).to.be.accessible();
  });

  it('shows nothing before it knows the order', async () => {
    expect(textOf(await fixture(html`<guichet-order-summary></guichet-order-summary>`))).to.equal('');
  });

  it('lists what is paid for, and says when', async () => {
    const text = textOf(await summary());
    for (const words of [
      'ML-2026-0412',
      'Lampe Aube, laiton',
      '119,00 €',
      'Livraison',
      '10,90 €',
      'Total TTC',
      '129,90 €',
      'à l’expédition',
    ]) {
      expect(text).to.contain(words);
    }
  });

  it('says that shipment debits only while something is left to be debited', async () => {
    for (const status of ['awaiting_funds', 'succeeded', 'canceled'] as const) {
      const view = {...openSession, payment_intent: {...openSession.payment_intent, status}};
      expect(textOf(await summary(view)), status).not.to.contain('à l’expédition');
    }
  });

  it('says how many, for eyes and for ears', async () => {
    const line = {name: 'Ampoule', quantity: 3, amount: 900};
    const text = textOf(await summary({...openSession, line_items: [line]}));
    expect(text).to.contain('× 3').and.contain('Quantité : 3');
  });

  it('keeps a large amount in one line of the ticket, on the narrowest phone', async () => {
    const element = await summary({...openSession, amount: 99_999_999, currency: 'CHF', line_items: []});
    Object.assign((element as HTMLElement).style, {display: 'block', width: '288px'});
    const total = element.shadowRoot!.querySelector<HTMLElement>('.total')!;
    expect(total.scrollWidth).to.be.at.most(total.clientWidth);
    expect(total.offsetHeight).to.be.lessThan(2 * parseFloat(getComputedStyle(total).fontSize));
  });

  it('keeps a long name and a name written from the right inside the ticket', async () => {
    const names = ['x'.repeat(200), 'مصباح \u202e€ 0,00'];
    const element = await summary({...openSession, line_items: names.map((name) => ({name, quantity: 1, amount: 1}))});
    const ticket = element.shadowRoot!.querySelector('.ticket')!;
    expect(ticket.scrollWidth).to.be.at.most(ticket.clientWidth);
    expect(textOf(element)).not.to.contain('\u202e');
  });

  it('draws markup in a name as text', async () => {
    const element = await summary({...openSession, line_items: [{name: '<img src=x>', quantity: 1, amount: 1}]});
    expect(element.shadowRoot!.querySelector('img')).to.equal(null);
  });
});

describe('plain', () => {
  const rows = [
    ['Lampe', 'Lampe'],
    ['e\u0301', 'é'],
    ['a\u202Eb\u2066c\u200Bd', 'abcd'],
    ['nom\u0000\u0007', 'nom'],
    ['19\u202F€', '19\u202F€'],
  ] as const;
  for (const [given, kept] of rows) {
    it(`${JSON.stringify(given)} becomes ${JSON.stringify(kept)}`, () => expect(plain(given)).to.equal(kept));
  }
});

describe('<guichet-amount>', () => {
  it('is seen with its sign and heard with its name', async () => {
    const amount = await fixture(html`<guichet-amount amount="12990" currency="GBP" locale="fr"></guichet-amount>`);
    const [seen, heard] = amount.shadowRoot!.querySelectorAll('span');
    expect(seen!.textContent).to.contain('£GB');
    expect(heard!.textContent).to.contain('livres sterling');
    await expect(amount).to.be.accessible();
  });

  it('shows nothing for half a cent or another currency', async () => {
    for (const [amount, currency] of [
      ['12.5', 'EUR'],
      ['12', 'XXX'],
      ['', 'EUR'],
    ] as const) {
      const element = await fixture(html`<guichet-amount amount=${amount} currency=${currency}></guichet-amount>`);
      expect(amount === '' ? '' : textOf(element)).to.equal('');
    }
  });
});
