import jsQR from 'jsqr';
import type {QrDrawing} from '#contract/qr.ts';

/**
 * Paints a path (`M h v z`, straight lines only) into grey pixels and reads it with a decoder of another author.
 *
 * @param scale pixels of one module.
 */
export function readDrawing(drawing: QrDrawing, scale = 3): string | undefined {
  const width = drawing.size * scale;
  const pixels = paint(drawing, scale);
  const rgba = new Uint8ClampedArray(width * width * 4);
  pixels.forEach((dark, index) => rgba.set([...Array<number>(3).fill(dark ? 0 : 255), 255], index * 4));
  const found = jsQR(rgba, width, width, {inversionAttempts: 'dontInvert'});
  // jsQR guesses at encodings; the bytes are what stands in the code.
  return found ? new TextDecoder('utf-8', {fatal: true}).decode(Uint8Array.from(found.binaryData)) : undefined;
}

/** Even-odd, a pixel by its centre, row by row. */
export function paint({path, size}: QrDrawing, scale: number): boolean[] {
  const width = size * scale;
  const crossings = new Map<number, number[]>();
  for (const {x, from, to} of uprights(path)) {
    const first = Math.max(0, Math.ceil(Math.min(from, to) * scale - 0.5));
    const last = Math.min(width - 1, Math.ceil(Math.max(from, to) * scale - 0.5) - 1);
    for (let row = first; row <= last; row += 1) {
      const list = crossings.get(row) ?? [];
      list.push(x * scale);
      crossings.set(row, list);
    }
  }
  const pixels = Array<boolean>(width * width).fill(false);
  for (const [row, list] of crossings) {
    list.sort((a, b) => a - b);
    for (let index = 0; index + 1 < list.length; index += 2) {
      for (let x = Math.ceil(list[index]! - 0.5); x + 0.5 < list[index + 1]!; x += 1) pixels[row * width + x] = true;
    }
  }
  return pixels;
}

/** The upright edges of every outline. @throws Error on a command that it does not know. */
function uprights(path: string): {x: number; from: number; to: number}[] {
  const edges: {x: number; from: number; to: number}[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const commands = [...path.matchAll(/([A-Za-z])([-\d. ]*)/g)];
  if (commands.map(([text]) => text).join('') !== path) throw new Error('what is not a command stands in the path');
  for (const [, command, text = ''] of commands) {
    const [a = 0, b = 0] = text.trim().split(' ').map(Number);
    switch (command) {
      case 'M':
        [x, y, startX, startY] = [a, b, a, b];
        break;
      case 'h':
        x += a;
        break;
      case 'v':
        edges.push({x, from: y, to: y + a});
        y += a;
        break;
      case 'z':
        if (y !== startY) edges.push({x: startX, from: y, to: startY});
        [x, y] = [startX, startY];
        break;
      default:
        throw new Error(`unknown command ${command}`);
    }
  }
  return edges;
}
