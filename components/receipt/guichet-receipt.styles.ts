import {css} from 'lit';

export default css`
  .outcome {
    display: flex;
    align-items: center;
    gap: 14px;
    margin: 0 0 20px;
    font-size: 1.375em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.01em;
  }

  .outcome svg {
    flex: none;
    width: 36px;
    height: 36px;
    fill: var(--_success);
  }

  .outcome.calm svg {
    fill: var(--_muted);
  }

  .outcome path {
    fill: none;
    stroke: var(--_surface);
    stroke-width: 2.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-dasharray: 24;
    animation: draw 0.45s 0.1s ease-out backwards;
  }

  @keyframes draw {
    from {
      stroke-dashoffset: 24;
    }
  }

  .ticket {
    filter: drop-shadow(0 1px 1px rgb(0 0 0 / 0.1)) drop-shadow(0 10px 24px rgb(0 0 0 / 0.06));
  }

  /* Torn off at both ends. */
  .paper {
    padding: calc(var(--guichet-receipt-padding, 28px) + 4px) var(--guichet-receipt-padding, 28px);
    background: var(--_surface);
    --hole: #0000 98%, #000 calc(98% + 0.5px);
    mask:
      radial-gradient(circle 5px at 50% 0, var(--hole)) 0 0 / 16px 51% round,
      radial-gradient(circle 5px at 50% 100%, var(--hole)) 0 100% / 16px 51% round;
    mask-repeat: round no-repeat;
  }

  .banner {
    margin: 0 0 14px;
    padding: 6px 10px;
    border: 1.5px dashed currentColor;
    border-radius: 6px;
    color: var(--_danger);
    font-size: 0.8125em;
    font-weight: 650;
    letter-spacing: 0.04em;
    text-align: center;
  }

  h2 {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
  }

  .shop {
    margin: 0;
    font-weight: 650;
    overflow-wrap: anywhere;
  }

  .address {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875em;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }

  .amount {
    margin: 10px 0 0;
    font-size: 2.25em;
    font-weight: 650;
    line-height: 1.15;
    letter-spacing: -0.025em;
    font-variant-numeric: tabular-nums;
  }

  .long {
    font-size: 1.4em;
  }

  dl {
    margin: 20px 0;
    padding: 18px 0;
    border-block: 2px dashed var(--_border);
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 20px;
  }

  .line + .line {
    margin-top: 8px;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0 0 0 auto;
    min-width: 0;
    text-align: end;
    overflow-wrap: anywhere;
  }

  .plan h3 {
    margin: 0;
    font-size: 1em;
  }

  .plan dl {
    margin-top: 0;
    padding-top: 10px;
    border-top: 0;
  }

  .plan .note {
    margin-bottom: 12px;
  }

  .note {
    margin: 0;
    font-size: 0.9375em;
  }

  /* Black on white in any theme: phones read no other. */
  .code {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 4px;
    margin: 18px 0 0;
    color: inherit;
    font-size: 0.8125em;
  }

  .code svg,
  .code .room {
    width: min(172px, 100%);
    aspect-ratio: 1;
    border-radius: 8px;
    background: #fff;
    fill: #000;
  }

  .keep {
    margin: 14px 0 0;
    color: var(--_muted);
    font-size: 0.8125em;
    text-align: center;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-top: 24px;
  }

  .acts button {
    flex: 1 1 auto;
  }

  .acts a {
    display: inline-flex;
    flex: 1 1 auto;
    align-items: center;
    justify-content: center;
    text-decoration: none;
  }

  .acts .primary {
    flex-grow: 2;
  }

  @media (forced-colors: active) {
    .ticket {
      border: 1px solid CanvasText;
    }
  }

  /* One page, or one strip of 80 mm: black on white, no paper drawn on the paper. */
  @media print {
    :host {
      color: #000;
      font-size: 11pt;
    }

    .outcome,
    .acts,
    ::slotted(*) {
      display: none;
    }

    .ticket {
      max-width: 130mm;
      filter: none;
    }

    .paper {
      padding: 0;
      background: none;
      mask: none;
    }

    h2,
    dt,
    .address,
    .keep,
    .banner {
      color: #000;
    }

    .banner {
      border-color: #000;
    }

    dl {
      border-color: #000;
      border-width: 1px;
      break-inside: avoid;
    }
  }

  @media print and (max-width: 90mm) {
    :host {
      font-size: 9pt;
      line-height: 1.35;
    }

    .amount {
      font-size: 16pt;
    }

    dl {
      margin-block: 3mm;
      padding-block: 3mm;
    }

    .line {
      gap: 0 3mm;
    }

    .line + .line {
      margin-top: 1mm;
    }
  }
`;
