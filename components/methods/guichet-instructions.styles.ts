import {css} from 'lit';

export default css`
  :host {
    container-type: inline-size;
  }

  p,
  dl,
  dd,
  figure {
    margin: 0;
  }

  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 650;
  }

  .lead {
    margin-bottom: 12px;
  }

  .line {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 4px 12px;
    padding: 10px 0;
    border-top: 1px solid var(--_border);
  }

  .text {
    min-width: 0;
  }

  .label,
  dt {
    color: var(--_muted);
    font-size: 0.875em;
  }

  .value {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .address,
  dd {
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .copy {
    flex: none;
    padding-inline: 12px;
    font-size: 0.875em;
  }

  .small {
    color: var(--_muted);
    font-size: 0.875em;
  }

  .code {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px 20px;
    padding: 16px 0;
    border-top: 1px solid var(--_border);
  }

  .code figcaption {
    flex: 1 1 8em;
  }

  .qr {
    display: block;
    flex: none;
    width: 168px;
    max-width: 100%;
    border-radius: 6px;
    shape-rendering: crispEdges;
  }

  .swiss,
  .slip {
    margin-top: 8px;
    padding: 16px;
    border: 1.5px dashed var(--_edge);
    border-radius: calc(var(--_radius) * 0.75);
  }

  .swiss {
    display: grid;
    gap: 12px 20px;
  }

  .swiss .qr {
    width: 200px;
  }

  dl div + div {
    margin-top: 6px;
  }

  dd {
    font-variant-numeric: tabular-nums;
  }

  .slip dl {
    margin-top: 10px;
  }

  .or {
    margin-block: 12px;
  }

  .slip + .small,
  .line + .small {
    margin-top: 12px;
  }

  .acts {
    margin-top: 20px;
  }

  @container (min-width: 480px) {
    .swiss {
      grid-template-columns: 200px 1fr;
    }

    .swiss h3 {
      grid-column: 1 / -1;
    }
  }

  @media (forced-colors: active) {
    .qr {
      forced-color-adjust: none;
    }
  }

  @media print {
    :host {
      color: #000;
    }

    .copy,
    .acts {
      display: none;
    }

    .label,
    .small,
    dt {
      color: #000;
    }

    .line,
    .swiss,
    .slip {
      break-inside: avoid;
    }

    .qr {
      width: 46mm;
    }

    .swiss .qr {
      width: 56mm;
    }
  }
`;
