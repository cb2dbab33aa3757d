import type {
  CardFieldComponent,
  CardFieldsOneTimePaymentSession,
  CardFieldTypes,
  EventState,
  SdkInstance,
} from '@paypal/paypal-js/sdk-v6';
import {html, LitElement, nothing, type PropertyValues} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Locale} from '#contract/locale.ts';
import type {SessionView} from '#contract/session.ts';
import type {MethodType} from '#contract/statuses.ts';
import {addLater, Translator} from '../../base/i18n.ts';
import {Drawing} from '../drawing.ts';
import {GuichetFieldsPayEvent, NotServed, type FieldsAction, type FieldsWord, type ProviderFields} from '../fields.ts';
import {takeRoom} from '../room.ts';
import {cardFields, faultOf, type Vendors} from './card-faults.ts';
import {cardLookOf} from './card-look.ts';
import styles from './guichet-paypal-card.styles.ts';
import {amountOf, paypalIn, regions} from './load.ts';
import {cardTexts} from './texts.ts';

const components = ['card-fields'] as const;

/** Our word for each field. */
const labels: Readonly<Record<CardFieldTypes, string>> = {
  number: 'card.number',
  expiry: 'card.expiry',
  cvv: 'card.cvc',
  name: 'paypal_card.name',
};

/**
 * A card, in PayPal's fields: each is a frame of PayPal's, with our words and our look around it. What is typed goes from there to
 * PayPal and never comes here; our server makes the order, and takes it once PayPal and the card's bank have said yes.
 */
@customElement('guichet-paypal-card')
export class GuichetPaypalCard extends LitElement implements ProviderFields {
  @property({attribute: false}) view!: SessionView;
  @property({attribute: false}) method: MethodType = 'card';
  @property({attribute: false}) locale: Locale = 'fr';
  @property({attribute: false}) settings: Readonly<Record<string, string>> = {};

  /** Keys of sentences, by field. */
  @state() private wrong: Readonly<Partial<Record<CardFieldTypes, string>>> = {};
  /** PayPal would not have what was typed. */
  @state() private isRefused = false;
  /** What our server had refused before this try. */
  private declineBefore = '';

  private readonly translator = new Translator(this);
  private sdk: SdkInstance<typeof components> | undefined;
  private session: CardFieldsOneTimePaymentSession | undefined;
  private drawn: readonly CardFieldComponent[] = [];
  private vendors: Vendors = [];
  private said: EventState | undefined;

