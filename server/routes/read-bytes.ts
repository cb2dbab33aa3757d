import {Problem, type ProblemCode} from './problem.ts';

/** A body in full, as far as we take one. @throws Problem of that code when it is longer. */
export async function readBytes(request: Request, bytesMax: number, tooLarge: ProblemCode): Promise<Buffer> {
  // The header is only a hint that saves reading; the count below is what decides.
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw new Problem(tooLarge);
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
      throw new Problem(tooLarge);
    }
    chunks.push(value);
  }
}
