import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {SessionView} from '#contract/session.ts';
import {liveSession, type LiveSession} from './live-session.ts';

type Host = ReactiveControllerHost & {
  readonly session?: string | undefined;
  readonly token?: string | undefined;
  readonly isConnected: boolean;
};

/** Lets its element live with the session that its `session` and `token` name, for as long as it is in a document. */
export class SessionReader implements ReactiveController {
  /** Undefined until the element has both `session` and `token`. */
  live: LiveSession | undefined;

  private readonly host: Host;
  private leave: (() => void) | undefined;

  constructor(host: Host) {
    this.host = host;
    host.addController(this);
  }

  /** What the server last said. */
  get view(): SessionView | undefined {
    return this.live?.view;
  }

  hostConnected(): void {
    this.join();
  }

  hostUpdate(): void {
    this.join();
  }

  hostDisconnected(): void {
    this.leave?.();
    this.leave = undefined;
    this.live = undefined;
  }

  private join(): void {
    const {session, token, isConnected} = this.host;
    const live = session && token && isConnected ? liveSession(session, token) : undefined;
    if (live === this.live) return;
    this.leave?.();
    this.live = live;
    this.leave = live?.subscribe(() => this.host.requestUpdate());
  }
}
