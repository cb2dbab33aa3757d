import {css} from 'lit';

export default css`
  :host {
    container-type: inline-size;
  }

  /* The shadow is cast by what the masks leave, notches and all. */
  .ticket {
    filter: drop-shadow(0 1px 1px rgb(0 0 0 / 0.1)) drop-shadow(0 10px 24px rgb(0 0 0 / 0.06));
  }

  .body,
  .stub {
    background: var(--_surface);
    padding: var(--guichet-order-padding, 28px);
  }

  .body {
    padding-bottom: 20px;
    border-radius: var(--_radius) var(--_radius) 0 0;
    --notch: 98%, #000 calc(98% + 0.5px);
    mask:
      radial-gradient(circle 8px at 0 100%, #0000 var(--notch)) 0 0 / 51% 100% no-repeat,
      radial-gradient(circle 8px at 100% 100%, #0000 var(--notch)) 100% 0 / 51% 100% no-repeat;
  }

  .stub {
    position: relative;
    padding-block: 18px 26px;
    --notch: 98%, #000 calc(98% + 0.5px);
    mask:
      radial-gradient(circle 8px at 0 0, #0000 var(--notch)) 0 0 / 51% calc(100% - 8px) no-repeat,
      radial-gradient(circle 8px at 100% 0, #0000 var(--notch)) 100% 0 / 51% calc(100% - 8px) no-repeat,
      radial-gradient(circle 5px at 50% 100%, #0000 var(--notch)) 0 100% / 16px 8.5px round;
    mask-repeat:
      no-repeat,
      no-repeat,
      round no-repeat;
  }

  /* The perforation. */
  .stub::before {
    content: '';
    position: absolute;
    inset: -1px 18px auto;
    border-top: 2px dashed var(--_border);
  }

  h2 {
    margin: 0;
    font-size: 0.875em;
    font-weight: 400;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }

  .total {
    margin: 2px 0 0;
    font-size: clamp(1.75em, 12cqi, 2.75em);
    font-weight: 650;
    line-height: 1.15;
    letter-spacing: -0.025em;
    font-variant-numeric: tabular-nums;
  }

  /* From a thousand francs on: in one line, also on the narrowest phone. */
  .long {
    font-size: clamp(1.25em, 7.25cqi, 2.75em);
  }

  dl {
    margin: 0;
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
  }

  .lines {
    margin-top: 20px;
  }

  .line {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 4px 20px;
  }

  .line + .line {
    margin-top: 8px;
  }

  dt {
    min-width: 0;
    overflow-wrap: anywhere;
    hyphens: auto;
  }

  dd {
    margin: 0;
    flex: none;
    text-align: end;
  }

  .times {
    color: var(--_muted);
    white-space: nowrap;
  }

  .stub dl {
    font-weight: 650;
  }

  .note {
    margin: 10px 0 0;
    font-size: 0.875em;
    color: var(--_muted);
  }

  ::slotted(*) {
    margin-top: 10px;
  }

  @media (forced-colors: active) {
    .ticket {
      border: 1px solid CanvasText;
    }
  }
`;
