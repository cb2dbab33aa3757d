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
 * Puts on the tokens that came over the port. Whoever frames us has read the merchant's wishes with `#contract/theme.ts`;
 * only the spelling that its parser builds passes here, and only colours in which the form can be read.
 */
export function wear(tokens: Readonly<Record<string, string>>): void {
  const {style} = document.documentElement;
  for (const [name, shape] of Object.entries(grammar)) {
    const value = tokens[`--guichet-${name}`] ?? '';
    if (shape.test(value)) style.setProperty(`--guichet-${name}`, value);
    else style.removeProperty(`--guichet-${name}`);
  }
  const worn = getComputedStyle(document.documentElement);
  const [text, muted, danger, surface = 0] = ['text', 'muted', 'danger', 'surface'].map((name) =>
    luminance(worn.getPropertyValue(`--${name}`)),
  );
  // Below 4.5 to 1 on any of them all colours are ours again.
  if (
    [text, muted, danger].every((ink = 0) => (Math.max(ink, surface) + 0.05) / (Math.min(ink, surface) + 0.05) >= 4.5)
  )
    return;
  for (const [name, shape] of Object.entries(grammar)) if (shape === colour) style.removeProperty(`--guichet-${name}`);
}

/** WCAG 2 relative luminance of a colour in hexadecimal, three digits or six. */
function luminance(hex: string): number {
  const digits = hex.trim().slice(1);
  const wide = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(wide.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
