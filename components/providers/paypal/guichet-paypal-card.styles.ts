import {css} from 'lit';

/** Of an element without a shadow root: its rules stand in the document, under its own name. */
export default css`
  guichet-paypal-card .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(max(8.5rem, 35%), 100%), 1fr));
    gap: 0 var(--_space);
  }

  /* Labels of two lines beside labels of one: the three floors are shared. */
  guichet-paypal-card .fields > * {
    display: grid;
    grid-row: span 3;
    grid-template-rows: subgrid;
    align-items: start;
  }

  guichet-paypal-card .fields > * + * {
    margin-top: var(--_space);
  }

  guichet-paypal-card .number,
  guichet-paypal-card .name {
    grid-column: 1 / -1;
  }

  guichet-paypal-card .label {
    align-self: end;
    font-size: 0.9375em;
    font-weight: 600;
  }

  /* PayPal draws the field itself; around it there is room for the ring of the focus. */
  guichet-paypal-card .hold {
    height: 52px;
    margin: 1px -3px -3px;
  }

  guichet-paypal-card .hold > * {
    display: block;
    height: 100%;
  }

  guichet-paypal-card .wrong {
    margin: 6px 0 0;
    color: var(--_danger);
    font-size: 0.875em;
  }
`;
