import {css} from 'lit';

export default css`
  /* As the form measures at 16 px in French, in two columns wide and narrow. */
  :host {
    --_form-height: var(--guichet-card-form-height, 233px);
  }

  @media (max-width: 30em) {
    :host {
      --_form-height: var(--guichet-card-form-height, 310px);
    }
  }

  .place {
    /* The frame keeps 4 px around its fields for the ring of the focus. */
    margin: -4px;
    /* What the form is tall at first, so that nothing moves when the frame says it exactly. */
    min-height: var(--_form-height);
  }

  ::slotted(iframe) {
    display: block;
    width: 100%;
    height: var(--_form-height);
    border: 0;
    /* A frame of another scheme than its page is painted on an opaque ground. */
    color-scheme: inherit;
  }
`;
