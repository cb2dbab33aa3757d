import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** A page that has just appeared may have been slid under a click meant for something else. */
const settledMs = 500;

interface EntryV2 extends IntersectionObserverEntry {
  /** Chromium only (IntersectionObserver v2): nothing covers, fades or distorts the element. */
  readonly isVisible?: boolean;
}

/**
 * Whether a click on its element may count as "yes, pay": the document has been visible for half a second, and where the
 * browser can tell, nothing lies over the button. Where it cannot tell, only `frame-ancestors` protects: never fail closed
 * on a signal that is not there (`delay` of 100 ms is the least that the specification allows).
 */
export class ClickGuard implements ReactiveController {
  private readonly host: ReactiveControllerHost & Element;
  private readonly target: () => Element | null | undefined;
  private observer: IntersectionObserver | undefined;
  private watched: Element | undefined;
  private isCovered = false;
  private shownAtMs = Number.NaN;
  /** When a click under a cover was first not counted, and the shopper was told so. */
  private toldAtMs = Number.NaN;

  constructor(host: ReactiveControllerHost & Element, target: () => Element | null | undefined) {
    this.host = host;
    this.target = target;
    host.addController(this);
  }

  hostConnected(): void {
    this.handleVisibility();
    document.addEventListener('visibilitychange', this.handleVisibility);
  }

  hostUpdated(): void {
    const target = this.target() ?? undefined;
    if (target === this.watched) return;
    this.observer?.disconnect();
    this.watched = target;
    this.isCovered = false;
    // A document of its own that nobody may frame cannot be laid under another one.
    if (!target || window.top === window) return;
    // `trackVisibility` and `delay` are not in the DOM library's types yet.
    const options: IntersectionObserverInit & {trackVisibility: boolean; delay: number} = {
      threshold: 0.5,
      trackVisibility: true,
      delay: 100,
    };
    this.observer = new IntersectionObserver((entries: readonly EntryV2[]) => {
      this.isCovered = entries.at(-1)?.isVisible === false;
    }, options);
    this.observer.observe(target);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    this.observer?.disconnect();
    this.watched = undefined;
  }

  /**
   * Whether this event means what it says. The Enter key is a click too, and needs no pointer: the cover does not matter to
   * a key, the half second does.
   */
  counts(event: Event): boolean {
    const settled = document.visibilityState === 'visible' && event.timeStamp - this.shownAtMs >= settledMs;
    const byPointer = event instanceof MouseEvent && event.detail > 0;
    if (!settled || !byPointer || !this.isCovered) return settled;
    // The signal errs on the side of "covered": whoever was told to look, and clicks again, means it.
    const wasTold = event.timeStamp - this.toldAtMs >= settledMs;
    if (!wasTold && Number.isNaN(this.toldAtMs)) this.toldAtMs = event.timeStamp;
    return wasTold;
  }

  private readonly handleVisibility = () => {
    this.shownAtMs = document.visibilityState === 'visible' ? performance.now() : Number.NaN;
    this.host.requestUpdate();
  };
}
