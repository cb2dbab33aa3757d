/** Between two tries; the line's own word that it is back ends a pause. Half a minute in all. */
const pausesMs = [500, 1000, 2000, 4000, 8000, 16_000] as const;

/**
 * A part of the page that comes later, over a line that may break meanwhile: fetched once, however often it is asked for.
 *
 * Chromium remembers for as long as the document lives that a module did not come: asked for again under the same address it
 * fails without asking (whatwg/html, issue 6768). The next try goes under another one, made of that which the error names.
 *
 * @param load - Imports a chunk of its own: only then are its exports under both addresses the same.
 * @returns a function that fetches it, and throws what the last try threw.
 */
export function again<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let asked: Promise<Part> | undefined;
  return () =>
    (asked ??= insist(load).catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
}

async function insist<Part>(load: () => Promise<Part>): Promise<Part> {
  let ask = load;
  for (const [tries, ms] of pausesMs.entries()) {
    try {
      return await ask();
    } catch (error) {
      await lineOrPause(ms);
      const [address] = /https?:\S+\.js/.exec(String(error)) ?? [];
      // Whatever an error says: nothing but what comes from where this file came from.
      const isOurs = address?.startsWith(`${new URL(import.meta.url).origin}/`);
      ask = isOurs ? () => import(/* @vite-ignore */ `${address}?${tries + 1}`) : load;
    }
  }
  return ask();
}

function lineOrPause(ms: number): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', resolve, {once: true});
  });
}
