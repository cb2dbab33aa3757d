import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import type {MiddlewareHandler} from 'hono';

/** Smaller answers are not worth the work. */
const bytesMin = 1000;

/**
 * Documents leave compressed: on a slow line that is most of the wait. They hold no secret beside what a request could
 * put there: tokens are in fragments, which never come here. Files of the build are compressed once, elsewhere.
 */
export function compressDocuments(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const {headers} = c.res;
    if (!headers.get('content-type')?.startsWith('text/html') || headers.has('content-encoding')) return;
    const accepted = c.req.header('accept-encoding') ?? '';
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
    const body = Buffer.from(await c.res.arrayBuffer());
    const isSmall = body.byteLength < bytesMin;
    const packed = isSmall || !encoding ? body : pack(body, encoding);
    c.res = new Response(new Uint8Array(packed), {status: c.res.status, headers});
    c.res.headers.append('vary', 'accept-encoding');
    if (encoding && !isSmall) c.res.headers.set('content-encoding', encoding);
  };
}

function pack(body: Buffer, encoding: 'br' | 'gzip'): Buffer {
  return encoding === 'br'
    ? brotliCompressSync(body, {
        params: {[constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT},
      })
    : gzipSync(body);
}
