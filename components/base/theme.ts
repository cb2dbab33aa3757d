import {css} from 'lit';

export {applyTheme, readTheme} from './tokens.ts';

/**
 * What every element wears first: `static override styles = [tokens, styles]`.
 *
 * The public tokens are `--guichet-*`, set by the merchant on the element or any ancestor. Inside, rules speak of
 * `--_*` only, which are those tokens with their defaults. Light and dark follow `color-scheme`: a page that never
 * says it stays light. The same defaults stand in `#contract/theme.ts`, which guards the contrast; a test compares.
 */
export const tokens = css`
  :host {
    --_accent: var(--guichet-color-accent, #0b5d4e);
    --_on-accent: var(--guichet-color-on-accent, #ffffff);
    --_text: var(--guichet-color-text, #17211f);
    --_muted: var(--guichet-color-muted, #5a6664);
    --_surface: var(--guichet-color-surface, #ffffff);
    --_ground: var(--guichet-color-ground, #f3f5f2);
    --_border: var(--guichet-color-border, #dde3e0);
    --_danger: var(--guichet-color-danger, #a3261f);
    --_success: var(--guichet-color-success, #1a6b3c);
    --_focus: var(--guichet-color-focus, #1f6feb);
    --_edge: #84908c;
    --_tint: #f5f8f7;
    --_radius: var(--guichet-radius, 12px);
    --_space: var(--guichet-space, 16px);
    --_font: var(
      --guichet-font-family,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      Arial,
      sans-serif
    );
    --_size: var(--guichet-font-size, 16px);
    --_shadow: var(--guichet-shadow, 0 1px 2px rgb(0 0 0 / 0.08), 0 8px 24px rgb(0 0 0 / 0.05));
    display: block;
    font: var(--_size) / 1.5 var(--_font);
    color: var(--_text);
    -webkit-text-size-adjust: 100%;
  }

  /* A browser that does not know light-dark() keeps the light look above: every text stays readable. */
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_accent: var(--guichet-color-accent, light-dark(#0b5d4e, #5cc2a8));
      --_on-accent: var(--guichet-color-on-accent, light-dark(#ffffff, #04211a));
      --_text: var(--guichet-color-text, light-dark(#17211f, #e9efec));
      --_muted: var(--guichet-color-muted, light-dark(#5a6664, #9fb0ab));
      --_surface: var(--guichet-color-surface, light-dark(#ffffff, #182120));
      --_ground: var(--guichet-color-ground, light-dark(#f3f5f2, #101615));
      --_border: var(--guichet-color-border, light-dark(#dde3e0, #2d3a37));
      --_danger: var(--guichet-color-danger, light-dark(#a3261f, #ff9a8f));
      --_success: var(--guichet-color-success, light-dark(#1a6b3c, #6fcf9a));
      --_focus: var(--guichet-color-focus, light-dark(#1f6feb, #7fb0ff));
      /* The border of a field: 3:1 at least against what surrounds it (WCAG 1.4.11). */
      --_edge: color-mix(in srgb, var(--_text) 54%, var(--_surface));
      /* What is chosen: a breath of the accent. */
      --_tint: color-mix(in srgb, var(--_accent) 5%, var(--_surface));
    }
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* Read, not seen. */
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
    }
  }
`;

/** The two kinds of button: `class="primary"` acts, `class="quiet"` steps aside. Targets are 44 px high at least. */
export const buttons = css`
  .primary,
  .quiet {
    min-height: 44px;
    padding: 10px 18px;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.84);
    font: inherit;
    cursor: pointer;
  }

  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 650;
  }

  /* No filter: IntersectionObserver v2 takes a filtered button for a covered one, and its clicks would not count. */
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 90%, var(--_text));
  }

  .quiet {
    border-color: var(--_edge);
    background: none;
    color: var(--_text);
  }

  .quiet:hover {
    background: var(--_tint);
  }

  @media (forced-colors: active) {
    .primary {
      border-color: ButtonText;
    }
  }
`;
