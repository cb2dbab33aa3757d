import {expect, fixture, html, oneEvent, waitUntil as until} from '@open-wc/testing';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import {methodTexts} from '../../components/methods/texts.ts';
import '../../components/receipt/guichet-receipt.ts';
import {planIn, receipt} from '../../demo/gallery/samples.ts';

function textOf(element: Element): string {
  return element.shadowRoot!.textContent!.replace(/\s+/g, ' ').trim();
}

describe('<guichet-receipt>', () => {
  before(() => Promise.all([loadTexts('fr'), loadTexts('en')]));

  const ticket = (given = receipt, locale = 'fr') =>
    fixture(html`<guichet-receipt .receipt=${given} locale=${locale}></guichet-receipt>`);

  it('is accessible', async () => {
    await expect(await ticket()).to.be.accessible();
  });

  it('keeps a large amount in one line, on the narrowest phone', async () => {
    const element = await ticket({...receipt, amount: 99_999_999, currency: 'CHF'});
    Object.assign((element as HTMLElement).style, {display: 'block', width: '288px'});
    const amount = element.shadowRoot!.querySelector('.amount')!;
    expect(amount.scrollWidth).to.be.at.most(amount.clientWidth);
  });

  it('shows nothing before it knows what was paid', async () => {
    expect(textOf(await fixture(html`<guichet-receipt></guichet-receipt>`))).to.equal('');
  });

  it('bears every line of a ticket', async () => {
    const text = textOf(await ticket());
    const lines = [
      'TEST – aucun débit réel',
      'Ticket de paiement',
      'Maison Lumen',
      '12, rue des Orfèvres',
      '129,90 €',
      '129,90 EUR',
      '22 nov. 2026',
      '14:08',
      'UTC+1',
      'ML-2026-0412',
      'Autorisation (débit à l’expédition)',
      'CB',
      '•••• 3456',
      'se terminant par 3456',
      'réussie',
      'A4F2C9',
      'pi_8QK3VX0J2M5T7',
      '1234567',
      '404 833 048 00022',
      'Ticket client à conserver',
      'Paiement autorisé',
      'Montant réservé. Il sera débité à l’expédition de votre commande.',
    ];
    for (const line of lines) expect(text).to.contain(line);
  });

  it('links the way out of the contract where its receipt names one, and never a script', async () => {
    const proof = {id: 'rcpt_1', url: 'https://pay.example/r', verify_url: 'https://pay.example/v', invoice_url: null};
    const way = async (withdrawal_url: string, locale: string) =>
      [
        ...(await ticket({...receipt, proof: {...proof, withdrawal_url}}, locale)).shadowRoot!.querySelectorAll('a'),
      ].find(({textContent}) => /^(Renoncer au contrat ici|Withdraw from the contract here)$/.test(textContent ?? ''));
    const link = await way('https://lumen.example/renoncer', 'fr');
    expect([link?.textContent, link?.href, link?.target, link?.rel]).to.deep.equal([
      'Renoncer au contrat ici',
      'https://lumen.example/renoncer',
      '_blank',
      'noopener noreferrer',
    ]);
    expect((await way('https://lumen.example/renoncer', 'en'))?.textContent).to.equal(
      'Withdraw from the contract here',
    );
    expect(await way('javascript:alert(1)', 'fr')).to.equal(undefined);
  });

  it('tells when the lender takes how much, and that the days move with the shipment', async () => {
    await addLater(methodTexts);
    const given = {...receipt, method: 'instalments', card: null, plan: planIn(3)} as const;
    const [first] = given.plan.instalments;
    const day = new Intl.DateTimeFormat('fr-FR', {dateStyle: 'long', timeZone: 'UTC'}).format(new Date(first!.due_on));
    const element = await ticket(given);
    for (const words of ['Échéancier', `${day} 43,30 EUR`, 'Coût total du crédit', 'dates en seront décalées'])
      expect(textOf(element)).to.contain(words);
    await expect(element).to.be.accessible();
    expect(textOf(await ticket({...given, type: 'debit'}))).not.to.contain('dates en seront décalées');
  });

  it('of a transfer that has not come says that it is no proof, and of one that nobody awaits to send nothing', async () => {
    await addLater(methodTexts);
    const sent = {...receipt, method: 'bank_transfer', card: null} as const;
    const awaited = await ticket({...sent, type: 'awaited'});
    for (const words of ['En attente de votre règlement', 'ne vaut pas quittance', '129,90 €'])
      expect(textOf(awaited)).to.contain(words);
    await expect(awaited).to.be.accessible();
    const dropped = textOf(await ticket({...sent, type: 'dropped'}));
    expect(dropped).to.contain('n’envoyez rien');
    expect(dropped).to.contain('0,00 €');
    const came = await ticket({...sent, type: 'debit'});
    expect(textOf(came)).to.contain('Règlement reçu').and.contain('rien d’autre à payer').and.not.contain('débité');
    await expect(came).to.be.accessible();
  });

  it('says what was charged in another currency, with the order’s amount, rate, source, day and mark-up', async () => {
    const conversion = {
      amount: 12_990,
      currency: 'EUR',
      source: 'ECB',
      rate: '1.1696',
      source_date: '2026-11-20',
      markup_percent: '3.00',
      sample: false,
    } as const;
    const charged = {...receipt, amount: 15_193, currency: 'USD', conversion} as const;
    const element = await ticket(charged, 'en');
    await until(() => textOf(element).includes('Exchange rate'));
    const lines = ['US$151.93', 'USD 151.93', 'EUR 129.90', '1 EUR = 1.1696 USD', 'ECB, 20 November 2026', '3.00%'];
    for (const line of lines) expect(textOf(element).replaceAll('\u00a0', ' ')).to.contain(line);

    const own = {...conversion, source: 'merchant', rate: null, source_date: null, markup_percent: null} as const;
    const atOwnPrice = textOf(await ticket({...charged, conversion: own}, 'en'));
    expect(atOwnPrice).to.contain('The shop’s own price, no conversion').and.not.to.contain('Mark-up');
  });

  it('of a reservation that was let go, says so, and that nothing was debited', async () => {
    const element = await ticket({...receipt, type: 'release'});
    const text = textOf(element);
    for (const line of ['Réservation levée', 'rien n’a été débité', '0,00 €'])
      expect(text.replaceAll('\u00a0', ' ')).to.contain(line);
    expect(text).not.to.contain('Paiement autorisé');
  });

  it('leaves no empty line for what is not known', async () => {
    const bare = {
      ...receipt,
      merchant: {name: 'L', address: null, siret: null, contract_id: null},
      card: null,
      authorization_code: null,
      authentication: null,
    };
    const values = [...(await ticket(bare)).shadowRoot!.querySelectorAll('dd')].map(({textContent}) =>
      textContent!.trim(),
    );
    expect(values).to.have.length(5).and.not.include('');
  });

  it('bears no banner when the money is real', async () => {
    expect(textOf(await ticket({...receipt, livemode: true}))).not.to.contain('TEST');
  });

  it('says of a refund what went back', async () => {
    expect(textOf(await ticket({...receipt, type: 'debit', amount_refunded: 1000}, 'en'))).to.contain('EUR 10.00');
  });

  it('sends the shopper back with the order number', async () => {
    const element = await ticket();
    setTimeout(() => element.shadowRoot!.querySelector<HTMLElement>('.primary')!.click());
    expect(await oneEvent(element, 'guichet-return')).to.have.property('orderReference', receipt.order_reference);
  });
});
