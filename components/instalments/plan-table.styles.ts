import {css} from 'lit';

export default css`
  .plan {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  .plan caption {
    padding-bottom: 4px;
    font-weight: 600;
    text-align: start;
  }

  .plan th,
  .plan td {
    padding: 7px 0 7px 8px;
    border-top: 1px solid var(--_border);
    font-weight: 400;
    text-align: end;
    vertical-align: baseline;
  }

  .plan th:first-child {
    padding-inline-start: 0;
    text-align: start;
  }

  .plan thead th {
    border-top: 0;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .plan tfoot th,
  .plan tfoot td {
    border-top: 2px dashed var(--_border);
    font-weight: 650;
  }

  .sums {
    margin: 12px 0 0;
    font-variant-numeric: tabular-nums;
  }

  .sums div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    padding: 2px 0;
  }

  .sums dt {
    color: var(--_muted);
  }

  .sums dd {
    margin: 0 0 0 auto;
  }

  /* Never smaller than what invites (L312-8). */
  .credit {
    margin: 14px 0 0;
    padding: 12px 14px;
    border: 1.5px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.75);
    font-size: 1em;
  }
`;
