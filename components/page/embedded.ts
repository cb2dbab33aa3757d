import {isLocale, type Locale} from '#contract/locale.ts';
import type {FromPage} from '#contract/messages.ts';
import {joinParent, listen} from '../base/port.ts';
import type {GuichetPaymentPage} from './guichet-payment-page.ts';
import {isDone, wayBack} from './way-back.ts';

/** The parent has this long to make room before the bank's window opens in the room that there is. */
const roomMs = 400;

/**
 * In a merchant's page: talks over one port, and over nothing else, to the document that holds the frame.
 *
 * It begins before the element is defined, so that the frame has its height at once.
 */
export async function embed(page: GuichetPaymentPage, origins: readonly string[], nonce: string): Promise<void> {
  // The policy lets in these origins only. The parent has named itself in the address, else the browser may; only where
  // neither did (Firefox says `null`, as the frame sends no referrer) are all of them tried.
  const [ancestor = 'null'] = location.ancestorOrigins ?? [];
  const named = origins.filter(
    (origin) => origin === new URLSearchParams(location.search).get('p') || origin === ancestor,
  );
  const port = await Promise.any((named.length > 0 ? named : origins).map((origin) => joinParent(origin, nonce)));
  const tell = (message: FromPage) => port.postMessage(message);

  listen(port, ({type, tokens, scheme, locale}) => {
    if (type === 'theme' && isRecord(tokens)) {
      if (typeof scheme === 'string') document.documentElement.style.colorScheme = schemeLike(scheme);
      void dress(page, tokens);
    }
    if (type === 'locale' && isLocale(locale)) void speak(page, locale);
    if (type === 'teardown') page.remove();
  });

  const measure = () => tell({type: 'resize', height: Math.min(Math.ceil(page.getBoundingClientRect().height), 4000)});
  new ResizeObserver(measure).observe(page);

  page.addEventListener('guichet-method-change', ({method}) => tell({type: 'method', name: method}));
  page.addEventListener('guichet-challenge-show', (event) => {
    const roomy = new Promise((resolve) => {
      addEventListener('resize', resolve, {once: true});
      setTimeout(resolve, roomMs);
    });
    tell({type: 'viewport', mode: 'full'});
    event.waitUntil(roomy);
    // Whatever closes the window, also when the page took its element away, gives the shop its place back.
    void event.closed.then(() => tell({type: 'viewport', mode: 'inline'}));
  });
  // The shop hears of it at once, and keeps the ticket on show until the shopper asks to leave.
  page.addEventListener('guichet-complete', ({status, session}) => tell({type: 'complete', status, session}));
  page.addEventListener('guichet-return', () => {
    const view = page.current;
    if (!view) return;
    if (isDone(view)) tell({type: 'return', return_url: wayBack(view)});
    else tell({type: 'cancel', cancel_url: wayBack(view)});
  });
  page.addEventListener('guichet-cancel', () => tell({type: 'cancel', cancel_url: page.current?.cancel_url ?? null}));

  await customElements.whenDefined('guichet-payment-page');
  await page.updateComplete;
  tell({type: 'ready'});
}

/** Light, dark, or as the device likes, as the shop's own page is; one that says nothing is light. */
function schemeLike(scheme: string): string {
  if (!scheme.includes('dark')) return 'light';
  return scheme.includes('light') ? 'light dark' : 'dark';
}

/** The parser of themes is loaded where there is a theme. */
async function dress(page: GuichetPaymentPage, theme: Readonly<Record<string, unknown>>): Promise<void> {
  const {applyTheme} = await import('../base/tokens.ts');
  applyTheme(document.documentElement, theme);
  await customElements.whenDefined('guichet-payment-page');
  page.refreshTheme();
}

async function speak(page: GuichetPaymentPage, locale: Locale): Promise<void> {
  await customElements.whenDefined('guichet-payment-page');
  await page.speak(locale);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
