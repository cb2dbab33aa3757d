import {expect, fixture, html} from '@open-wc/testing';
import {LitElement} from 'lit';
import {applyTheme, readTheme, tokens} from '../../components/base/theme.ts';

class Paper extends LitElement {
  static override styles = tokens;

  override render() {
    return html`<p>x</p>`;
  }
}
customElements.define('test-paper', Paper);

const accent = '--guichet-color-accent';

function warnings(run: () => void): string[] {
  const heard: string[] = [];
  const {warn} = console;
  console.warn = (line: string) => heard.push(line);
  try {
    run();
  } finally {
    console.warn = warn;
  }
  return heard;
}

describe('the theme', () => {
  it('reads what is set on the element and around it, resolved, and nothing else', async () => {
    const place = await fixture<HTMLElement>(html`<div><test-paper></test-paper></div>`);
    const paper = place.firstElementChild as HTMLElement;
    expect(readTheme(paper)).to.deep.equal({});
    place.style.setProperty('--mine', 'hsl(120 100% 25%)');
    place.style.setProperty(accent, 'var(--mine)');
    paper.style.setProperty('--guichet-color-focus', 'color-mix(in srgb, #000 50%, #fff)');
    paper.style.setProperty('--guichet-space', '1.5rem');
    paper.style.setProperty('--guichet-font-family', 'Inter, sans-serif');
    paper.style.setProperty('--guichet-shadow', '0 1px 2px #0003');
    expect(readTheme(paper)).to.deep.equal({
      [accent]: 'rgb(0, 128, 0)',
      '--guichet-color-focus': 'rgb(128 128 128 / 1)',
      '--guichet-space': '24px',
      '--guichet-font-family': 'Inter, sans-serif',
      '--guichet-shadow': 'rgba(0, 0, 0, 0.2) 0px 1px 2px 0px',
    });
    expect(paper.shadowRoot!.querySelector('span')).to.equal(null);
  });

  it('what is read is accepted on the other side', async () => {
    const paper = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
    paper.style.setProperty('--guichet-color-focus', 'color-mix(in oklch, navy, blue)');
    paper.style.setProperty('--guichet-shadow', '0 8px 24px rgb(0 0 0 / 5%), 0 1px 2px oklch(0.2 0.01 200)');
    paper.style.setProperty('--guichet-font-family', '"Source Sans 3", system-ui');
    const other = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
    expect(warnings(() => applyTheme(other, readTheme(paper)))).to.deep.equal([]);
    expect(other.style).to.have.length(3);
  });

  it('what is no colour is refused there, rather than taken for the colour of the text around', async () => {
    const paper = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
    paper.style.color = 'navy';
    for (const slip of ['url(https://evil.example/x)', '#0b5d4', 'greeen']) {
      paper.style.setProperty(accent, slip);
      const other = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
      const said = warnings(() => applyTheme(other, readTheme(paper)));
      expect([said.length, other.style.getPropertyValue(accent)], slip).to.deep.equal([1, '']);
    }
  });

  it('applies what fits, and says what was refused by its name', async () => {
    const paper = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
    const heard = warnings(() =>
      applyTheme(paper, {
        '--guichet-radius': '4px',
        [accent]: 'url(https://evil.example/x)',
        '--guichet-color-text': '#eee',
        color: 'red',
      }),
    );
    expect(paper.getAttribute('style')).to.equal('--guichet-radius: 4px;');
    expect(heard).to.have.length(3);
    for (const name of [accent, '--guichet-color-text', 'color'])
      expect(heard.some((line) => line.includes(name))).to.equal(true);
  });

  it('takes away what is no longer said', async () => {
    const paper = await fixture<HTMLElement>(html`<test-paper></test-paper>`);
    applyTheme(paper, {'--guichet-radius': '4px'});
    applyTheme(paper, {'--guichet-space': '8px'});
    expect(paper.getAttribute('style')).to.equal('--guichet-space: 8px;');
  });

  it('looks light where nobody speaks of schemes, and dark where the page is', async () => {
    const colour = async (scheme: string) => {
      const place = await fixture<HTMLElement>(html`<div><test-paper></test-paper></div>`);
      place.style.colorScheme = scheme;
      return getComputedStyle(place.firstElementChild!).color;
    };
    expect(await colour('normal')).to.equal('rgb(23, 33, 31)');
    expect(await colour('dark')).to.equal('rgb(233, 239, 236)');
  });

  it('guards the contrast against the defaults of the scheme in use', async () => {
    const place = await fixture<HTMLElement>(html`<div><test-paper></test-paper></div>`);
    const paper = place.firstElementChild as HTMLElement;
    place.style.colorScheme = 'dark';
    warnings(() => applyTheme(paper, {'--guichet-color-text': '#111'}));
    expect(paper.style).to.have.length(0);
    place.style.colorScheme = 'light';
    applyTheme(paper, {'--guichet-color-text': '#111'});
    expect(paper.style).to.have.length(1);
  });
});
