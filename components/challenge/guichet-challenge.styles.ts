import {css} from 'lit';

export default css`
  :host {
    display: contents;
  }

  dialog {
    margin: auto;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 16px 48px rgb(0 0 0 / 0.24);
  }

  dialog::backdrop {
    background: rgb(16 22 21 / 0.56);
  }

  .window {
    flex-direction: column;
    max-width: 100dvw;
    max-height: 100dvh;
    overflow: hidden;
  }

  .window[open] {
    display: flex;
  }

  /*
   * Before the bank asks, the bridge works unseen: laid out, so that the issuer's script runs as it would, but neither seen,
   * nor read out, nor in the way. (display: none would stop it in some browsers.)
   */
  .window.busy:not([open]) {
    display: block;
    position: fixed;
    inset: 0 auto auto 0;
    width: 390px;
    height: 400px;
    visibility: hidden;
    pointer-events: none;
    border: 0;
    box-shadow: none;
  }

  /* The bank's page says how wide the window is; the words around it fit in. */
  header,
  footer {
    width: 0;
    min-width: 100%;
  }

  header {
    padding: 16px 20px 12px;
    border-bottom: 1px solid var(--_border);
  }

  h2 {
    margin: 0;
    font-size: 1.125em;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }

  h2:focus {
    outline: none;
  }

  header p {
    margin: 2px 0 0;
    color: var(--_muted);
    font-size: 0.875em;
    line-height: 1.4;
  }

  .issuer {
    margin: 10px 0 0;
    padding: 8px 12px;
    border-left: 3px solid var(--_accent);
    background: var(--_tint);
    color: var(--_text);
    overflow-wrap: anywhere;
    max-height: 7em;
    overflow: auto;
  }

  .words {
    white-space: pre-line;
  }

  .frame {
    flex: 1 1 auto;
    min-height: 0;
    overflow: auto;
    align-self: center;
  }

  .frame:focus {
    outline: none;
  }

  .frame:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  ::slotted(iframe) {
    display: block;
    border: 0;
    max-width: 100%;
  }

  :host([size='01']) ::slotted(iframe) {
    width: 250px;
    height: 400px;
  }

  :host([size='02']) ::slotted(iframe) {
    width: 390px;
    height: 400px;
  }

  :host([size='03']) ::slotted(iframe) {
    width: 500px;
    height: 600px;
  }

  :host([size='04']) ::slotted(iframe) {
    width: 600px;
    height: 400px;
  }

  /* The whole viewport: no border, no corners, and the bank's page takes what title and footer leave. */
  :host([size='05']) .window.full[open] {
    width: 100dvw;
    height: 100dvh;
    margin: 0;
    border: 0;
    border-radius: 0;
  }

  :host([size='05']) .frame {
    align-self: stretch;
  }

  :host([size='05']) ::slotted(iframe) {
    width: 100%;
    height: 100%;
  }

  .app {
    display: grid;
    align-self: center;
    justify-items: center;
    gap: 12px;
    width: min(440px, 100dvw - 34px);
    padding: 32px 28px;
    text-align: center;
    overflow: auto;
  }

  .app p {
    margin: 0;
    text-wrap: pretty;
  }

  .phone {
    width: 40px;
    height: 64px;
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2;
  }

  .phone path {
    animation: beat 1.6s ease-in-out infinite;
  }

  @keyframes beat {
    50% {
      opacity: 0.3;
    }
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    justify-content: space-between;
    padding: 12px 20px;
    border-top: 1px solid var(--_border);
    font-size: 0.875em;
  }

  .time {
    margin: 0;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  footer .quiet {
    flex: 0 1 auto;
  }

  .leave {
    width: min(420px, 100dvw - 32px);
    padding: 24px;
  }

  .leave p {
    margin: 8px 0 20px;
    color: var(--_muted);
  }

  .answers {
    display: grid;
    gap: 10px;
  }

  @media (max-width: 499px) {
    footer {
      justify-content: center;
      padding: 10px 16px max(10px, env(safe-area-inset-bottom));
    }

    header {
      padding: 12px 16px 10px;
    }

    footer .quiet {
      width: 100%;
    }
  }

  /* A low window: the bank's page matters more than the words around it. */
  @media (max-height: 480px) {
    header {
      padding-block: 8px;
    }

    header .intro {
      display: none;
    }

    footer {
      padding-block: 6px;
    }
  }
`;
