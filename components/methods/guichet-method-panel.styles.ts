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

  .sums + .credit {
    margin-bottom: 12px;
  }
`;