  // Seen from PayPal's script, this is the document.
  override createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    new Drawing(this, {
      erase: () => this.session?.destroy(),
      draw: () => {
        this.wrong = {};
        if (this.sdk) this.draw(this.sdk).catch(() => undefined);
      },
    });
  }

  override connectedCallback() {
    super.connectedCallback();
    const root = this.getRootNode();
    const {styleSheet} = styles;
    if (styleSheet && (root instanceof Document || root instanceof ShadowRoot)) {
      if (!root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet);
    }
  }

  /** Moved with `moveBefore`: PayPal's frames live on. */
  connectedMoveCallback() {}

  override render() {
    const {t} = this.translator;
    const {isRefused, view} = this;
    return html`
      <div class="fields">
        ${cardFields.map(
          (type) => html`
            <div class=${type}>
              <span class="label" aria-hidden="true">${t(labels[type])}</span>
              <div class="hold"></div>
              ${this.wrong[type] ? html`<p class="wrong">${t(this.wrong[type])}</p>` : nothing}
            </div>
          `,
        )}
      </div>
      ${
        // Where our server knows why, it says so.
        isRefused && this.declineBefore === declineOf(view)
          ? html`<p class="wrong" role="alert">${t('paypal_card.refused')}</p>`
          : nothing
      }
    `;
  }

  override updated(changed: PropertyValues<this>) {
    const before = changed.get('view');
    const now = amountOf(this.view);
    if (before && JSON.stringify(amountOf(before)) !== JSON.stringify(now)) {
      this.session?.update({amount: {value: now.amount, currencyCode: now.currencyCode}});
    }
    if (changed.has('locale') && this.session) {
      this.sdk?.updateLocale(regions[this.locale]);
      void this.redraw();
    }
  }

  async ready(): Promise<void> {
    const [sdk] = await Promise.all([paypalIn(this.settings, components, this.locale), addLater(cardTexts)]);
    const methods = await sdk.findEligibleMethods(amountOf(this.view));
    if (!methods.isEligible('advanced_cards')) throw new NotServed('not_eligible');
    this.vendors = methods.getDetails('advanced_cards').vendors;
    await this.updateComplete;
    if (!this.isConnected) throw new Error('gone');
    this.sdk = sdk;
    await this.draw(sdk);
  }

  private async draw(sdk: SdkInstance<typeof components>): Promise<void> {
    const {t} = this.translator;
    const session = sdk.createCardFieldsOneTimePaymentSession();
    const style = cardLookOf(this);
    this.session = session;
    this.said = undefined;
    this.drawn = cardFields.map((type) =>
      session.createCardFieldsComponent({
        type,
        style,
        ariaLabel: t(labels[type]),
        ariaInvalidErrorMessage: t(`paypal_card.invalid.${type}`),
        placeholder: type === 'expiry' ? t('card.expiry_format') : '',
      }),
    );
    const holds = this.querySelectorAll('.hold');
    this.drawn.forEach((field, index) => holds[index]?.replaceChildren(field));
    const hear = (then?: (sender: CardFieldTypes) => void) => (event: {data: EventState; sender: CardFieldTypes}) => {
      // Of a form that was drawn before.
      if (this.session !== session) return;
      this.said = event.data;
      this.mend(event.sender);
      then?.(event.sender);
    };
    await Promise.all([
      session.on('change', hear()),
      session.on('validitychange', hear()),
      session.on('cardtypechange', hear()),
      session.on(
        'blur',
        hear((sender) => this.look(sender)),
      ),
      session.on(
        'inputsubmit',
        hear(() => this.dispatchEvent(new GuichetFieldsPayEvent())),
      ),
    ]);
  }

  /** Their words and their look are given once: they are drawn again while nobody has typed anything that would be lost. */
  private async redraw(): Promise<void> {
    const {sdk, said} = this;
    if (!sdk || cardFields.some((type) => said?.[type]?.isEmpty === false)) return;
    this.session?.destroy();
    await this.draw(sdk);
  }

  /** A word about a field is gone once it is no longer true; a new one is not said while somebody types. */
  private mend(type: CardFieldTypes): void {
    this.isRefused = false;
    if (!this.wrong[type] || faultOf(type, this.said, this.vendors)) return;
    const {[type]: _, ...rest} = this.wrong;
    this.wrong = rest;
  }

  /** Left behind, and filled in: what is wrong with it can be said. */
  private look(type: CardFieldTypes): void {
    const fault = faultOf(type, this.said, this.vendors);
    if (fault && this.said?.[type]?.isEmpty === false) this.wrong = {...this.wrong, [type]: fault};
  }

  async submit(): Promise<'ready' | 'incomplete'> {
    this.isRefused = false;
    const found = cardFields.flatMap((type) => {
      const fault = faultOf(type, this.said, this.vendors);
      return fault ? [[type, fault] as const] : [];
    });
    this.wrong = Object.fromEntries(found);
    const [first] = found;
    if (!first) return 'ready';
    this.drawn[cardFields.indexOf(first[0])]?.focus();
    return 'incomplete';
  }

  async pay(action: Promise<FieldsAction>): Promise<FieldsWord> {
    const {data} = await action;
    const {session} = this;
    this.isRefused = false;
    this.declineBefore = declineOf(this.view);
    const order = data['order_id'];
    if (!session || order === undefined) return 'failed';
    // The card's bank may ask something, in a dialog of PayPal's.
    const giveBack = await takeRoom(this);
    try {
      const {state: word} = await session.submit(order).catch(() => ({state: 'failed'}) as const);
      this.isRefused = word === 'failed';
      return word === 'succeeded' ? 'done' : word;
    } finally {
      giveBack();
    }
  }

  override focus(): void {
    this.drawn[0]?.focus();
  }

  /** PayPal's frames do not inherit our tokens. */
  refreshTheme(): void {
    void this.redraw();
  }
}

function declineOf({payment_intent: {last_decline: decline}}: SessionView): string {
  return JSON.stringify(decline);
}

/** For the table of who draws what. */
export function make(): ProviderFields {
  return document.createElement('guichet-paypal-card');
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-paypal-card': GuichetPaypalCard;
  }
}
