import type {World} from '../../ports.ts';

/** Another certificate has another address, so one that was had is kept. */
const keptMax = 8;
/** Whoever posts to us names the address: PayPal's own changes once in a year or so, and more than this is somebody's game. */
const newPerMinuteMax = 6;
const minute = 60_000;

/** PayPal's certificates by address, fetched once each. The address has been checked by whoever asks. */
export function certificateDesk({net, clock}: Pick<World, 'net' | 'clock'>) {
  const kept = new Map<string, Promise<string | undefined>>();
  let fetched: readonly number[] = [];

  async function had(url: string): Promise<string | undefined> {
    const {status, body} = await net.fetch({method: 'GET', url, headers: {accept: '*/*'}, timeoutMs: 5_000});
    return status === 200 ? body : undefined;
  }

  return (url: string): Promise<string | undefined> => {
    const known = kept.get(url);
    if (known) return known;
    const now = clock.now();
    fetched = fetched.filter((at) => now - at < minute);
    if (fetched.length >= newPerMinuteMax) return Promise.resolve(undefined);
    fetched = [...fetched, now];
    const asked = had(url).catch(() => undefined);
    kept.set(url, asked);
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
    // One that could not be had is asked for again.
    void asked.then((pem) => pem === undefined && kept.get(url) === asked && kept.delete(url));
    return asked;
  };
}
