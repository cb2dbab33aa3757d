import {css} from 'lit';

export default css`
  .place {
    /* The frame keeps 4 px around its fields for the ring of the focus. */
    margin: -4px;
    /* What the form is tall at first, so that nothing moves when the frame says it exactly. */
    min-height: var(--guichet-card-form-height, 238px);
    container-type: inline-size;
  }

  ::slotted(iframe) {
    display: block;
    width: 100%;
    height: var(--guichet-card-form-height, 238px);
    border: 0;
    /* A frame of another scheme than its page is painted on an opaque ground. */
    color-scheme: inherit;
  }
`;
