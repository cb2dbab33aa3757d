import {css} from 'lit';

export default css`
  :host {
    container-type: inline-size;
  }

  .methods {
    margin: 0;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow: clip;
  }

  .method + .method {
    border-top: 1px solid var(--_border);
  }

  .chosen {
    background: var(--_tint);
  }

  label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    min-height: 56px;
    padding: 12px 18px;
    cursor: pointer;
  }

  .lone label {
    cursor: default;
  }

  input {
    appearance: none;
    flex: none;
    width: 20px;
    height: 20px;
    margin: 0;
    border: 1.5px solid var(--_edge);
    border-radius: 50%;
    background: var(--_surface);
    transition: border-width 0.12s;
  }

  input:checked {
    border: 6px solid var(--_accent);
  }

  /* One way only: nothing to choose, so no mark of a choice; the keyboard still finds it. */
  .lone input {
    width: 1px;
    height: 1px;
    margin-inline-end: -13px;
    border: 0;
    opacity: 0;
  }

  .lone label:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: -4px;
    border-radius: var(--_radius);
  }

  .name {
    font-weight: 600;
  }

  .brands {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin: 0 0 0 auto;
    padding: 0;
    list-style: none;
  }

  /* Of equal size and clearness, whichever the network (Regulation (EU) 2015/751, art. 8). */
  .brand {
    padding: 2px 7px;
    border: 1px solid var(--_border);
    border-radius: 5px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.71875em;
    font-weight: 650;
    line-height: 1.5;
  }

  .panel {
    padding: 0 18px 20px;
  }

  @container (min-width: 480px) {
    .methods:not(.lone) .panel {
      padding-inline-start: 50px;
    }
  }

  @media (forced-colors: active) {
    input:checked {
      border-color: Highlight;
    }
  }
`;
