import {expect, fixture, html} from '@open-wc/testing';
import {LitElement} from 'lit';
import {addTexts, hasTexts, loadTexts, setLocale, translate, Translator} from '../../components/base/i18n.ts';
import {until} from './frames.ts';

class Probe extends LitElement {
  static override properties = {locale: {}};
  declare locale: string | undefined;
  readonly translator = new Translator(this);

  override render() {
    return html`<p>${this.translator.t('probe.word', {name: 'x'})}</p>
      <slot></slot>`;
  }
}
customElements.define('test-probe', Probe);

class Outer extends Probe {
  override render() {
    return html`<test-probe></test-probe>`;
  }
}
customElements.define('test-outer', Outer);

const textOf = (probe: Element) => probe.shadowRoot!.querySelector('p')!.textContent;

describe('the language of an element', () => {
  before(async () => {
    document.documentElement.lang = 'fr';
    await Promise.all([loadTexts('fr'), loadTexts('en')]);
    addTexts('fr', {
      probe: {
        word: 'mot {{name}}',
        only_fr: 'oui',
        try_one: '{{count}} essai',
        try_many: '{{count}} d’essais',
        try_other: '{{count}} essais',
      },
    });
    addTexts('en', {probe: {word: 'word {{name}}', try_one: '{{count}} try', try_other: '{{count}} tries'}});
  });

  it('is that of the nearest lang, and the element bears it', async () => {
    const place = await fixture(html`<div lang="en-GB"><test-probe></test-probe></div>`);
    const probe = place.firstElementChild as Probe;
    expect([textOf(probe), probe.lang]).to.deep.equal(['word x', 'en']);
  });

  it('is its own property before all', async () => {
    const place = await fixture(html`<div lang="en"><test-probe locale="fr"></test-probe></div>`);
    expect(textOf(place.firstElementChild!)).to.equal('mot x');
  });

  it('is its author’s own lang', async () => {
    const probe = await fixture(html`<test-probe lang="en"></test-probe>`);
    expect(textOf(probe)).to.equal('word x');
  });

  it('passes over languages that we do not speak', async () => {
    const place = await fixture(html`<div lang="de"><test-probe></test-probe></div>`);
    expect(textOf(place.firstElementChild!)).to.equal('mot x');
  });

  it('changes when the page’s does, also in shadow roots', async () => {
    const outer = await fixture<Outer>(html`<test-outer></test-outer>`);
    const inner = outer.shadowRoot!.querySelector<Probe>('test-probe')!;
    await inner.updateComplete;
    expect(textOf(inner)).to.equal('mot x');
    expect(await setLocale('en')).to.equal(true);
    await until(() => textOf(inner) === 'word x');
    document.documentElement.lang = 'fr';
    await until(() => textOf(inner) === 'mot x');
    outer.locale = 'en';
    await until(() => textOf(inner) === 'word x');
    expect([outer.lang, inner.lang]).to.deep.equal(['en', 'en']);
  });

  it('follows an ancestor whose lang changes, and no longer when it is removed', async () => {
    const place = await fixture(html`<div lang="en"><test-probe></test-probe></div>`);
    const probe = place.firstElementChild as Probe;
    place.setAttribute('lang', 'fr');
    await until(() => textOf(probe) === 'mot x');
    probe.remove();
    place.setAttribute('lang', 'en');
    expect(textOf(probe)).to.equal('mot x');
    place.append(probe);
    await until(() => textOf(probe) === 'word x');
  });

  it('counts as French and English count', () => {
    const [fr, en] = [translate('fr'), translate('en')];
    expect([0, 1, 2, 1_000_000].map((count) => fr('probe.try', {count}))).to.deep.equal([
      '0 essai',
      '1 essai',
      '2 essais',
      '1000000 d’essais',
    ]);
    expect([0, 1, 2].map((count) => en('probe.try', {count}))).to.deep.equal(['0 tries', '1 try', '2 tries']);
  });

  it('puts values in as they are, for text bindings', () => {
    expect(translate('fr')('probe.word', {name: '<b>&'})).to.equal('mot <b>&');
  });

  it('never borrows a sentence from the other language', () => {
    expect(translate('en')('probe.only_fr')).to.equal('probe.only_fr');
  });

  it('has both languages, each from its own chunk', () => {
    expect([hasTexts('fr'), hasTexts('en')]).to.deep.equal([true, true]);
    expect(translate('en')('challenge.title')).to.equal('Authentication by your bank');
  });
});
