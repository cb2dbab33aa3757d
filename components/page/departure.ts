import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {keepToken} from './kept-token.ts';

type Host = ReactiveControllerHost & {
  readonly session?: string | undefined;
  readonly token?: string | undefined;
  readonly framed: boolean;
};

/** Large enough for a wallet's page, small enough to leave ours in sight; a phone opens a tab. */
const look = 'popup,width=520,height=760';

/**
 * The way to a provider's page: in this window when the page stands on its own, in a window of its own when the page
 * stands in a shop's frame, since no bank and no wallet lets itself be framed.
 */
export class Departure implements ReactiveController {
  /** The browser did not let a window open: there is a link instead. */
  isBlocked = false;

  private readonly host: Host;
  private window: Window | null = null;
  private isReady = false;

  constructor(host: Host) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.drop();
  }

  /** In the click itself, before anybody is asked: later no browser opens a window. */
  prepare(word: string): void {
    this.drop();
    this.isReady = true;
    if (!this.host.framed) return;
    this.window = window.open('about:blank', '_blank', look);
    this.isBlocked = this.window === null;
    const blank = this.window?.document;
    if (!blank) return;
    blank.title = word;
    blank.body.textContent = word;
  }

  /** No window of the provider's script came: from a page on its own the shopper is led there, in a frame there is a link. */
  instead(): void {
    this.drop();
    this.isReady = !this.host.framed;
    this.isBlocked = this.host.framed;
    this.host.requestUpdate();
  }

  /** The server has said where. Does nothing unless a click of this page asked for it. */
  go(url: string): void {
    if (!this.isReady || !isWeb(url)) return;
    this.isReady = false;
    if (this.host.framed) {
      if (this.window) this.window.location.href = url;
      return;
    }
    this.remember();
    location.assign(url);
  }

  /** A click on the link there. A window that is still open comes to the front; the link itself needs no help. */
  again(event: Event, url: string): void {
    this.remember();
    if (!this.host.framed) return;
    if (this.window && !this.window.closed) this.window.focus();
    // Opened by us, it can close itself when it comes back; opened by the link, it cannot.
    else this.window = window.open(url, '_blank', look);
    if (this.window) event.preventDefault();
    this.isBlocked = false;
    this.host.requestUpdate();
  }

  /** Nothing is to be done there any more. */
  drop(): void {
    this.isReady = false;
    this.isBlocked = false;
    this.window?.close();
    this.window = null;
  }

  /** The shopper may be led elsewhere in this very tab, and is to know the session when they come back. */
  remember(): void {
    const {session, token, framed} = this.host;
    if (!framed && session && token) keepToken(session, token);
  }
}

/** An address of our server's; a script address would still be refused here. */
export function isWeb(url: string): boolean {
  return /^https?:\/\//.test(url);
}
