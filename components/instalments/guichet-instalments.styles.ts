import {css} from 'lit';

export default css`
  :host {
    container-type: inline-size;
    max-width: 30em;
  }

  .short {
    margin: 0;
    font-weight: 600;
  }

  summary {
    padding: 6px 0;
    color: var(--_muted);
    cursor: pointer;
  }

  summary:hover {
    color: var(--_text);
  }

  /* Closed, the notice stands under the line; open, the one of the schedule is enough for the eye, both are read. */
  .plans:has(details[open]) + [part='notice'] {
    display: none;
  }

  .subject {
    margin: 10px 0 0;
    color: var(--_muted);
  }
`;
