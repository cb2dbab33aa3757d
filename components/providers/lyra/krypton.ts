import type {Locale} from '#contract/locale.ts';

/**
 * As much of the platform's script ("Krypton") as is spoken here. Source: Lyra's own `@lyracom/embedded-form-glue` 1.4.4 and
 * its published plugins; never run against the real script.
 */
export interface Krypton {
  /** Set once it can be spoken to. */
  readonly ready?: unknown;
  setFormConfig(config: Readonly<Record<string, unknown>>): Promise<unknown>;
  renderElements(place: HTMLElement): Promise<unknown>;
  /** With all that was listening. */
  removeForms(): Promise<unknown>;
  /** Rejects when something is missing, with a `result` that can say so beside the fields. */
  validateForm(): Promise<unknown>;
  submit(): Promise<unknown>;
  /** `false`: nothing is posted anywhere. */
  onSubmit(hear: (answer: KryptonAnswer) => boolean): Promise<unknown>;
  onError(hear: (error: KryptonError) => void): Promise<unknown>;
  on3dSecureAbort(hear: () => void): Promise<unknown>;
  onFocus(hear: () => void): Promise<unknown>;
  readonly fields?: {focus?(field: 'kr-pan'): Promise<unknown>};
}

export interface KryptonAnswer {
  readonly clientAnswer?: {readonly orderStatus?: string};
}

export interface KryptonError {
  readonly errorCode?: string;
  /** Of a refusal: `OPEN` while the same token takes another card. */
  readonly metadata?: {readonly answer?: {readonly clientAnswer?: {readonly orderCycle?: string}}};
}

declare global {
  interface Window {
    KR?: Krypton;
  }
}

/** What Lyra's examples draw a form with before there is a payment: nobody can pay with it (`CLIENT_998`). */
export const noToken = 'DEMO-TOKEN-TO-BE-REPLACED';

/** Only these are published for sure. */
export const regions: Readonly<Record<Locale, string>> = {fr: 'fr-FR', en: 'en-US'};

const pauseMs = 50;
let coming: Promise<Krypton> | undefined;

/** Brings the platform's script, once for the whole document, at the moment when a shopper wants to pay with it. */
export function kryptonFor(settings: Readonly<Record<string, string>>, locale: Locale): Promise<Krypton> {
  coming ??= load(settings, locale);
  // Whoever asks again after a failure gets another try.
  coming.catch(() => (coming = undefined));
  return coming;
}

async function load(
  {public_key: key = '', static_url: home = ''}: Readonly<Record<string, string>>,
  locale: Locale,
): Promise<Krypton> {
  if (window.KR?.ready) return window.KR;
  const look = document.createElement('link');
  look.rel = 'stylesheet';
  look.href = `${home}js/krypton-client/V4.0/ext/neon-reset.min.css`;
  document.head.append(look);

  const script = document.createElement('script');
  const attributes = {'kr-public-key': key, 'kr-language': regions[locale], 'kr-spa-mode': 'true'};
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  await new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('no_script')));
    script.src = `${home}js/krypton-client/V4.0/stable/kr-payment-form.min.js`;
    document.head.append(script);
  });
  return speaking();
}

/** It says itself when it can be spoken to. Whoever called gives up after a while; so does this. */
async function speaking(): Promise<Krypton> {
  for (let waited = 0; waited < 10_000; waited += pauseMs) {
    if (window.KR?.ready) return window.KR;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error('not_ready');
}

/** How a submission ended, as far as the script says. `open`: it is not paid, and the same token is as good as before. */
export type Turn = 'done' | 'failed' | 'open';

/** Pure. @returns undefined for a mere warning. */
export function turnOf({errorCode = '', metadata}: KryptonError): Turn | undefined {
  if (/^CLIENT_7\d\d$/.test(errorCode)) return undefined;
  // We ask for one card to a token; a platform that lets it take another must not be paid beside it.
  if (metadata?.answer?.clientAnswer?.orderCycle === 'OPEN') return 'open';
  // Its window was closed, a field is wrong, or the line is down.
  return /^(CLIENT_(101|3\d\d|999)|PSP_999)$/.test(errorCode) ? 'open' : 'failed';
}

/** Lets the script say beside its fields what is missing. */
export function sayWrong(rejection: unknown): void {
  const result: unknown = Reflect.get(Object(rejection), 'result');
  const say: unknown = Reflect.get(Object(result), 'doOnError');
  if (typeof say === 'function') say.call(result);
}
