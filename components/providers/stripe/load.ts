import type {Stripe} from '@stripe/stripe-js';
import {loadStripe} from '@stripe/stripe-js/pure';

/** One for each key in the whole document: Stripe leaves frames in it that nothing takes out again. */
const stripes = new Map<string, Promise<Stripe>>();

/**
 * Brings Stripe's script, at the moment when a shopper wants to pay with it and not before.
 *
 * @param scriptUrl - The stand-in of the double of Stripe, in tests; it puts itself where Stripe's loader looks first.
 */
export function stripeFor(key: string, scriptUrl: string | undefined): Promise<Stripe> {
  const known = stripes.get(key);
  if (known) return known;
  const coming = load(key, scriptUrl);
  stripes.set(key, coming);
  // Whoever asks again after a failure gets another try.
  coming.catch(() => stripes.delete(key));
  return coming;
}

async function load(key: string, scriptUrl: string | undefined): Promise<Stripe> {
  if (scriptUrl !== undefined) await bring(scriptUrl);
  const stripe = await loadStripe(key);
  if (!stripe) throw new Error('no_stripe');
  return stripe;
}

async function bring(src: string): Promise<void> {
  const script = document.createElement('script');
  await new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('no_script')));
    script.src = src;
    document.head.append(script);
  });
}
