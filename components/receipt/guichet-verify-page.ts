import {html, LitElement, nothing, svg} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {formatMoney} from '#contract/money.ts';
import type {ReceiptKey, Seal} from '#contract/receipt.ts';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {plain} from '../order/plain.ts';
import {languageSwitch} from './language-switch.ts';
import styles from './pages.styles.ts';
import {verify, type Verdict} from './verify.ts';

/**
 * Where a ticket's QR code leads: anyone can check there that we signed it, without an account and without us learning
 * which ticket it was. The signature is in the fragment; the browser checks it against the published keys.
 */
@customElement('guichet-verify-page')
export class GuichetVerifyPage extends LitElement {
  static override styles = [tokens, buttons, styles];

  /** `fr` or `en`. */
  @property() locale?: string;

  @state() private verdict: Verdict | undefined;

  private readonly translator = new Translator(this);
  private readonly check = () => void this.look();

  override connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.check);
    this.check();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.check);
  }

  override render() {
    const {t, locale} = this.translator;
    return html`
      <div class="column">
        <div class="top">
          <h1>${t('verify.title')}</h1>
          ${languageSwitch(locale, (next) => this.handleLanguage(next))}
        </div>
        <div role="status">${this.verdict ? this.renderVerdict(this.verdict) : t('verify.checking')}</div>
      </div>
    `;
  }

  private renderVerdict(verdict: Verdict) {
    const {t} = this.translator;
    const {kind} = verdict;
    const date = kind === 'valid' ? this.moment(verdict.seal.t) : '';
    return html`
      <section class="verdict ${kind}" aria-labelledby="verdict">
        <h2 id="verdict">${icons[kind]} ${t(`verify.${kind}.title`)}</h2>
        <p>${t(`verify.${kind}.text`, {date})}</p>
        ${kind === 'valid' ? this.renderSeal(verdict.seal, verdict.kid) : nothing}
        ${
          kind === 'unreachable'
            ? html`<div class="acts">
                <button class="quiet" type="button" @click=${this.check}>${t('verify.retry')}</button>
              </div>`
            : nothing
        }
      </section>
    `;
  }

  private renderSeal(seal: Seal, kid: string) {
    const {t, locale} = this.translator;
    const charged = seal.p ?? seal;
    const money = (amount: number) => formatMoney({amount, currency: charged.c}, intlLocales[locale], 'code');
    const lines: readonly (readonly [string, string | undefined])[] = [
      ['merchant', plain(seal.m)],
      ['order', plain(seal.o)],
      ['amount', money(charged.a)],
      ['order_amount', seal.p && formatMoney({amount: seal.a, currency: seal.c}, intlLocales[locale], 'code')],
      ['debited', money(charged.d)],
      ['refunded', charged.r > 0 ? money(charged.r) : undefined],
      ['card', seal.k === undefined ? undefined : `•••• ${seal.k}`],
      ['issued', this.moment(seal.t)],
      ['number', `${seal.i} (${seal.n})`],
    ];
    return html`
      ${seal.x === 1 ? html`<p class="test">${t('verify.test')}</p>` : nothing}
      <dl>
        ${lines.map(([key, value]) =>
          value === undefined
            ? nothing
            : html`<div class="line">
                <dt>${t(`verify.${key}`)}</dt>
                <dd><bdi>${value}</bdi></dd>
              </div>`,
        )}
      </dl>
      <p class="key">${t('verify.signed_by')} ${location.origin}, ${kid}</p>
    `;
  }

  private moment(at: string): string {
    const {locale} = this.translator;
    const format = {dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris'} as const;
    return new Intl.DateTimeFormat(intlLocales[locale], format).format(new Date(at));
  }

  private async look() {
    this.verdict = undefined;
    this.verdict = await verify(location.hash.slice(1), {keys: publishedKeys, subtle: globalThis.crypto?.subtle});
  }

  private handleLanguage(locale: Locale) {
    this.locale = locale;
    document.documentElement.lang = locale;
    document.title = this.translator.t('verify.title');
  }
}

async function publishedKeys(): Promise<readonly ReceiptKey[] | undefined> {
  try {
    const response = await fetch(`${new URL(import.meta.url).origin}/.well-known/jwks.json`, {credentials: 'omit'});
    const body: unknown = response.ok ? await response.json() : undefined;
    const keys: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'keys') : undefined;
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

const circle = svg`<circle cx="17" cy="17" r="15" />`;
const tick = svg`<svg viewBox="0 0 34 34" aria-hidden="true">${circle}<path d="M10 17.5l5 5 9.5-10.5" /></svg>`;
const cross = svg`<svg viewBox="0 0 34 34" aria-hidden="true">${circle}<path d="M12 12l10 10M22 12L12 22" /></svg>`;
const doubt = svg`<svg viewBox="0 0 34 34" aria-hidden="true">${circle}<path d="M17 10v9M17 24v.1" /></svg>`;

const icons: Readonly<Record<Verdict['kind'], unknown>> = {
  valid: tick,
  altered: cross,
  unknown_key: cross,
  none: doubt,
  unsupported: doubt,
  unreachable: doubt,
};

declare global {
  interface HTMLElementTagNameMap {
    'guichet-verify-page': GuichetVerifyPage;
  }
}
