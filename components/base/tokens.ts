import {parseTheme, themeTokens, tokenNames, type Scheme} from '#contract/theme.ts';

/**
 * The merchant's tokens as they stand on an element, resolved to what can cross a frame: colours and lengths are computed
 * by the browser through a probe, since `var()` means nothing on the other side. Tokens that are not set are absent.
 */
export function readTheme(host: Element): Record<string, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  (host.shadowRoot ?? host).append(probe);
  const set = getComputedStyle(host);
  const computed = getComputedStyle(probe);
  const read: Record<string, string> = {};
  for (const name of tokenNames) {
    if (!set.getPropertyValue(name)) continue;
    const property = (/color|shadow|family/.exec(name) ?? ['size'])[0];
    probe.style.setProperty(properties[property] ?? '', `var(${name})`);
    const value = computed.getPropertyValue(properties[property] ?? '');
    read[name] = property === 'color' ? srgb(value) : value;
  }
  probe.remove();
  return read;
}

/**
 * A property of the probe that takes the same values as the token; any length will do for lengths. What is no colour makes a
 * background transparent, which the other side refuses; as `color` it would be the text's around it.
 */
const properties: Readonly<Record<string, string>> = {
  color: 'background-color',
  shadow: 'box-shadow',
  family: 'font-family',
  size: 'text-indent',
};

/** `oklch()` and `color-mix()` compute to spaces that not every grammar knows: one painted pixel says it in sRGB. */
function srgb(colour: string): string {
  if (/^rgba?\(/.test(colour)) return colour;
  const brush = document.createElement('canvas').getContext('2d');
  if (!brush) return colour;
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return `rgb(${red} ${green} ${blue} / ${(alpha ?? 0) / 255})`;
}

/** What was set on an element before, so that a token that is gone goes. */
const applied = new WeakMap<HTMLElement, {tokens: Readonly<Record<string, unknown>>}>();
let watching = false;
const themed = new Set<WeakRef<HTMLElement>>();

/** Puts a theme that came over a port on an element of ours, after the parser; says in the console what was refused. */
export function applyTheme(host: HTMLElement, tokens: Readonly<Record<string, unknown>>): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  applied.set(host, {tokens});
  draw(host, tokens, schemeOf(host, dark.matches));
  themed.add(new WeakRef(host));
  if (watching) return;
  watching = true;
  // The defaults of the other scheme ask for another look at the contrast.
  dark.addEventListener('change', () => {
    for (const reference of themed) {
      const element = reference.deref();
      const kept = element && applied.get(element);
      if (kept) draw(element, kept.tokens, schemeOf(element, dark.matches));
      else themed.delete(reference);
    }
  });
}

/** Which defaults are in use, by `color-scheme` as CSS resolves `light-dark()`. */
function schemeOf(host: Element, prefersDark: boolean): Scheme {
  const allowed = getComputedStyle(host).colorScheme;
  if (!allowed.includes('dark')) return 'light';
  return prefersDark || !allowed.includes('light') ? 'dark' : 'light';
}

function draw(host: HTMLElement, tokens: Readonly<Record<string, unknown>>, scheme: Scheme): void {
  const {accepted, refused} = parseTheme(tokens, scheme);
  for (const name of Object.keys(themeTokens)) host.style.removeProperty(name);
  for (const [name, value] of Object.entries(accepted)) host.style.setProperty(name, value);
  for (const {token, reason} of refused)
    console.warn(`guichet: theme token refused (${reason}): ${token.slice(0, 40)}`);
}
