import {css} from 'lit';

/** What the receipt's page and the checking page share: one narrow column on the ground. */
export default css`
  :host {
    background: var(--_ground);
  }

  .column {
    max-width: 560px;
    min-height: 100vh;
    margin: 0 auto;
    padding: clamp(20px, 5vw, 40px) clamp(16px, 4vw, 28px);
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    margin-bottom: 24px;
  }

  h1 {
    margin: 0;
    font-size: 1.25em;
    line-height: 1.3;
  }

  .language {
    display: flex;
    gap: 4px;
  }

  .language button {
    min-width: 44px;
    min-height: 44px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--_muted);
    font: inherit;
    cursor: pointer;
  }

  .language [aria-pressed='true'] {
    color: var(--_text);
    font-weight: 650;
    text-decoration: underline;
    text-underline-offset: 4px;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-top: 20px;
  }

  .acts > * {
    flex: 1 1 auto;
  }

  a.quiet {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    text-decoration: none;
  }

  .sending {
    margin-top: 24px;
    padding: 28px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .sending h2 {
    margin: 0 0 8px;
    font-size: 1.125em;
    line-height: 1.3;
  }

  .said {
    min-height: 1.5em;
    margin: 14px 0 0;
  }

  .fault {
    color: var(--_danger);
  }

  .quietly {
    color: var(--_muted);
    font-size: 0.9375em;
  }

  .verdict {
    padding: 28px;
    border: 1px solid var(--_border);
    border-top: 6px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .verdict.valid {
    border-top-color: var(--_success);
  }

  .verdict.altered,
  .verdict.unknown_key {
    border-top-color: var(--_danger);
  }

  .verdict h2 {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 0 0 8px;
    font-size: 1.375em;
    line-height: 1.25;
  }

  .verdict svg {
    flex: none;
    width: 32px;
    height: 32px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .valid h2 svg {
    color: var(--_success);
  }

  .altered h2 svg,
  .unknown_key h2 svg {
    color: var(--_danger);
  }

  .verdict p {
    margin: 0;
  }

  .test {
    margin: 16px 0 0 !important;
    padding: 6px 10px;
    border: 1.5px dashed currentColor;
    border-radius: 6px;
    color: var(--_danger);
    font-size: 0.8125em;
    font-weight: 650;
    text-align: center;
  }

  dl {
    margin: 20px 0 0;
    padding-top: 16px;
    border-top: 2px dashed var(--_border);
    font-variant-numeric: tabular-nums;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 20px;
    margin-top: 8px;
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

  .key {
    margin-top: 18px !important;
    color: var(--_muted);
    font-size: 0.8125em;
    overflow-wrap: anywhere;
  }

  @media print {
    :host {
      background: none;
    }

    .column {
      min-height: 0;
      padding: 0;
    }

    /* Under the ticket, on the same sheet where it fits: what is printed to be sent along. */
    .sending {
      max-width: 130mm;
      margin: 6mm auto 0;
      padding: 0;
      border: 0;
      background: none;
    }

    .top,
    .acts,
    .said,
    .quietly {
      display: none;
    }
  }
`;
