import {expect, fixture, html} from '@open-wc/testing';
import {loadTexts} from '../../components/base/i18n.ts';
import {GuichetMethodChangeEvent} from '../../components/events.ts';
import type {GuichetMethodPicker} from '../../components/picker/guichet-method-picker.ts';
import '../../components/picker/guichet-method-picker.ts';
import {openSession} from '../../demo/gallery/samples.ts';

describe('<guichet-method-picker>', () => {
  before(() => loadTexts('fr'));

  const picker = () =>
    fixture(
      html`<guichet-method-picker .view=${openSession} locale="fr"
        ><p slot="card">le formulaire</p></guichet-method-picker
      >`,
    );

  it('is accessible', async () => {
    await expect(await picker()).to.be.accessible();
  });

  it('is a group of radio buttons by the name of the law', async () => {
    const group = (await picker()).shadowRoot!.querySelector('[role=radiogroup]')!;
    expect(group.getAttribute('aria-label')).to.equal('Moyen de paiement');
    expect(group.querySelector<HTMLInputElement>('input[type=radio]')!.checked).to.equal(true);
    expect(group.textContent).to.contain('Carte bancaire');
  });

  it('shows marks beside a method that is not chosen, as the chosen one has them in its form', async () => {
    const view = {
      ...openSession,
      payment_methods: [openSession.payment_methods[0]!, {...openSession.payment_methods[0]!}],
    };
    const element = await fixture(html`<guichet-method-picker .view=${view} locale="fr"></guichet-method-picker>`);
    const marks = [...element.shadowRoot!.querySelectorAll('.method')].map((method) =>
      [...method.querySelectorAll('.brand')].map(({className}) => className.slice('brand '.length)),
    );
    expect(marks).to.deep.equal([[], ['cb', 'visa', 'mastercard', 'amex']]);
  });

  it('holds the panel of the chosen method', async () => {
    const element = await picker();
    const slot = element.shadowRoot!.querySelector<HTMLSlotElement>('slot[name=card]')!;
    expect(slot.assignedElements()[0]!.textContent).to.equal('le formulaire');
  });

  it('keeps each line as it stood at the click while a try is under way', async () => {
    const [card] = openSession.payment_methods;
    const more = {...openSession, payment_methods: [card!, {...card!, type: 'cheque' as const, brands: []}]};
    const element = await fixture<GuichetMethodPicker>(
      html`<guichet-method-picker .view=${more} locale="fr"></guichet-method-picker>`,
    );
    const lines = () => element.shadowRoot!.querySelectorAll('.method').length;
    expect(lines()).to.equal(2);
    const {payment_intent: intent} = openSession;
    element.view = {...openSession, payment_intent: {...intent, status: 'requires_action'}};
    await element.updateComplete;
    expect(lines()).to.equal(2);
    element.view = openSession;
    await element.updateComplete;
    expect(lines()).to.equal(1);
  });

  it('tells that another method was chosen', async () => {
    const element = await picker();
    let chosen = '';
    element.addEventListener(
      'guichet-method-change',
      (event) => (chosen = event instanceof GuichetMethodChangeEvent ? event.method : ''),
    );
    element.shadowRoot!.querySelector('input')!.dispatchEvent(new Event('change'));
    expect(chosen).to.equal('card');
  });
});
