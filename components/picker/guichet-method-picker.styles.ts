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
    flex: 1 1 0;
    min-width: 9em;
    font-weight: 600;
  }

  .hint {
    display: block;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
    line-height: 1.4;
  }

  .mark {
    flex: none;
    width: 26px;
    height: 26px;
    fill: none;
    stroke: var(--_muted);
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .chosen .mark {
    stroke: var(--_accent);
  }

  .brands {
    display: flex;
    gap: 4px;
    margin-inline-start: auto;
  }

  /* Of equal size and clearness, whichever the network (Regulation (EU) 2015/751, art. 8). */
  .brand {
    display: grid;
    place-items: center;
    width: 32px;
    height: 22px;
    border: 1px solid #ccd3d0;
    border-radius: 5px;
    background: #fff;
    color: #26327a;
    font:
      700 9px/1 system-ui,
      sans-serif;
    text-align: center;
    forced-color-adjust: none;
  }

  .amex {
    color: #1c6fb8;
  }

  .diners,
  .discover,
  .unionpay {
    font-size: 6px;
  }

  .mastercard {
    background:
      radial-gradient(circle at 11px, #d9222a 5.5px, #0000 6px),
      radial-gradient(circle at 19px, #f0a030 5.5px, #fff 6px);
  }

  .maestro {
    background:
      radial-gradient(circle at 11px, #d9222a 5.5px, #0000 6px),
      radial-gradient(circle at 19px, #0f8ac4 5.5px, #fff 6px);
  }

  /* Beside the name or not at all. */
  @container (max-width: 330px) {
    .brands {
      display: none;
    }
  }

  .panel {
    padding: 0 18px 20px;
  }

  .others {
    margin-top: 12px;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .others summary {
    padding: 8px 0;
    cursor: pointer;
  }

  .others summary:hover {
    color: var(--_text);
  }

  .others dl {
    margin: 0;
  }

  .others dl div {
    padding: 8px 0;
  }

  .others dl div + div {
    border-top: 1px solid var(--_border);
  }

  .others dt {
    color: var(--_text);
    font-weight: 600;
  }

  .others dd {
    margin: 0;
  }

  .none {
    margin: 0;
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
