import {css} from 'lit';

export default css`
  :host {
    max-width: 44rem;
  }

  h2,
  h3 {
    margin: 0;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  h2 {
    font-size: 1.5em;
    letter-spacing: -0.01em;
  }

  h3 {
    font-size: 1.125em;
  }

  section {
    display: grid;
    gap: 8px;
    margin-top: 28px;
  }

  p {
    margin: 0;
  }

  ul {
    display: grid;
    gap: 0;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    padding: 10px 0;
    border-top: 1px solid var(--_border);
  }

  .name {
    font-weight: 600;
  }

  .muted {
    color: var(--_muted);
    font-size: 0.9375em;
  }

  .notice {
    font-weight: 600;
  }

  .error {
    color: var(--_danger);
  }

  .test {
    margin-top: 12px;
    color: var(--_danger);
    font-weight: 600;
  }

  button {
    margin-top: 12px;
  }
`;
