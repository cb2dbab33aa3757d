import {Hono} from 'hono';
import type {Clock} from '../../ports.ts';
import {readForm} from '../body.ts';
import {doubleErrorPage, type Ended} from '../pages/double.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {localeOf} from '../texts.ts';
import {hostedPages, type Choice} from './hosted-page.ts';
import type {News} from './news.ts';
import {
  amountOf,
  decide,
  isOpen,
  up2payRefusals,
  type Choice as Decision,
  type Up2payEntry,
  type Up2payRefusal,
} from './up2pay-book.ts';
import {wrongForm} from './up2pay-form.ts';
import {signed} from './up2pay-news.ts';

interface PagesDeps {
  /** The path under which the double is. */
  readonly home: string;
  readonly payOrigin: string;
  readonly store: BankStore;
  readonly news: News<Up2payEntry>;
  readonly silence: Silence;
  readonly clock: Clock;
  readonly all: () => readonly Up2payEntry[];
  readonly newId: () => string;
  readonly nextNumber: () => string;
}

/** `again`, `card_…`: refused, and the shopper stays on the page, as there. */
type Failure = Up2payRefusal | 'again' | `card_${string}`;

/** Takes the posted form, and shows the hosted page. */
export function up2payPages(deps: PagesDeps): Hono {
  const {home, payOrigin, store, news, silence, clock, all, newId, nextNumber} = deps;
  const save = (entry: Up2payEntry) => store.saveDouble('up2pay', entry.page, entry);
  const app = new Hono();

  // The same form again is another visit: a repeated order is not refused there.
  app.post('/php/', async (c) => {
    const pairs = [...(await readForm(c))];
    const wrong = wrongForm(pairs, payOrigin, clock.now());
    if (wrong) return doubleErrorPage('up2pay', `error_${wrong.error}`, localeOf(c.req.header('accept-language')));
    const form = Object.fromEntries(pairs);
    const entry: Up2payEntry = {
      page: newId() + newId(),
      form,
      locale: form['PBX_LANGUE'] === 'FRA' ? 'fr' : 'en',
      returnUrl: form['PBX_EFFECTUE'] ?? payOrigin,
      cancelUrl: form['PBX_ANNULE'] ?? payOrigin,
      openedAt: clock.now(),
      isClosed: false,
      tries: [],
    };
    save(entry);
    return c.redirect(`${home}/p/${entry.page}`, 303);
  });

  const pages = hostedPages<Up2payEntry, Failure>({
    home: `${home}/p`,
    clock,
    silence,
    news,
    find: (page) => all().find((entry) => entry.page === page),
    save,
    decide: (entry, choice) => decide(entry, decisionOf(choice), {call: nextNumber(), transaction: nextNumber()}),
    endOf: (entry) => (isOpen(entry, clock.now()) ? undefined : endOf(entry)),
    failuresOf: () => [...refusals, 'again'],
    failureOf: (code) => `card_${code}`,
    isNews: (before, {tries}) => tries.length > before.tries.length,
    // A word of another try, refused before; and the same word once more.
    late: (_before, decided) => {
      const made = decided.tries.at(-1);
      const other = made && {...made, call: nextNumber(), transaction: nextNumber(), code: up2payRefusals.cb_05};
      return other ? [{...decided, tries: [other]}, decided] : [];
    },
    wayBack,
    viewOf: (entry) => ({
      provider: 'up2pay',
      order: (entry.form['PBX_CMD'] ?? '').replace(/_[^_]*$/, ''),
      amount: amountOf(entry),
      currency: 'EUR',
      deferred: entry.form['PBX_AUTOSEULE'] === 'O',
      refused: entry.tries.length > 0,
    }),
  });
  return app.route('/p', pages);
}

const refusals = ['cb_05', 'cb_51', 'cb_57', '3ds_declined'] as const satisfies readonly Up2payRefusal[];

function decisionOf(choice: Choice<Failure>): Decision {
  if (choice.kind !== 'fail') return {kind: choice.kind};
  const named = refusals.find((one) => one === choice.code);
  if (named) return {kind: 'refuse', code: up2payRefusals[named], again: false};
  const code = choice.code === 'again' ? up2payRefusals.cb_51 : `001${choice.code.slice('card_'.length)}`;
  return {kind: 'refuse', code, again: true};
}

/**
 * With what was asked for, signed. What the platform says of a shopper who gave up is not published: `E` is our guess, and
 * nothing may rest on it but that the page was left.
 */
function wayBack(entry: Up2payEntry, {kind}: Choice<Failure>): string {
  const of = (name: string) => entry.form[name] ?? '';
  const made = kind === 'cancel' || kind === 'expire' ? undefined : entry.tries.at(-1);
  const url = kind === 'cancel' ? of('PBX_ANNULE') : made?.code === '00000' ? of('PBX_EFFECTUE') : of('PBX_REFUSE');
  const text = signed(entry, made ?? {call: '0', transaction: '0', code: kind === 'expire' ? '00030' : '00001'});
  return `${url}${url.includes('?') ? '&' : '?'}${text}`;
}

function endOf({tries, isClosed}: Up2payEntry): Ended {
  const last = tries.at(-1);
  if (last?.code === '00000') return 'approved';
  if (!isClosed) return 'expired';
  return last ? 'refused' : 'canceled';
}
