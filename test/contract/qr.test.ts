import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {qrPath, swissQrPath, swissQrWidthMm, type QrLevel} from '#contract/qr.ts';
import {paint, readDrawing} from './read-qr.ts';

const texts = ['https://pay.example/r/rcp_Jw3q?s=abc', '0123456789', 'ABC $%*+-./:', 'Été – 129,90 €', 'Ж'.repeat(100)];

for (const text of texts) {
  for (const level of ['L', 'M', 'Q', 'H'] satisfies QrLevel[]) {
    test(`${text.slice(0, 20)} is read back at level ${level}`, () => {
      assert.equal(readDrawing(qrPath(text, level)), text);
    });
  }
}

test('whatever is written is read back', () => {
  fc.assert(
    fc.property(fc.string({unit: 'grapheme', minLength: 1, maxLength: 80}), (text) => {
      assert.equal(readDrawing(qrPath(text)), text);
    }),
    {numRuns: 30},
  );
});

test('more correction makes a larger code; four white modules stand around it', () => {
  const [low, high] = [qrPath('a'.repeat(60), 'L'), qrPath('a'.repeat(60), 'H')];
  assert.ok(low.size < high.size);
  const pixels = paint(low, 1);
  pixels.forEach((dark, index) => {
    const [x, y] = [index % low.size, Math.floor(index / low.size)];
    if (dark)
      assert.ok(
        [x, y].every((at) => at >= low.border && at < low.size - low.border),
        `${x},${y}`,
      );
  });
  assert.ok(pixels[low.border * low.size + low.border], 'a finder pattern begins at the border');
});

test('a text that no code holds is refused', () => assert.throws(() => qrPath('x'.repeat(3_000))));

test('the Swiss cross is 7 mm of 46, in the middle: white rim, black square, white cross', () => {
  const drawing = swissQrPath('x'.repeat(300));
  const mm = 46 / (drawing.size - 2 * drawing.border);
  const scale = 20;
  const pixels = paint(drawing, scale);
  /** @param x millimetres from the middle. */
  const dark = (x: number, y: number): boolean => {
    const at = (value: number): number => Math.round((drawing.size / 2 + value / mm) * scale);
    return pixels[at(y) * drawing.size * scale + at(x)]!;
  };
  assert.equal(dark(0, 0), false, 'the middle of the cross');
  for (const [x, y] of [
    [1.5, 0],
    [-1.5, 0],
    [0, 1.5],
    [0, -1.5],
  ] as const)
    assert.equal(dark(x, y), false, 'an arm');
  for (const [x, y] of [
    [1.5, 1.5],
    [-1.5, 1.5],
    [2.6, 0],
    [0, -2.6],
  ] as const)
    assert.equal(dark(x, y), true, 'the square');
  for (let at = -3.4; at <= 3.4; at += 0.1) {
    for (const edge of [-3.3, 3.3]) assert.ok(!dark(at, edge) && !dark(edge, at), 'the rim');
  }
  assert.ok(drawing.border * mm >= 5, 'a quiet zone of 5 mm');
  assert.ok(Math.abs(swissQrWidthMm(drawing) - drawing.size * mm) < 1e-9);
});
