import {Hono} from 'hono';
import type {Locale} from '#contract/locale.ts';
import type {World} from '../ports.ts';
import {decideOnPhone, type Authentication} from './authentication.ts';
import {readForm} from './body.ts';
import {phonePage, type PhoneItem} from './pages/phone.ts';
import type {Results} from './results.ts';
import {answers} from './scenarios.ts';
import type {BankStore} from './store.ts';
import {amountText, pageLocale, texts} from './texts.ts';

/** As many as a person would scroll through. */
const itemsMax = 20;

/** The cardholder's telephone, one for all test cards: text messages, and approvals that wait for a thumb. */
export function phone(world: World, store: BankStore, results: Results): Hono {
  const app = new Hono();
  const items = (locale: Locale): readonly PhoneItem[] =>
    store
      .latestAuthentications(itemsMax)
      .flatMap((record) => itemsOf(record, locale))
      .slice(0, itemsMax);

  app.get('/phone', (c) => {
    const locale = pageLocale(c.req.query('lang'), c.req.header('accept-language'));
    return phonePage(locale, items(locale));
  });

  app.get('/phone/news.json', (c) => {
    const locale = pageLocale(c.req.query('lang'), c.req.header('accept-language'));
    return c.json({items: items(locale)}, 200, {'cache-control': 'no-store'});
  });

  app.post('/phone/approvals/:id', async (c) => {
    const form = await readForm(c);
    const decision = form.get('decision');
    const record = store.authentication(c.req.param('id'));
    if (record && (decision === 'approve' || decision === 'refuse')) {
      const moved = decideOnPhone(record, decision === 'approve', world.clock.now());
      if (moved !== record) {
        store.saveAuthentication(moved);
        results.watch(moved);
      }
    }
    return c.redirect(form.get('lang') === 'en' ? '/phone?lang=en' : '/phone?lang=fr', 303);
  });

  return app;
}

function itemsOf(record: Authentication, locale: Locale): readonly PhoneItem[] {
  const t = texts(locale);
  const {phase, acsTransId, merchantName: merchant, masked: card} = record;
  const amount = amountText(record.amount, record.currency, locale);
  const type = record.ares.authenticationType;
  if (type === '02') {
    // Newest first, like everything here. A challenge that is over keeps its last message only.
    const count = phase.name === 'open' ? phase.sentAt.length : 1;
    return Array.from({length: count}, (_, index) => ({
      key: `${acsTransId}-sms-${count - index}`,
      template: 'sms',
      words: {kind: t('phone.kind_sms'), text: t('phone.sms', {code: answers.code, amount, merchant})},
    }));
  }
  const waits = phase.name === 'open' || phase.name === 'decoupled';
  const words = {kind: t('phone.kind_approval'), text: t('phone.approval', {amount, merchant, card})};
  if (waits) {
    return [{key: `${acsTransId}-waiting`, template: 'waiting', words, address: `/phone/approvals/${acsTransId}`}];
  }
  return [{key: `${acsTransId}-over`, template: 'over', words: {...words, state: t(`phone.${endOf(record)}`)}}];
}

function endOf({phase}: Authentication): 'approved' | 'refused' | 'over' {
  if (phase.name !== 'ended') return 'over';
  if (phase.result.transStatus === 'Y') return 'approved';
  return phase.result.cancel === null ? 'refused' : 'over';
}
