import {Hono, type Context} from 'hono';
import type {World} from '../../ports.ts';
import {readForm} from '../body.ts';
import type {BankConfig} from '../config.ts';
import {isBearer} from '../first-answer.ts';
import type {Silence} from '../silence.ts';
import type {BankStore} from '../store.ts';
import {createFaults} from './faults.ts';
import {
  amountOf,
  cancel,
  capture,
  isOpen,
  refund,
  statusOf,
  type Moved,
  type Up2payEntry,
  type Up2payTry,
} from './up2pay-book.ts';
import {isSigned, shop} from './up2pay-form.ts';
import {createUp2payNews} from './up2pay-news.ts';
import {up2payPages} from './up2pay-pages.ts';

/** In this order, and none besides. */
const questionFields =
  'VERSION TYPE SITE RANG NUMQUESTION HASH DATEQ DEVISE MONTANT NUMAPPEL NUMTRANS REFERENCE HMAC'.split(' ');

/**
 * A double of Up2pay e-Transactions (Paybox), page and direct interface, built from published facts and never compared with
 * it: what is known to be refused there is refused here. Served by the test bank under `/doubles/up2pay`, in test mode only.
 */
export function up2payDouble(config: BankConfig, world: World, store: BankStore, silence: Silence) {
  const home = '/doubles/up2pay';
  const {clock, random, timer} = world;
  const news = createUp2payNews(world);
  const faults = createFaults(config.bankKey, silence, timer);
  const newId = () => Buffer.from(random.bytes(16)).toString('hex');
  const all = () => store.doubles<Up2payEntry>('up2pay');

  /** Of calls and transactions, in one row. */
  const nextNumber = () =>
    store.transaction(() => {
      const last = store.double<{readonly count: number}>('up2pay-numbers', 'last')?.count ?? 20_000_000;
      store.saveDouble('up2pay-numbers', 'last', {count: last + 1});
      return String(last + 1);
    });

  const app = new Hono();
  app.use(`${home}/PPPS.php`, faults.strike);
  app.use(`${home}/load.html`, faults.strike);
  app.get(`${home}/load.html`, (c) => c.html('<html><body><div id="server_status">OK</div></body></html>'));

  app.post(`${home}/PPPS.php`, async (c) => {
    const pairs = [...(await readForm(c))];
    const of = (name: string) => new Map(pairs).get(name) ?? '';
    const echo = {SITE: of('SITE'), RANG: of('RANG'), NUMQUESTION: of('NUMQUESTION')};
    const wrong = wrongQuestion(pairs);
    if (wrong !== undefined) return answer(c, {...echo, CODEREPONSE: wrong, COMMENTAIRE: 'PAYBOX : Erreur'});
    const code = store.transaction(() => (isNewToday(of('NUMQUESTION'), of('DATEQ')) ? ask(of) : '00005'));
    const found = tryOf(of('NUMAPPEL'), of('NUMTRANS'));
    return answer(c, {
      // A question that moves money has a number of its own.
      NUMTRANS: of('TYPE') === '00017' ? of('NUMTRANS') : nextNumber(),
      NUMAPPEL: of('NUMAPPEL'),
      ...echo,
      AUTORISATION: found && code === '00000' ? 'XXXXXX' : '',
      CODEREPONSE: code,
      COMMENTAIRE: code === '00000' ? 'PAYBOX : OK' : 'PAYBOX : Erreur',
      REFABONNE: '',
      PORTEUR: '',
      ...(of('TYPE') === '00017' && found && {STATUS: statusOf(found.one), REMISE: ''}),
    });
  });

  function wrongQuestion(pairs: readonly (readonly [string, string])[]): string | undefined {
    const of = (name: string) => new Map(pairs).get(name) ?? '';
    if (pairs.map(([name]) => name).join(' ') !== questionFields.join(' ')) return '00002';
    if (of('VERSION') !== '00104') return '00013';
    if (of('SITE') !== shop.site || of('RANG') !== shop.rank) return '00006';
    if (of('HASH') !== 'SHA512' || !isSigned(pairs, 'HMAC')) return '00006';
    if (of('DEVISE') !== '978') return '00010';
    if (!/^\d{10}$/.test(of('MONTANT')) || Number(of('MONTANT')) === 0) return '00011';
    if (!/^\d{14}$/.test(of('DATEQ'))) return '00007';
    const number = Number(of('NUMQUESTION'));
    return Number.isInteger(number) && number >= 1 && number <= 2_147_483_647 ? undefined : '00005';
  }

  /** One number per site and day. */
  function isNewToday(number: string, date: string): boolean {
    const id = `${date.slice(0, 8)}.${number}`;
    if (store.double('up2pay-questions', id)) return false;
    store.saveDouble('up2pay-questions', id, {number});
    return true;
  }

  function tryOf(call: string, transaction: string) {
    for (const entry of all()) {
      const one = entry.tries.find((other) => other.call === call && other.transaction === transaction);
      if (one) return {entry, one};
    }
    return undefined;
  }

  /** @returns the code of the answer. */
  function ask(of: (name: string) => string): string {
    const found = tryOf(of('NUMAPPEL'), of('NUMTRANS'));
    if (!found) return '00018';
    const {entry, one} = found;
    if (of('REFERENCE') !== entry.form['PBX_CMD']) return '00012';
    const amount = Number(of('MONTANT'));
    switch (of('TYPE')) {
      case '00017':
        return '00000';
      case '00002':
        return save(entry, one, capture(one, amount, amountOf(entry)));
      case '00005':
        return save(entry, one, cancel(one));
      case '00014':
        return save(entry, one, refund(one, amount));
      default:
        return '00002';
    }
  }

  function save(entry: Up2payEntry, before: Up2payTry, moved: Moved): string {
    if ('refused' in moved) return moved.refused;
    const tries = entry.tries.map((one) => (one === before ? moved : one));
    store.saveDouble('up2pay', entry.page, {...entry, tries});
    return '00000';
  }

  /** What came of each visit, for whoever has the bank's key. */
  app.get(`${home}/book`, (c) => {
    if (!isBearer(c.req.header('authorization'), config.bankKey)) return c.json({code: 'unauthorized'}, 401);
    return c.json(
      all().map((entry) => {
        const sum = (of: (one: Up2payTry) => number) => entry.tries.reduce((total, one) => total + of(one), 0);
        return {
          reference: entry.form['PBX_CMD'] ?? '',
          open: isOpen(entry, clock.now()),
          held: sum(({state}) => (state === 'held' ? amountOf(entry) : 0)),
          captured: sum(({captured}) => captured),
          refunded: sum(({refunded}) => refunded),
        };
      }),
    );
  });

  const payOrigin = new URL(config.payUrl).origin;
  app.route(home, up2payPages({home, payOrigin, store, news, silence, clock, all, newId, nextNumber}));
  app.route(home, faults.desk);
  return {app, stop: () => news.stop()};
}

/** `text`, `name=value`, in ISO-8859-1: the accents are bytes of that. */
function answer(c: Context, fields: Readonly<Record<string, string>>): Response {
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return c.body(new Uint8Array(Buffer.from(text, 'latin1')), 200, {'content-type': 'text/plain; charset=iso-8859-1'});
}
