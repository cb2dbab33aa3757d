let locks = 0;
let before: readonly (readonly [string, string])[] = [];

/** Keeps the page behind where it is, and as wide as it is. Returns what undoes it; the last one to go undoes it. */
export function lockScroll(): () => void {
  const {style, clientWidth} = document.documentElement;
  if (locks++ === 0) {
    const gutterPx = window.innerWidth - clientWidth;
    before = ['overflow', 'padding-inline-end'].map((property) => [property, style.getPropertyValue(property)]);
    style.setProperty('overflow', 'hidden');
    if (gutterPx > 0) style.setProperty('padding-inline-end', `${gutterPx}px`);
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--locks === 0) for (const [property, value] of before) style.setProperty(property, value);
  };
}
