import type {ReactiveController, ReactiveControllerHost} from 'lit';

interface Host extends ReactiveControllerHost {
  refreshTheme(): void;
}

/** How a provider's script is told. Each does nothing where nothing was drawn: no script is brought by either. */
interface Hand {
  /** Takes out what was drawn: the element has left its place. */
  readonly erase: () => void;
  /** Draws it anew: the element is in a place again. */
  readonly draw: () => void;
}

/**
 * What a provider's script drew into an element. It is told when the scheme of the system turns. A frame that is moved begins
 * again, and knows nothing any more: wherever its element comes to stand, it is drawn anew. `moveBefore` keeps frames alive, and
 * elements that have a `connectedMoveCallback` are then told neither.
 */
export class Drawing implements ReactiveController {
  private readonly host: Host;
  private readonly hand: Hand;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private isErased = false;

  constructor(host: Host, hand: Hand) {
    this.host = host;
    this.hand = hand;
    host.addController(this);
  }

  hostConnected(): void {
    this.dark.addEventListener('change', this.turn);
    if (this.isErased) this.hand.draw();
    this.isErased = false;
  }

  hostDisconnected(): void {
    this.dark.removeEventListener('change', this.turn);
    this.hand.erase();
    this.isErased = true;
  }

  private readonly turn = () => this.host.refreshTheme();
}
