import {css} from 'lit';

export default css`
  p {
    margin: 0;
  }

  p + p,
  .plan + p {
    margin-top: 8px;
  }

  .calm {
    color: var(--_muted);
    font-size: 0.9375em;
  }

  .plans {
    margin: 0 0 12px;
    padding: 0;
    border: 0;
  }

  .plans legend {
    padding: 0 0 4px;
    font-weight: 600;
  }

  .plans label {
    display: flex;
    gap: 10px;
    align-items: baseline;
    min-height: 24px;
    padding: 6px 0;
    cursor: pointer;
  }

  .plans input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    accent-color: var(--_accent);
    translate: 0 3px;
  }

  .fields {
    position: relative;
    min-height: 52px;
    outline: none;
  }

  .fields.card {
    min-height: 210px;
  }

  /* Over the place, until what is drawn there is whole. */
  .skeleton {
    position: absolute;
    inset: 0;
    margin: 0;
    border-radius: calc(var(--_radius) * 0.75);
    background: color-mix(in srgb, var(--_muted) 14%, transparent);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }

  .skeleton span {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }

  /* Three fields. */
  .card .skeleton {
    mask: repeating-linear-gradient(#000 0 54px, #0000 54px 78px);
  }

  .fields + p,
  .acts + p {
    margin-top: 12px;
  }

  .loading .drawn {
    opacity: 0;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }

  .blocked .acts {
    margin-top: 12px;
  }

  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }

  .sums + .credit {
    margin-bottom: 12px;
  }
`;
