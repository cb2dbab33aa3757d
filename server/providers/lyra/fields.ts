import type {Fields, Host} from '../provider.ts';
import type {LyraConfig} from './settings.ts';

/**
 * The card fields in our page, and what they need: hosts of the one brand of the contract. Which of them a policy must name
 * is not published; frames may come from each, as 3-D Secure is the platform's own dialog. The platform's page is the other
 * way, for whoever blocks its script.
 */
export function fieldsOf({embedded, rest, formUrl}: LyraConfig): Fields | undefined {
  if (!embedded || !rest) return undefined;
  const {publicKey, staticUrl} = embedded;
  const own = hostOf(staticUrl);
  const api = hostOf(rest.url);
  return {
    methods: ['card'],
    hosts: {
      script: [own],
      style: [own],
      img: [own],
      connect: distinct(own, api),
      frame: distinct(own, api, hostOf(formUrl)),
    },
    settings: {public_key: publicKey, static_url: staticUrl},
    ownPage: ['card'],
  };
}

function distinct(...hosts: readonly Host[]): readonly Host[] {
  return [...new Set(hosts)];
}

function hostOf(url: string): Host {
  const {protocol, host} = new URL(url);
  return protocol === 'https:' ? `https://${host}` : `http://${host}`;
}
