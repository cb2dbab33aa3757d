const colour = /^#(?:[\da-f]{6}|[\da-f]{8})$/;
const length = /^\d{1,2}(?:\.\d{1,4})?(?:px|rem)$/;
const fonts = /^(?:"[A-Za-z0-9 -]{1,40}"|[a-z-]{5,13})(?:, (?:"[A-Za-z0-9 -]{1,40}"|[a-z-]{5,13})){0,7}$/;

/** What this form wears; the other tokens mean nothing here. */
const grammar: Readonly<Record<string, RegExp>> = {
  'color-accent': colour,
  'color-text': colour,
  'color-muted': colour,
  'color-surface': colour,
  'color-danger': colour,
  'color-focus': colour,
  radius: length,
  'font-size': length,
  'font-family': fonts,
};

/**
 * Puts on the tokens that came over the port. Whoever frames us has read the merchant's wishes with `#contract/theme.ts`,
 * which also guards the contrast; only the spelling that its parser builds passes here.
 */
export function wear(tokens: Readonly<Record<string, string>>): void {
  const {style} = document.documentElement;
  for (const [name, shape] of Object.entries(grammar)) {
    const value = tokens[`--guichet-${name}`] ?? '';
    if (shape.test(value)) style.setProperty(`--guichet-${name}`, value);
    else style.removeProperty(`--guichet-${name}`);
  }
}

/** The scheme of the page around: a frame does not see it. */
export function wearScheme(scheme: string | undefined): void {
  if (scheme === 'light' || scheme === 'dark') document.documentElement.style.setProperty('color-scheme', scheme);
}
