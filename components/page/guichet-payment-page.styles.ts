import {css} from 'lit';

export default css`
  :host {
    container-type: inline-size;
    accent-color: var(--_accent);
  }

  .page {
    display: grid;
    gap: 28px;
    max-width: 1000px;
    margin: 0 auto;
    padding: 20px 16px 40px;
  }

  /* Over the ticket's shadow, which the browser takes for something that covers the button (base/visible.ts). */
  .payment {
    position: relative;
    z-index: 1;
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 8px 16px;
  }

  .shop {
    display: flex;
    align-items: center;
    gap: 12px;
    min-width: 0;
    margin: 0;
    font-weight: 650;
    overflow-wrap: anywhere;
  }

  .mark {
    flex: none;
    display: grid;
    place-items: center;
    width: 38px;
    height: 38px;
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 700;
  }

  .language {
    display: flex;
    margin-inline-end: -8px;
  }

  .language button,
  .link {
    min-width: 36px;
    min-height: 36px;
    padding: 4px 8px;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_muted);
    font: inherit;
    font-size: 0.875em;
    cursor: pointer;
  }

  .language button[aria-pressed='true'] {
    color: var(--_text);
    font-weight: 700;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 5px;
    text-decoration-color: var(--_accent);
  }

  .link {
    text-decoration: underline;
    text-underline-offset: 3px;
    text-decoration-color: var(--_border);
  }

  .language button:hover,
  .link:hover {
    color: var(--_text);
    text-decoration-color: currentColor;
  }

  .test {
    justify-self: start;
    margin: -12px 0;
    padding: 3px 12px;
    border: 1.5px dashed currentColor;
    border-radius: 6px;
    color: var(--_danger);
    font-size: 0.8125em;
    font-weight: 650;
    letter-spacing: 0.02em;
  }

  h2 {
    margin: 0 0 16px;
    font-size: 1.125em;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
    /* As much on a line as fits: balanced, "souhaitez-vous" would be broken at its hyphen. */
    text-wrap: wrap;
  }

  /* What happened, whether money was taken, what to do next. */
  .alert {
    margin: 0 0 16px;
    padding: 16px 18px;
    border: 1px solid color-mix(in srgb, var(--_danger) 40%, var(--_surface));
    border-inline-start: 4px solid var(--_danger);
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_danger) 5%, var(--_surface));
  }

  .alert h3 {
    margin: 0;
    color: var(--_danger);
    font-size: 1em;
    font-weight: 650;
  }

  .alert p {
    margin: 4px 0 0;
  }

  .alert button {
    margin-top: 12px;
  }

  .alert:focus,
  .state:focus,
  .end:focus {
    outline: none;
  }

  .alert:focus-visible,
  .state:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* As large as the words on the button (Code de la consommation, L312-8). */
  .credit {
    margin: 20px 0 -4px;
    font-size: 1.0625em;
    font-weight: 650;
    text-align: center;
    text-wrap: balance;
  }

  .missing {
    margin: 16px 0 -4px;
    color: var(--_danger);
    font-weight: 600;
  }

  .pay {
    display: flex;
    justify-content: center;
    align-items: center;
    gap: 12px;
    width: 100%;
    margin-top: 20px;
    padding: 15px 18px;
    font-size: 1.0625em;
    font-variant-numeric: tabular-nums;
    box-shadow:
      0 1px 2px rgb(0 0 0 / 0.12),
      0 6px 16px color-mix(in srgb, var(--_accent) 18%, transparent);
  }

  .pay[aria-busy='true'] {
    cursor: progress;
  }

  .turning {
    flex: none;
    width: 1.125em;
    height: 1.125em;
    border: 2.5px solid color-mix(in srgb, currentColor 30%, transparent);
    border-top-color: currentColor;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }

  /* The way out while nothing is under way, a word of patience while it is: in one place, so that nothing moves. */
  .foot {
    min-height: 48px;
    padding-top: 10px;
    color: var(--_muted);
    text-align: center;
    text-wrap: balance;
  }

  .foot p {
    margin: 2px 0 0;
    font-size: 0.875em;
  }

  .foot .link {
    font-size: 1em;
  }

  .foot a {
    display: inline-block;
  }

  .state {
    padding: 32px 28px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .state h2 {
    margin: 20px 0 8px;
  }

  .state p {
    max-width: 46ch;
    margin: 8px 0 0;
  }

  .state guichet-instructions {
    margin-top: 16px;
  }

  .state a.primary {
    display: inline-flex;
    align-items: center;
    text-decoration: none;
  }

  /* Its text begins where the words above it do; its target reaches further. */
  .state .link {
    margin-inline-start: -8px;
  }

  .state .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-top: 24px;
  }

  .state svg {
    display: block;
    width: 40px;
    height: 40px;
    fill: none;
    stroke: var(--_muted);
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .state .turning {
    width: 40px;
    height: 40px;
    border-width: 3px;
    color: var(--_accent);
  }

  .calm {
    color: var(--_muted);
    font-size: 0.9375em;
  }

  .over {
    justify-content: center;
    grid-template-columns: minmax(0, 440px);
  }

  @container (min-width: 480px) {
    h2 {
      font-size: 1.25em;
    }
  }

  @container (min-width: 820px) {
    .page {
      padding: 36px 24px 64px;
      gap: 40px 56px;
    }

    .page:not(.over) {
      grid-template-columns: minmax(300px, 380px) minmax(0, 1fr);
      align-items: start;
    }

    .top,
    .test {
      grid-column: 1 / -1;
    }

    .test {
      margin: -24px 0 -16px;
    }

    .order {
      position: sticky;
      top: 24px;
    }
  }

  @media (forced-colors: active) {
    .turning {
      forced-color-adjust: none;
      color: CanvasText;
    }
  }

  @media print {
    .page {
      display: block;
      padding: 0;
    }

    .top,
    .test,
    .over .order,
    .page:has(.state) .order,
    .state .acts,
    .state .link,
    .form {
      display: none;
    }
  }
`;
