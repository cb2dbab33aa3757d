// A theme is a handful of CSS variables: this page sets them on the element, as a shop's stylesheet would.
const studio = document.querySelector('.studio');
const page = studio.querySelector('guichet-checkout');
const {colours, sizes, presets, usual, pairs, words, language} = await (await fetch(studio.dataset.theme)).json();

let scheme;
let chosen = {light: {}, dark: {}, sizes: {}};
const field = (name) => document.getElementById(name);
const colourOf = (name) => chosen[scheme][name] ?? usual[scheme][name];

/** WCAG 2 contrast of two `#rrggbb`. */
function contrast(front, back) {
  const light = (hex) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, bright] = [light(front), light(back)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

// Cut, not rounded: 4.49 must not look like 4.5.
const told = (ratio) => (Math.floor(ratio * 10) / 10).toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', {minimumFractionDigits: 1});
const fill = (text, ...values) => values.reduce((made, value, at) => made.replace(`%${at + 1}`, value), text);

function make(tag, className, text = '') {
  return Object.assign(document.createElement(tag), {className, textContent: text});
}

function draw() {
  page?.parentElement.style.setProperty('background-color', colourOf('ground'));
  for (const {name, css} of colours) {
    field(name).value = colourOf(name);
    field(name).previousElementSibling.textContent = colourOf(name);
    mark(name, chosen[scheme][name]);
    // Guichet's own, too: a frame follows the device, and this page the choice between light and dark.
    page?.style.setProperty(css, colourOf(name));
  }
  for (const {name, css, usual: own} of sizes) {
    const set = chosen.sizes[name];
    // While it is being typed it may be nothing yet.
    if (document.activeElement !== field(name)) field(name).value = set ?? own;
    mark(name, set);
    page?.style.setProperty(css, `${set ?? own}px`);
  }
  drawContrast();
  studio.querySelector('pre').textContent = stylesheet();
  studio.querySelector('.copied').textContent = '';
}

/** What was changed can be set back. */
function mark(name, value) {
  studio.querySelector(`[data-reset="${name}"]`).hidden = value === undefined;
}

function drawContrast() {
  const poor = [];
  const items = pairs.map(({front, back, least}) => {
    const ratio = contrast(colourOf(front), colourOf(back));
    const isGood = ratio >= least;
    const name = fill(words.pair, words.token[front], words.token[back]);
    if (!isGood) poor.push(name);
    const item = make('li', isGood ? 'good' : 'poor');
    const swatch = make('span', 'swatch', 'Aa');
    swatch.ariaHidden = 'true';
    swatch.style.setProperty('color', colourOf(front));
    swatch.style.setProperty('background-color', colourOf(back));
    const text = make('span', 'words');
    text.append(
      make('b', '', name),
      make('span', '', fill(words.ratio, told(ratio), told(least))),
      make('span', 'told', isGood ? words.good : words.poor),
    );
    item.append(swatch, text);
    return item;
  });
  studio.querySelector('.contrast ul').replaceChildren(...items);
  const verdict = studio.querySelector('.verdict');
  const said = poor.length ? `${words.somePoor}${language === 'fr' ? '\u00a0' : ''}: ${poor.join(', ')}.` : words.allGood;
  if (verdict.textContent !== said) verdict.textContent = said;
  verdict.classList.toggle('poor', poor.length > 0);
}

/** Only what differs from Guichet's own look. */
function stylesheet() {
  const rule = (lines, indent = '') =>
    lines.length ? `${indent}guichet-checkout {\n${lines.map((line) => `${indent}  ${line};\n`).join('')}${indent}}\n` : '';
  const linesOf = (of) => colours.flatMap(({name, css}) => (chosen[of][name] ? [`${css}: ${chosen[of][name]}`] : []));
  const measures = sizes.flatMap(({name, css}) => (name in chosen.sizes ? [`${css}: ${chosen.sizes[name]}px`] : []));
  const dark = rule(linesOf('dark'), '  ');
  const text = rule([...linesOf('light'), ...measures]) + (dark && `@media (prefers-color-scheme: dark) {\n${dark}}\n`);
  return text || words.nothing;
}

for (const {name} of colours)
  field(name).addEventListener('input', ({target}) => {
    if (target.value === usual[scheme][name]) delete chosen[scheme][name];
    else chosen[scheme][name] = target.value;
    draw();
  });
for (const {name, usual: own} of sizes) {
  field(name).addEventListener('input', ({target}) => {
    if (!target.checkValidity()) return;
    if (target.valueAsNumber === own) delete chosen.sizes[name];
    else chosen.sizes[name] = target.valueAsNumber;
    draw();
  });
  field(name).addEventListener('blur', draw);
}
studio.addEventListener('click', async ({target}) => {
  const {reset, preset} = target.dataset ?? {};
  if (reset) {
    delete chosen[scheme][reset];
    delete chosen.sizes[reset];
    field(reset).focus();
    draw();
  } else if (preset) {
    chosen = structuredClone(presets[preset]);
    draw();
  } else if (target.matches('.copy')) {
    await navigator.clipboard.writeText(stylesheet());
    studio.querySelector('.copied').textContent = words.copied;
  }
});
for (const radio of studio.querySelectorAll('[name=scheme]'))
  radio.addEventListener('change', () => {
    scheme = radio.value;
    draw();
  });
studio.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
for (const name of ['guichet-return', 'guichet-cancel']) page?.addEventListener(name, (event) => event.preventDefault());

scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
studio.querySelector(`[name=scheme][value=${scheme}]`).checked = true;
draw();
