import {networkNames, type Network} from '#contract/cards.ts';
import type {Words} from './words.ts';

/** The choice of the network on a co-badged card: a radio group under the number, whose place is kept for it. */
export interface Choice {
  /** What the shopper chose; null as long as they left it to the merchant. */
  readonly chosen: Network | null;
  /** Offers these networks with one of them selected; fewer than two take the choice away. */
  offer(among: readonly Network[], selected: Network | null): void;
  /** Writes its words in the language of now. */
  say(): void;
}

/** `usual` is the network that the merchant prefers, which the help names as long as none is offered: it keeps the place. */
export function createChoice(
  under: HTMLElement,
  drawMark: (network: Network) => Node,
  words: Words,
  usual: Network,
): Choice {
  const radios = [...under.querySelectorAll<HTMLInputElement>('[type=radio]')];
  const help = under.querySelector('#help');
  let among: readonly Network[] = [];
  let preset: Network | null = null;
  let chosen: Network | null = null;

  // Also when the one that is selected already is clicked: that, too, is a choice. Arrow keys end up here as well.
  for (const [index, radio] of radios.entries()) {
    radio.addEventListener('click', () => (chosen = among[index] ?? null));
  }

  const choice: Choice = {
    get chosen() {
      return chosen;
    },
    offer(next, selected) {
      const offered = next.length > 1 && radios.length > 1 ? next.slice(0, radios.length) : [];
      if (offered.join() === among.join()) return;
      // The choice is gone with its keyboard: whoever stood in it is led back to the number.
      if (under.contains(document.activeElement)) document.querySelector('input')?.focus();
      // Its place was kept for the longest names: shorter ones must not give it back.
      under.style.setProperty('min-height', `${under.offsetHeight}px`);
      [among, preset, chosen] = [offered, selected, null];
      for (const [index, network] of among.entries()) {
        const radio = radios[index];
        const [, mark, name] = radio?.parentElement?.children ?? [];
        if (!radio || !mark || !name) continue;
        radio.checked = network === preset;
        mark.replaceWith(drawMark(network));
        name.textContent = networkNames[network];
      }
      choice.say();
      under.classList.toggle('choose', among.length > 1);
    },
    say() {
      under.querySelector('[role]')?.setAttribute('aria-label', words.t('networks'));
      if (help) help.textContent = words.t('networks_help', {network: networkNames[preset ?? usual]});
    },
  };
  return choice;
}
