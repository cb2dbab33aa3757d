import {expect, fixture, html, waitUntil as until} from '@open-wc/testing';
import {loadTexts} from '../../components/base/i18n.ts';
import {currencyOf, isChoosable, presentedIn} from '../../components/currency/presented.ts';
import '../../components/order/guichet-order-summary.ts';
import {openSession, quoted, withIntent} from '../../demo/gallery/samples.ts';

const [dollars] = quoted.quotes;

describe('the currency of a payment', () => {
  it('is the order’s own until the shopper chooses one that is offered', () => {
    expect(currencyOf(quoted, undefined)).to.equal('EUR');
    expect(currencyOf(quoted, 'USD')).to.equal('USD');
    expect(currencyOf(quoted, 'GBP')).to.equal('EUR');
  });

  it('is that of the try before where nothing else was chosen, and of the try that runs whatever was', () => {
    const tried = withIntent({charged_currency: 'USD'}, quoted);
    expect(currencyOf({...tried, payment_intent: {...tried.payment_intent}}, undefined)).to.equal('USD');
    expect(currencyOf(tried, 'EUR')).to.equal('EUR');
    const runs = {...tried, payment_intent: {...tried.payment_intent, status: 'processing'}} as const;
    expect(currencyOf(runs, 'EUR')).to.equal('USD');
    expect(isChoosable(runs)).to.equal(false);
  });

  it('changes the amount and the ways to pay, with the reason of those that do not take it', () => {
    const presented = presentedIn(quoted, 'USD');
    expect([presented.amount, presented.currency]).to.deep.equal([15_193, 'USD']);
    expect(presented.payment_methods).to.deep.equal(quoted.payment_methods);
    expect(presented.hidden_methods).to.deep.equal(dollars!.hidden_methods);
    expect(presentedIn(quoted, 'EUR')).to.equal(quoted);
  });
});

describe('<guichet-currency-choice> in <guichet-order-summary>', () => {
  before(() => Promise.all([loadTexts('fr'), loadTexts('en')]));

  async function summary(view = quoted) {
    const element = await fixture<HTMLElementTagNameMap['guichet-order-summary']>(
      html`<guichet-order-summary .view=${view} locale="fr"></guichet-order-summary>`,
    );
    const choice = element.shadowRoot!.querySelector('guichet-currency-choice');
    if (choice) await until(() => Boolean(choice.shadowRoot?.querySelector('fieldset')));
    return {element, choice};
  }

  it('is not there where there is nothing to choose', async () => {
    expect((await summary(openSession)).choice).to.equal(null);
  });

  it('is accessible, tells rate, source, day and mark-up, and changes the total', async () => {
    const {element, choice} = await summary();
    const radios = [...choice!.shadowRoot!.querySelectorAll<HTMLInputElement>('input')];
    expect(radios.map(({value, checked}) => [value, checked])).to.deep.equal([
      ['EUR', true],
      ['USD', false],
      ['CHF', false],
    ]);
    const told = () => choice!.shadowRoot!.querySelector('p')?.textContent?.replace(/\s+/g, ' ').trim();
    expect(told()).to.equal(undefined);

    let heard: string | undefined;
    element.addEventListener('guichet-currency-change', ({currency}) => (heard = currency));
    radios[1]!.click();
    expect(heard).to.equal('USD');
    await element.updateComplete;
    await choice!.updateComplete;
    expect(element.shadowRoot!.querySelector('.total')!.textContent).to.contain('151,93');
    expect(told()).to.equal(
      'Taux : 1 EUR = 1,1696 USD, soit le taux de la BCE du 20 novembre 2026 avec une marge de 3,00 %. ' +
        'Vous pouvez aussi payer 129,90 € ; votre banque fera alors la conversion.',
    );
    await expect(element).to.be.accessible();

    radios[2]!.click();
    await element.updateComplete;
    await choice!.updateComplete;
    expect(told()).to.equal('Prix de la boutique dans cette devise, sans conversion.');
  });
});
