/** The largest invoice that is taken: 2 MiB. */
export const invoiceBytesMax = 2 * 1024 * 1024;

const head = '%PDF-';
const tail = '%%EOF';
/** How far from the end the end mark may be: other readers look as far (ISO 32000-1, 7.5.5, note). */
const tailWithin = 1024;

/**
 * Whether bytes are a PDF by their own marks: its head at the very beginning, so that no browser takes it for anything
 * else, and its end mark near the end, so that a broken upload is refused. What is in it is the shop's own business: it is
 * handed on as a download, in a sandbox, and never shown on our origin.
 */
export function isPdf(bytes: Uint8Array): boolean {
  const text = (part: Uint8Array) => Buffer.from(part).toString('latin1');
  return text(bytes.subarray(0, 8)).startsWith(head) && text(bytes.subarray(-tailWithin)).includes(tail);
}
