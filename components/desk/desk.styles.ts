import {css} from 'lit';

/** What all rooms of the desk share: sheets, fields, lines of facts, dialogs, what is said. */
export default css`
  h1,
  h2,
  h3 {
    margin: 0;
    line-height: 1.25;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }

  h1 {
    font-size: 1.5em;
  }

  h2 {
    font-size: 1.125em;
  }

  h3 {
    font-size: 1em;
  }

  h1:focus {
    outline: none;
  }

  p {
    margin: 0;
  }

  a {
    color: var(--_accent);
    text-underline-offset: 0.2em;
  }

  .sheet {
    display: grid;
    gap: 16px;
    min-width: 0;
    padding: clamp(16px, 4vw, 24px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px;
  }

  .muted {
    color: var(--_muted);
  }

  .small {
    font-size: 0.875em;
  }

  .figure {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }

  .tag {
    display: inline-block;
    padding: 2px 10px;
    border: 1px solid currentColor;
    border-radius: 99px;
    font-size: 0.8125em;
    font-weight: 600;
  }

  .good {
    color: var(--_success);
  }

  .bad {
    color: var(--_danger);
  }

  .plain {
    color: var(--_muted);
  }

  .fields {
    display: grid;
    gap: 14px;
  }

  .field {
    display: grid;
    gap: 4px;
    min-width: 0;
  }

  label,
  legend {
    font-weight: 600;
  }

  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .choice {
    display: flex;
    align-items: flex-start;
    gap: 10px;
    min-height: 44px;
    padding: 10px 0;
    font-weight: 400;
    cursor: pointer;
  }

  .choice input {
    flex: none;
    width: 20px;
    height: 20px;
    margin: 2px 0 0;
    accent-color: var(--_accent);
  }

  input:not([type='checkbox'], [type='radio']),
  select {
    width: 100%;
    min-width: 0;
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.67);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
  }

  input[aria-invalid='true'] {
    border-color: var(--_danger);
    border-width: 2px;
  }

  .error {
    color: var(--_danger);
    font-weight: 600;
  }

  .notice {
    padding: 12px 14px;
    border: 1px solid currentColor;
    border-radius: calc(var(--_radius) * 0.67);
  }

  dl {
    display: grid;
    gap: 8px 20px;
    margin: 0;
  }

  dl > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 20px;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    min-width: 0;
    margin: 0 0 0 auto;
    text-align: end;
    overflow-wrap: anywhere;
  }

  ol,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  dialog {
    width: min(30rem, calc(100vw - 24px));
    padding: clamp(18px, 5vw, 28px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 0.5);
  }

  @media (forced-colors: active) {
    .sheet,
    .notice {
      border-color: CanvasText;
    }
  }
`;
