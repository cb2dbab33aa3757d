import {encode} from 'uqr';

/**
 * A QR code as one SVG path: `<svg viewBox="0 0 size size"><path d="path" /></svg>`, filled black on white.
 *
 * One unit is one module. The quiet zone is part of the drawing; `border` says how wide it is.
 */
export interface QrDrawing {
  readonly path: string;
  readonly size: number;
  readonly border: number;
}

/** How much of a code may be lost: about 7, 15, 25 and 30 percent. */
export type QrLevel = 'L' | 'M' | 'Q' | 'H';

/** The quiet zone that ISO 18004 asks for. */
const quietZone = 4;

/**
 * Draws a text. M is what EPC codes want.
 *
 * @throws Error when the text is too long for any code (2331 bytes with M).
 */
export function qrPath(text: string, level: QrLevel = 'M'): QrDrawing {
  const {data, size} = encode(text, {ecc: level, border: 0});
  return {path: runs(data, quietZone, () => true), size: size + 2 * quietZone, border: quietZone};
}

/** In print the code without its border is 46 mm wide, the cross 7 mm, the quiet zone 5 mm (SIX guidelines). */
const codeMm = 46;
const crossMm = 7;
const quietMm = 5;

/**
 * Draws a Swiss QR-bill: correction M, the Swiss cross in the middle.
 *
 * Print it `46 × size / (size − 2 × border)` millimetres wide, which is what `swissQrWidthMm` computes.
 */
export function swissQrPath(payload: string): QrDrawing {
  const {data, size} = encode(payload, {ecc: 'M', border: 0, maxVersion: 25});
  const border = Math.max(quietZone, Math.ceil((quietMm / codeMm) * size));
  const cross = (crossMm / codeMm) * size;
  const from = (size - cross) / 2;
  const to = from + cross;
  // A module that the cross only touches goes too: half a module reads worse than none.
  const clear = (x: number, y: number): boolean => x + 1 <= from || x >= to || y + 1 <= from || y >= to;
  return {
    path: runs(data, border, clear) + swissCross(border + from, cross),
    size: size + 2 * border,
    border,
  };
}

/** How wide to print a Swiss code, border and all. */
export function swissQrWidthMm({size, border}: QrDrawing): number {
  return (codeMm * size) / (size - 2 * border);
}

/** Neighbours in a row are one rectangle: a third of the text, and no hairlines between them. */
function runs(rows: readonly (readonly boolean[])[], border: number, kept: (x: number, y: number) => boolean): string {
  let path = '';
  rows.forEach((row, y) => {
    let start = -1;
    for (let x = 0; x <= row.length; x += 1) {
      const dark = row[x] === true && kept(x, y);
      if (dark && start < 0) start = x;
      if (!dark && start >= 0) {
        path += `M${start + border} ${y + border}h${x - start}v1h${start - x}z`;
        start = -1;
      }
    }
  });
  return path;
}

/**
 * The cross in units of the official drawing, 19.8 wide: a white rim, a black square, and the white cross as a hole in
 * it. The hole runs against the square, so it is one under either fill rule.
 */
function swissCross(at: number, width: number): string {
  const unit = width / 19.8;
  const place = (value: number): number => Number((value * unit).toFixed(3));
  const start = (x: number, y: number): string =>
    `M${Number((at + x * unit).toFixed(3))} ${Number((at + y * unit).toFixed(3))}`;
  const [square, long, thick] = [place(18.4 - 1.4), place(11), place(3.3)];
  const arm = Number(((long - thick) / 2).toFixed(4));
  const box = `${start(1.4, 1.4)}h${square}v${square}h${-square}z`;
  const hole =
    `${start(9.9 - 1.65, 9.9 - 5.5)}v${arm}h${-arm}v${thick}h${arm}v${arm}` +
    `h${thick}v${-arm}h${arm}v${-thick}h${-arm}v${-arm}z`;
  return box + hole;
}
