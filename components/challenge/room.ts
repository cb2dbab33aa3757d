import {windowSizes, type WindowSize} from '#contract/challenge.ts';

/** What the window needs around the bank's page, in CSS pixels: its title above, "cancel" below, air at the sides. */
export const frameMarginPx = {width: 2 * 16 + 2, height: 196} as const;

/** Narrower viewports are phones, and read best on the whole screen. */
const phoneWidthPx = 500;

/** Chooses the size of the bank's page for a viewport. It stays for the whole challenge. Pure. */
export function sizeFor(viewport: {readonly width: number; readonly height: number}): WindowSize {
  const width = viewport.width - frameMarginPx.width;
  const height = viewport.height - frameMarginPx.height;
  if (viewport.width < phoneWidthPx || height < windowSizes['02'].height) return '05';
  if (width >= windowSizes['03'].width && height >= windowSizes['03'].height) return '03';
  if (width >= windowSizes['04'].width) return '04';
  return width >= windowSizes['02'].width ? '02' : '01';
}

/** `creq` must come back with the same size when the page was loaded again: remembered by the bridge's address. */
export function rememberSize(url: string, size: WindowSize): void {
  try {
    sessionStorage.setItem(storageKey(url), size);
  } catch {
    // Storage may be forbidden in a frame; then only a reload in a window of another size is at stake.
  }
}

/** The size that this challenge began with, in this tab. */
export function rememberedSize(url: string): WindowSize | undefined {
  try {
    const size = sessionStorage.getItem(storageKey(url));
    return size !== null && isWindowSize(size) ? size : undefined;
  } catch {
    return undefined;
  }
}

function storageKey(url: string): string {
  return `guichet:challenge:${new URL(url, location.href).pathname}`;
}

function isWindowSize(size: string): size is WindowSize {
  return Object.hasOwn(windowSizes, size);
}
