/* The least that an embed can be: one frame with the bare form. */
customElements.define(
  'bare-embed',
  class extends HTMLElement {
    connectedCallback() {
      const frame = document.createElement('iframe');
      frame.src = '{{frame}}';
      frame.title = 'Card';
      this.append(frame);
    }
  },
);
