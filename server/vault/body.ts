/**
 * The whole body, or undefined when it is larger than allowed: then the rest is not read.
 * What was read is the caller's to wipe.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Buffer | undefined> {
  // The header is only a hint that saves reading; the count below is what decides.
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return undefined;
  if (!request.body) return Buffer.alloc(0);

  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return Buffer.concat(chunks);
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
}

/** Only `application/json`: a form of another site cannot be sent with it without asking first (CORS preflight). */
export function isJson(request: Request): boolean {
  return /^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(request.headers.get('content-type') ?? '');
}

/** @returns undefined when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
