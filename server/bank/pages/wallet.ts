import {dateAt} from '#contract/calendar.ts';
import {offerInstalments, testPlans, type InstalmentPlan} from '#contract/instalments.ts';
import {intlLocales, type Locale} from '#contract/locale.ts';
import {amountText, dayText, texts, type Translate} from '../texts.ts';
import {openMinutes, walletTerms, type WalletEntry} from '../wallet-book.ts';
import {respond} from './document.ts';
import {html, type Html} from './html.ts';
import {after, button, cardForm, ended, languageLink, troublesFold, type CardFault, type Way} from './paying.ts';
import {walletStyle} from './styles.ts';

/** What is paid to whom, and one button for each thing that can become of it. Only what it says tells of the real one. */
export function walletPage(entry: WalletEntry, locale: Locale, now: number, fault?: CardFault): Response {
  const t = texts(locale);
  const {kind, merchant, id} = entry;
  const amount = amountText(entry.amount, entry.currency, locale);
  const address = `/wallet/${id}?lang=${locale}`;
  const plan = planOf(entry, now);

  const body = html`
    ${languageLink(`/wallet/${id}`, locale, t)}
    <h1>${t(plan ? 'wallet.title_plan' : 'wallet.title', {amount, merchant})}</h1>
    ${facts(entry, amount, t)} ${plan && planOn(plan, locale, t)}
    <form method="post" action="${address}">
      ${plan && html`<p class="notice">${t('wallet.plan.notice')}</p>`}
      <div class="actions">
        ${button('pay', plan ? t('wallet.accept', {count: plan.instalments.length}) : t('wallet.pay', {amount}))}
        ${button('cancel', t('wallet.cancel'), 'plain')}
      </div>
      <p class="hint">${t('wallet.open_for', {minutes: openMinutes})}</p>
      <h2>${t('wallet.refuse')}</h2>
      <div class="actions">
        ${walletTerms[kind].refusals.map((refusal) => button(refusal, t(`wallet.refusals.${refusal}`), 'plain'))}
      </div>
      ${troublesFold(t)}
    </form>
    ${
      kind === 'paypal' &&
      html`<details ${fault && 'open'}>
        <summary>${t('wallet.card.title')}</summary>
        ${cardForm(address, fault, t('wallet.card.pay', {amount}), t)}
      </details>`
    }
  `;
  return page(entry, locale, t('wallet.page', {name: t(`wallet.kinds.${kind}.name`)}), body);
}

export function endedPage(entry: WalletEntry, locale: Locale): Response {
  const t = texts(locale);
  const {name} = entry.phase;
  const title = t(`wallet.ended.${name === 'open' ? 'expired' : name}`);
  return page(entry, locale, title, ended(title, entry.returnUrl, t('wallet.back', {merchant: entry.merchant}), t));
}

export function afterPage(entry: WalletEntry, way: Way, locale: Locale): Response {
  const t = texts(locale);
  return page(entry, locale, t('wallet.ended.approved'), after(way, entry.returnUrl, t));
}

function page(entry: WalletEntry, locale: Locale, title: string, body: Html): Response {
  const t = texts(locale);
  const {kind} = entry;
  return respond({
    locale,
    title,
    body: html`<main class="wallet ${kind}">
      <header>
        <p class="brand">
          <span class="sign" aria-hidden="true">${t(`wallet.kinds.${kind}.sign`)}</span>
          <span>${t(`wallet.kinds.${kind}.name`)}</span> <span class="badge">${t('badge')}</span>
        </p>
        <p class="hint">${t(`wallet.kinds.${kind}.about`)}</p>
      </header>
      ${body}
      <p class="foot">${t('wallet.foot')}</p>
    </main>`,
    style: walletStyle,
    formOrigin: new URL(entry.returnUrl).origin,
    framed: false,
  });
}

function facts({merchant, orderReference, capture}: WalletEntry, amount: string, t: Translate): Html {
  return html`<dl class="facts">
    <div class="total">
      <dt>${t('challenge.amount')}</dt>
      <dd>${amount}</dd>
    </div>
    <div>
      <dt>${t('challenge.merchant')}</dt>
      <dd>${merchant}</dd>
    </div>
    <div>
      <dt>${t('wallet.order')}</dt>
      <dd>${orderReference}</dd>
    </div>
    <div>
      <dt>${t('wallet.taken')}</dt>
      <dd>${t(capture ? 'wallet.taken_now' : 'wallet.taken_later')}</dd>
    </div>
  </dl>`;
}

function planOf({kind, amount, currency}: WalletEntry, now: number): InstalmentPlan | undefined {
  if (kind !== 'instalments') return undefined;
  const offer = offerInstalments({amount, currency}, testPlans.instalments_3, dateAt(now));
  return offer.offered ? offer.plan : undefined;
}

/** Dates, amounts, cost and rate before choosing, and the words of the law beside them (`receipts-and-law.md` 5). */
export function planOn(plan: InstalmentPlan, locale: Locale, t: Translate): Html {
  const money = (amount: number) => amountText(amount, plan.currency, locale);
  const rate = new Intl.NumberFormat(intlLocales[locale], {style: 'percent', minimumFractionDigits: 2});
  const count = plan.instalments.length;
  return html`<section aria-labelledby="plan">
    <h2 id="plan">${t('wallet.plan.title')}</h2>
    <p class="notice">${t('wallet.plan.notice')}</p>
    <ol class="plan">
      ${plan.instalments.map(
        ({dueOn, amount}, index) =>
          html`<li>
            <span>${t('wallet.plan.line', {ordinal: index + 1, count})}</span> <span>${dayText(dueOn, locale)}</span>
            <strong>${money(amount)}</strong>
          </li>`,
      )}
    </ol>
    <dl class="facts">
      <div>
        <dt>${t('wallet.plan.cost')}</dt>
        <dd>${money(plan.cost)}</dd>
      </div>
      <div>
        <dt>${t('wallet.plan.rate')}</dt>
        <dd>${rate.format(plan.annualRateBasisPoints / 10_000)}</dd>
      </div>
      <div class="total">
        <dt>${t('wallet.plan.total')}</dt>
        <dd>${money(plan.total)}</dd>
      </div>
    </dl>
    <p class="hint">${t('wallet.plan.terms')}</p>
  </section>`;
}
