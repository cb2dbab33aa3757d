/** What a test's frame heard from its parent, in order. */
export interface Heard {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

type Inner = Window & {eval(code: string): unknown; heard: Heard[]};

/** Waits for the frame's (empty) document, which is of our own origin, and listens there. */
export async function inside(frame: HTMLIFrameElement): Promise<Inner> {
  await new Promise((resolve) => frame.addEventListener('load', resolve, {once: true}));
  const inner = frame.contentWindow as Inner;
  inner.eval('window.heard = []; addEventListener("message", ({data, ports}) => heard.push({data, ports}))');
  return inner;
}

/** Posts to the parent as the frame itself does: origin and source are the frame's. */
export function post(inner: Inner, message: unknown): void {
  inner.eval(`parent.postMessage(${JSON.stringify(message)}, location.origin)`);
}

/** Lets messages arrive. */
export function settle(ms = 60): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds. */
export async function until(holds: () => unknown, ms = 2000): Promise<void> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`still not: ${holds}`);
    await settle(10);
  }
}
