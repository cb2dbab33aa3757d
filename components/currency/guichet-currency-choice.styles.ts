import {css} from 'lit';

export default css`
  fieldset {
    min-width: 0;
    margin: 18px 0 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 6px;
  }

  label {
    position: relative;
    display: flex;
    flex: 1 1 6.75em;
    align-items: center;
    justify-content: center;
    min-width: max-content;
    min-height: 44px;
    padding: 8px 6px;
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.84);
    background: var(--_surface);
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    cursor: pointer;
  }

  label:hover {
    background: var(--_tint);
  }

  label:has(input:checked) {
    border-color: var(--_accent);
    background: var(--_tint);
    box-shadow: inset 0 0 0 1px var(--_accent);
    font-weight: 650;
  }

  label:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* Over its label: the whole of it is the target, for hands, and for voices that name a spot. */
  input {
    appearance: none;
    position: absolute;
    inset: 0;
    margin: 0;
    outline: none;
    cursor: inherit;
  }

  fieldset:disabled label {
    opacity: 0.6;
    cursor: default;
  }

  p {
    margin: 10px 0 0;
    color: var(--_muted);
    font-size: 0.875em;
  }

  @media (forced-colors: active) {
    label:has(input:checked) {
      outline: 3px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
