/**
 * What the shopper does before the elements have taken over what the server drew. A slow line or a slow phone makes that
 * a time in which people do click: nothing is lost, each act is done once its element listens.
 */
export interface EarlyActs {
  /** Does what was kept, and keeps no more. To be called when the elements listen. */
  replay(): void;
}

/** The page counts no click in its first half second (`base/visible.ts`). */
const settledMs = 600;

export function keepEarlyActs(): EarlyActs {
  // In their order, and each once: whoever clicks again out of impatience means it once.
  const acts = new Set<HTMLElement>();
  const keep = (event: Event) => {
    const [target] = event.composedPath();
    const control = target instanceof Element && target.closest<HTMLElement>('button, input[type=radio]');
    if (!control) return;
    acts.delete(control);
    acts.add(control);
  };
  addEventListener('click', keep, true);

  return {
    replay() {
      removeEventListener('click', keep, true);
      // The amount on the button is another one by then: whoever has seen it clicks again.
      const isRepriced = [...acts].some((control) => control.matches('[name=currency]'));
      for (const control of acts) {
        if (control.matches('.pay') && isRepriced) continue;
        if (control.matches('.pay')) setTimeout(() => control.click(), settledMs);
        else if (control instanceof HTMLInputElement) choose(control);
        else control.click();
      }
    },
  };
}

/** The element has just drawn its own choice over the shopper's: the shopper's is made again. */
function choose(radio: HTMLInputElement): void {
  radio.checked = true;
  radio.dispatchEvent(new Event('change', {bubbles: true}));
}
