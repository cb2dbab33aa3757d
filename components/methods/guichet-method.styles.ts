import {css} from 'lit';

export default css`
  details {
    margin-top: 10px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  summary {
    min-height: 56px;
    padding: 16px 18px;
    font-weight: 600;
    cursor: pointer;
  }

  .panel {
    padding: 0 18px 20px;
  }
`;
