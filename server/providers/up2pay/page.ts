import type {Net} from '../../ports.ts';
import type {Up2payConfig} from './settings.ts';

const lookMs = 4_000;

/**
 * The page that says of itself that it works: the first house, else the second. A page that does not would lose the shopper
 * without a word.
 */
export async function openPage({pageUrls}: Up2payConfig, net: Net): Promise<string | undefined> {
  for (const url of pageUrls) if (await works(url, net)) return url;
  return undefined;
}

async function works(pageUrl: string, net: Net): Promise<boolean> {
  try {
    const url = new URL('../load.html', pageUrl).href;
    const {status, body} = await net.fetch({method: 'GET', url, timeoutMs: lookMs});
    return status === 200 && /id="server_status"[^>]*>\s*OK\s*</.test(body);
  } catch {
    return false;
  }
}
