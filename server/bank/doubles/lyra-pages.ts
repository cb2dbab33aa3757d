import {Hono} from 'hono';
import {isLocale} from '#contract/locale.ts';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import type {DoubleView, Ended} from '../pages/double.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {hostedPages} from './hosted-page.ts';
import {decide, isOpen, lyraRefusals, type LyraEntry} from './lyra-book.ts';
import {currencyOf, wrongField} from './lyra-form.ts';
import type {News} from './news.ts';

interface PagesDeps {
  /** The path under which the double is. */
  readonly home: string;
  readonly payOrigin: string;
  readonly store: BankStore;
  readonly news: News<LyraEntry>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Takes the posted form, and shows the hosted page. */
export function lyraPages({home, payOrigin, store, news, silence, clock, newId}: PagesDeps): Hono {
  const all = () => store.doubles<LyraEntry>('lyra');
  const save = (entry: LyraEntry) => store.saveDouble('lyra', entry.id, entry);
  const app = new Hono();

  app.post('/vads-payment/', async (c) => {
    const form = await readForm(c);
    const wrong = wrongField(form, payOrigin, clock.now());
    if (wrong !== undefined) return problem(wrong);
    const fields = Object.fromEntries([...form].filter(([name]) => name.startsWith('vads_')));
    const today = (fields['vads_trans_date'] ?? '').slice(0, 8);
    // Once per day and shop: a repeated form is an error, not a second payment.
    const isTaken = all().some(
      ({form: other}) =>
        other['vads_trans_id'] === fields['vads_trans_id'] && other['vads_trans_date']?.startsWith(today) === true,
    );
    if (isTaken) return problem('03');
    const {vads_language: language, vads_order_id: id = '', vads_currency: numeric = ''} = fields;
    const entry: LyraEntry = {
      id,
      page: newId() + newId(),
      form: fields,
      currency: currencyOf(numeric),
      locale: isLocale(language) ? language : 'fr',
      returnUrl: fields['vads_url_return'] ?? payOrigin,
      cancelUrl: fields['vads_url_cancel'] ?? payOrigin,
      openedAt: clock.now(),
      isClosed: false,
      tries: [],
    };
    save(entry);
    return c.redirect(`${home}/p/${entry.page}`, 303);
  });

  const pages = hostedPages<LyraEntry, (typeof lyraRefusals)[number]>({
    home: `${home}/p`,
    clock,
    silence,
    news,
    find: (page) => all().find((entry) => entry.page === page),
    save,
    decide: (entry, choice) => decide(entry, choice, newId(), clock.now()),
    endOf: (entry) => (isOpen(entry, clock.now()) ? undefined : endOf(entry)),
    failuresOf: () => lyraRefusals,
    failureOf: (code) => lyraRefusals.find((one) => one === `cb_${code}`) ?? 'cb_05',
    viewOf,
  });
  return app.route('/p', pages);
}

/** What the platform shows to a form that it does not take. */
function problem(field: string): Response {
  return new Response(`vads_result=30 vads_extra_result=${field}`, {
    status: 400,
    headers: {'content-type': 'text/plain; charset=utf-8'},
  });
}

function viewOf({form, currency}: LyraEntry) {
  const [code = ''] = (form['vads_payment_cards'] ?? '').split(';');
  return {
    provider: 'lyra' as const,
    order: form['vads_order_info'] ?? '',
    amount: Number(form['vads_amount']),
    currency,
    deferred: form['vads_validation_mode'] === '1' && !['WERO', 'ALMA_3X'].includes(code),
    ...methodOf(code),
  };
}

function methodOf(code: string): Pick<DoubleView, 'method'> {
  switch (code) {
    case 'WERO':
      return {method: 'wero'};
    case 'PAYPAL_SB':
      return {method: 'paypal'};
    case 'ALMA_3X':
      return {method: 'alma'};
    default:
      return {};
  }
}

function endOf({tries}: LyraEntry): Ended {
  const last = tries.at(-1);
  if (!last) return 'expired';
  return last.status === 'REFUSED' ? 'refused' : last.status === 'ABANDONED' ? 'canceled' : 'approved';
}
