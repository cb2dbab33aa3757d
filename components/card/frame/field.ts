import type {Erased, Typed} from './typing.ts';

/** What the form knows of one of its inputs. What was typed stays in the input: it is reflected nowhere. */
export interface Field {
  readonly input: HTMLInputElement;
  /** Puts a text in, with the caret where it belongs. */
  set(text: string): void;
}

/**
 * Lets a pure rule rewrite what is being typed. `digits` says what of a text counts, so that a deletion that met only a
 * separator is told from one that took a digit.
 */
export function typeInto(
  input: HTMLInputElement,
  digits: (text: string) => string,
  rewrite: (typed: Typed, before: string, erased: Erased) => Typed,
  changed: () => void,
): Field {
  let before = digits(input.value);

  function apply(erased: Erased): void {
    const typed = {text: input.value, caret: input.selectionStart ?? input.value.length};
    const next = rewrite(typed, before, erased);
    if (next.text !== typed.text) {
      input.value = next.text;
      // Only where the shopper is: setting a selection moves the focus in some browsers.
      if (document.activeElement === input) input.setSelectionRange(next.caret, next.caret);
    }
    before = digits(input.value);
    changed();
  }

  input.addEventListener('input', (event) => {
    const composing = event instanceof InputEvent && event.isComposing;
    // An input method is at work: it is left alone until it has finished.
    if (!composing) apply(event instanceof InputEvent ? erasedBy(event.inputType) : null);
  });
  input.addEventListener('compositionend', () => apply(null));
  // Some browsers fill in a card with this event only.
  input.addEventListener('change', () => digits(input.value) !== before && apply(null));

  return {
    input,
    set(text) {
      input.value = text;
      before = digits(text);
    },
  };
}

function erasedBy(inputType: string): Erased {
  if (inputType === 'deleteContentBackward') return 'backward';
  return inputType === 'deleteContentForward' ? 'forward' : null;
}
