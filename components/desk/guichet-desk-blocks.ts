import {css, html, LitElement, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {Translator} from '../base/i18n.ts';
import {buttons, tokens} from '../base/theme.ts';
import {isBlock, isNothing, pageOf, type CardBlock, type DeskApi} from './desk-api.ts';
import styles from './desk.styles.ts';
import {lostNotice, unread} from './notices.ts';
import {Rows} from './rows.ts';
import {instant, refusalWords} from './words.ts';
import {moreRows} from './more-rows.ts';

/** Cards that failed too often, each to be let in again. Their numbers are not known here; the day and hour are. */
@customElement('guichet-desk-blocks')
export class GuichetDeskBlocks extends LitElement {
  static override styles = [
    tokens,
    buttons,
    styles,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 20px;
        padding: 12px 0;
        border-top: 1px solid var(--_border);
      }

      dialog[open] {
        display: grid;
        gap: 16px;
      }
    `,
  ];

  @property({attribute: false}) api!: DeskApi;

  @state() private chosen: CardBlock | undefined;
  @state() private phase: 'asking' | 'busy' | 'lost' = 'asking';
  @state() private refusal: string | undefined;
  @state() private said = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  private readonly translator = new Translator(this);
  private readonly rows = new Rows(this, '/v1/card_blocks', pageOf(isBlock));

  override render() {
    const {t} = this.translator;
    const {items, trouble, isRead, hasMore} = this.rows;
    return html`
      <section class="sheet" aria-labelledby="title">
        <h1 id="title">${t('desk.rooms.blocks')}</h1>
        <p class="muted">${t('desk.blocks.text')}</p>
        <p class="good" role="status">${this.said}</p>
        ${unread(trouble, t)}
        ${isRead && items.length === 0 && !trouble ? html`<p>${t('desk.blocks.none')}</p>` : nothing}
        <ul>
          ${items.map((block) => html`<li>${this.renderBlock(block)}</li>`)}
        </ul>
        ${moreRows(hasMore, () => this.rows.read(true), t)}
      </section>
      <dialog aria-labelledby="lift" @cancel=${this.handleCancel}>
        <h2 id="lift">${t('desk.blocks.lift')}</h2>
        ${this.chosen ? html`<p>${this.wordsOf(this.chosen)}</p>` : nothing}
        <p>${t('desk.blocks.lift_text')}</p>
        ${this.refusal ? html`<p class="error notice" role="alert">${this.refusal}</p>` : nothing}
        ${lostNotice(this.phase === 'lost', t)}
        <div class="row">
          <button class="quiet" type="button" @click=${this.handleCancel}>${t('desk.close')}</button>
          <button class="primary" type="button" aria-busy=${this.phase === 'busy'} @click=${this.handleLift}>
            ${t(this.phase === 'lost' ? 'desk.lost.again' : this.phase === 'busy' ? 'desk.busy' : 'desk.blocks.lift')}
          </button>
        </div>
      </dialog>
    `;
  }

  private renderBlock(block: CardBlock) {
    return html`
      <span> ${this.wordsOf(block)}<br /><span class="code muted">${block.id}</span> </span>
      <button class="quiet lift" type="button" @click=${() => this.open(block)}>
        ${this.translator.t('desk.blocks.lift')}
      </button>
    `;
  }

  private wordsOf({blocked_at: from, expires_at: until}: CardBlock): string {
    const {t, locale} = this.translator;
    return t('desk.blocks.line', {from: instant(from, locale), until: instant(until, locale)});
  }

  private open(block: CardBlock) {
    this.chosen = block;
    this.phase = 'asking';
    this.refusal = undefined;
    this.said = '';
    this.dialog.showModal();
  }

  private handleCancel(event: Event) {
    event.preventDefault();
    if (this.phase !== 'busy') this.dialog.close();
  }

  private async handleLift() {
    if (this.phase === 'busy' || !this.chosen) return;
    const wasLost = this.phase === 'lost';
    this.phase = 'busy';
    const path = `/v1/card_blocks/${encodeURIComponent(this.chosen.id)}`;
    const answer = await this.api.ask({method: 'DELETE', path}, isNothing);
    const {t} = this.translator;
    // Lifted by the request whose answer was lost: there is nothing left to lift.
    const isGone = answer.kind === 'done' || (wasLost && answer.kind === 'refused' && answer.status === 404);
    this.phase = answer.kind === 'lost' ? 'lost' : 'asking';
    this.refusal = !isGone && answer.kind === 'refused' ? refusalWords(answer.code, t) : undefined;
    if (!isGone) return;
    this.dialog.close();
    this.said = t('desk.blocks.lifted');
    await this.rows.read();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guichet-desk-blocks': GuichetDeskBlocks;
  }
}
