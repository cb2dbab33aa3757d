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

  .sums + .credit {
    margin-bottom: 12px;
  }
`;
