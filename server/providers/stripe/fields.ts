import type {Host, Hosts} from '../provider.ts';
import type {StripeConfig} from './settings.ts';

/** Stripe starts its frames on hosts below its own that change: the wildcard is needed (docs.stripe.com/security/guide). */
const own: Hosts = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
  img: ['https://*.stripe.com'],
};

/** What the page must let in: Stripe's hosts, or those of its double and no others. */
export function hostsOf({scriptUrl}: StripeConfig): Hosts {
  if (scriptUrl === undefined) return own;
  const {protocol, host} = new URL(scriptUrl);
  const double: Host = protocol === 'https:' ? `https://${host}` : `http://${host}`;
  return {script: [double], frame: [double], connect: [], img: []};
}

/** What Stripe's script in the page is told. */
export function settingsOf({publishableKey, scriptUrl}: StripeConfig): Readonly<Record<string, string>> {
  return {publishable_key: publishableKey, ...(scriptUrl !== undefined && {script_url: scriptUrl})};
}
