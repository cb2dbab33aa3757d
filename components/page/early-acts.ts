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
      // With another currency or way to pay, the button says something else by then: whoever has read it clicks again.
      const isChanged = [...acts].some((control) => control instanceof HTMLInputElement);
      for (const control of acts) {
        if (control instanceof HTMLInputElement) choose(control);
        else if (!control.matches('.pay')) control.click();
        else if (!isChanged) setTimeout(() => control.click(), settledMs);
      }
    },
  };
}

/** The element has just drawn its own choice over the shopper's: the shopper's is made again. */
function choose(radio: HTMLInputElement): void {
  radio.checked = true;
  radio.dispatchEvent(new Event('change', {bubbles: true}));
}
