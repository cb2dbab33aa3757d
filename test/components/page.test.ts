import {expect, fixture, html, oneEvent, waitUntil} from '@open-wc/testing';
import type {DeclineView, SessionView} from '#contract/session.ts';
import {addLater, loadTexts} from '../../components/base/i18n.ts';
import '../../components/elements.ts';
import {methodTexts} from '../../components/methods/texts.ts';
import type {GuichetPaymentPage} from '../../components/elements.ts';
import {authorized, decline, openSession, views, withIntent} from '../../demo/gallery/samples.ts';

function textOf(root: ParentNode): string {
  return root.textContent?.replace(/\s+/g, ' ') ?? '';
}

async function pageWith(view = openSession, locale = 'fr'): Promise<GuichetPaymentPage> {
  const page = await fixture<GuichetPaymentPage>(
    html`<guichet-payment-page .view=${view} locale=${locale}></guichet-payment-page>`,
  );
  await page.updateComplete;
  return page;
}

describe('<guichet-payment-page>', () => {
  before(async () => {
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
  });

  for (const [name, view] of Object.entries(views)) {
    for (const locale of ['fr', 'en'] as const) {
      it(`is accessible when ${name}, in ${locale}`, async () => {
        const page = await pageWith(view, locale);
        await expect(page).to.be.accessible();
      });
    }
  }

  it('draws nothing before it knows anything', async () => {
    const page = await fixture(html`<guichet-payment-page></guichet-payment-page>`);
    expect(textOf(page.shadowRoot!).trim()).to.equal('');
  });

  it('names the button with the amount, and never disables it', async () => {
    const pay = (await pageWith()).shadowRoot!.querySelector<HTMLButtonElement>('.pay')!;
    expect([textOf(pay).trim(), pay.disabled]).to.deep.equal(['Payer 129,90 €', false]);
    const order = (await pageWith({...openSession, submit_type: 'order'}, 'en')).shadowRoot!.querySelector('.pay')!;
    expect(textOf(order).trim()).to.equal('Order and pay €129.90');
  });

  it('tells of a refusal why, that nothing was charged, and what to do next', async () => {
    const alert = (await pageWith(views['refused'])).shadowRoot!.querySelector('[role=alert]')!;
    expect(textOf(alert)).to.contain(decline.message.fr).and.contain('Aucun montant n’a été débité.');
    expect(textOf(alert.querySelector('button')!).trim()).to.equal('Utiliser une autre carte');
  });

  it('does not call a trouble on the way to the bank a refusal', async () => {
    const title = async (code: DeclineView['code']) =>
      textOf((await pageWith(withIntent({last_decline: {...decline, code}}))).shadowRoot!.querySelector('.alert h3')!);
    expect(await title('provider_unavailable')).to.equal('Paiement interrompu');
    expect(await title('generic_decline')).to.equal('Paiement refusé');
  });

  it('says that nothing was paid to whoever comes back from a provider’s page, where the server knows', async () => {
    const said = async (view: SessionView, locale = 'fr', returned = true) => {
      document.querySelector('[data-voice=polite]')?.replaceChildren();
      const page = await fixture<GuichetPaymentPage>(
        html`<guichet-payment-page .view=${view} locale=${locale} ?returned=${returned}></guichet-payment-page>`,
      );
      await page.updateComplete;
      return textOf(page.shadowRoot!).includes(locale === 'fr' ? 'Rien n’a été payé.' : 'Nothing has been paid.');
    };
    await addLater(methodTexts);
    const over = withIntent({method: 'paypal'});
    expect(await said(over)).to.equal(true);
    await waitUntil(() => document.querySelector('[data-voice=polite]')?.textContent?.startsWith('Rien n’a été payé'));
    expect(await said(over, 'en')).to.equal(true);
    expect(await said(openSession), 'nothing was tried').to.equal(false);
    expect(await said(over, 'fr', false), 'from nowhere').to.equal(false);
    for (const status of ['processing', 'requires_capture'] as const)
      expect(await said(withIntent({method: 'paypal', status})), status).to.equal(false);
    expect(await said(withIntent({method: 'paypal', last_decline: decline})), 'refused').to.equal(false);
  });

  it('keeps a single line under the button: the way out, and what the order obliges to', async () => {
    const foot = async (view: SessionView) =>
      textOf((await pageWith(view)).shadowRoot!.querySelector('.foot')!)
        .replace(/\s+/g, ' ')
        .trim();
    expect(await foot(openSession)).to.equal('Annuler et revenir sur Maison Lumen');
    expect(await foot({...openSession, submit_type: 'order'})).to.equal(
      'Commande avec obligation de paiement. Annuler et revenir sur Maison Lumen',
    );
  });

  it('of a transfer that nobody awaits any more says to send nothing, and of no reservation', async () => {
    const canceled = (method: 'card' | 'bank_transfer') =>
      pageWith({
        ...openSession,
        payment_intent: {...openSession.payment_intent, status: 'canceled', cancellation_reason: 'voided', method},
      });
    const state = async (method: 'card' | 'bank_transfer') =>
      textOf((await canceled(method)).shadowRoot!.querySelector('.state')!);
    expect(await state('bank_transfer'))
      .to.contain('n’envoyez rien')
      .and.not.contain('réservé');
    expect(await state('card')).to.contain('Le montant réservé est libéré');
  });

  it('links the merchant’s terms under the button, in a tab of its own', async () => {
    const terms = 'https://lumen.example/cgv';
    const view: SessionView = {...openSession, merchant: {name: 'Maison Lumen', terms_url: terms}};
    for (const [locale, words] of [
      ['fr', 'Conditions générales et droit de rétractation'],
      ['en', 'Terms and right of withdrawal'],
    ] as const) {
      const page = await pageWith(view, locale);
      const link = page.shadowRoot!.querySelector<HTMLAnchorElement>('.foot a')!;
      expect([textOf(link), link.href, link.target, link.rel]).to.deep.equal([
        words,
        terms,
        '_blank',
        'noopener noreferrer',
      ]);
      expect(link.getBoundingClientRect().height).to.be.at.least(24);
      await expect(page).to.be.accessible();
    }
    const script = await pageWith({...view, merchant: {name: 'Maison Lumen', terms_url: 'javascript:alert(1)'}});
    expect(script.shadowRoot!.querySelector('.foot a')).to.equal(null);
  });

  it('offers another device to a visit by a payment link, and to no other', async () => {
    const elsewhere = (page: GuichetPaymentPage) =>
      [...page.shadowRoot!.querySelectorAll<HTMLButtonElement>('.foot button')].find((button) =>
        textOf(button).includes('autre appareil'),
      );
    const own = await pageWith();
    own.token = 'cst_own';
    await own.updateComplete;
    expect(elsewhere(own)).to.equal(undefined);

    const page = await pageWith({...openSession, payment_link: 'pl_0123456789abcdefghijkl'});
    expect(elsewhere(page), 'without the token there is nothing to hand over').to.equal(undefined);
    page.token = 'cst_secret';
    await page.updateComplete;
    elsewhere(page)!.click();
    await waitUntil(() => page.shadowRoot!.querySelector('guichet-handover')?.shadowRoot?.querySelector('svg'));
    const handover = page.shadowRoot!.querySelector('guichet-handover')!;
    await expect(handover).to.be.accessible();
    const url = textOf(handover.shadowRoot!.querySelector('.url')!).trim();
    expect(url).to.equal(`${location.origin}/l/pl_0123456789abcdefghijkl#cst_secret`);
    expect(handover.shadowRoot!.querySelector('svg')!.getAttribute('aria-label')).to.contain(
      openSession.order_reference,
    );
    expect(handover.shadowRoot!.activeElement?.id).to.equal('title');
  });

  it('says once that nothing was charged when the bank’s sentence says it too', async () => {
    const message = {fr: 'Refusé. Aucun montant n’a été débité.', en: 'Refused.'};
    const alert = (await pageWith(withIntent({last_decline: {...decline, message}}))).shadowRoot!.querySelector(
      '[role=alert]',
    )!;
    expect(textOf(alert).split('Aucun montant')).to.have.length(2);
  });

  it('hides the form, and says not to pay again, while nobody knows', async () => {
    const root = (await pageWith(views['checking'])).shadowRoot!;
    expect(root.querySelector<HTMLElement>('.form')!.hidden).to.equal(true);
    expect(textOf(root.querySelector('.state')!)).to.contain('ne payez pas une seconde fois');
  });

  it('shows the ticket when it is paid, and leads back from it', async () => {
    const page = await pageWith(authorized);
    await customElements.whenDefined('guichet-receipt');
    await page.updateComplete;
    const receipt = page.shadowRoot!.querySelector('guichet-receipt')!;
    await receipt.updateComplete;
    setTimeout(() => receipt.shadowRoot!.querySelector<HTMLElement>('.primary')!.click());
    expect(await oneEvent(page, 'guichet-return')).to.have.property('orderReference', 'ML-2026-0412');
  });

  it('speaks the other language at once, and says so', async () => {
    const page = await pageWith();
    const english = page.shadowRoot!.querySelector<HTMLButtonElement>('[lang=en]')!;
    setTimeout(() => english.click());
    expect(await oneEvent(page, 'guichet-locale-change')).to.have.property('locale', 'en');
    await page.updateComplete;
    expect(textOf(page.shadowRoot!.querySelector('.pay')!).trim()).to.equal('Pay €129.90');
  });

  it('says so when there is no token to pay with', async () => {
    const page = await pageWith();
    page.shadowRoot!.querySelector<HTMLElement>('.pay')!.click();
    await page.updateComplete;
    expect(textOf(page.shadowRoot!.querySelector('[role=alert]')!)).to.contain('n’est plus valable');
  });

  it('survives being taken out and put back, moved into a shadow root', async () => {
    const page = await pageWith();
    const host = document.createElement('div');
    const root = host.attachShadow({mode: 'open'});
    page.after(host);
    page.remove();
    root.append(page);
    await page.updateComplete;
    expect(textOf(page.shadowRoot!.querySelector('.pay')!)).to.contain('129,90');
    host.remove();
  });
});
