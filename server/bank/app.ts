import {Hono} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {World} from '../ports.ts';
import {acquirer} from './acquirer.ts';
import {acs} from './acs.ts';
import {bytesMax} from './body.ts';
import {cards} from './cards.ts';
import type {BankConfig} from './config.ts';
import {directory} from './directory.ts';
import {doubles} from './doubles/doubles.ts';
import {phone} from './phone.ts';
import {createResults, resume} from './results.ts';
import {createSilence} from './silence.ts';
import {openBankStore} from './sqlite-store.ts';
import type {BankStore} from './store.ts';
import {createWalletNews} from './wallet-news.ts';
import {walletPages} from './wallet-pages.ts';
import {wallets} from './wallets.ts';

export type {BankConfig} from './config.ts';
export type {BankStore} from './store.ts';
export {openBankStore} from './sqlite-store.ts';

export interface Bank {
  readonly app: Hono;
  /** Takes up what was under way when the bank last stopped: deadlines, results and notifications not yet delivered. */
  start(): void;
  /** No timer runs any more, and every answer that was held back is given up. The store stays the caller's. */
  stop(): Promise<void>;
}

/**
 * The test bank: acquirer, directory server, ACS, the cardholder's phone, wallets and a lender, doubles of providers, and
 * the table of what can be tried. Never in live mode. Whoever hands in the same store again has the same bank again.
 */
export function createBank(config: BankConfig, world: World, store: BankStore = openBankStore(':memory:')): Bank {
  const silence = createSilence(world.timer);
  const results = createResults(config, world, store);
  const news = createWalletNews(config, world, store);

  const opened = doubles.map((open) => open(config, world, store, silence));

  const app = new Hono();
  app.use(bodyLimit({maxSize: bytesMax, onError: (c) => c.json({code: 'body_too_large'}, 413)}));
  app.route('/', cards());
  app.route('/', acquirer(config, world, store, silence));
  app.route('/', directory(config, world, store, results));
  app.route('/', acs(config, world, store, results, silence));
  app.route('/', phone(world, store, results));
  app.route('/', wallets(config, world, store, news));
  app.route('/', walletPages(world, store, news, silence));
  for (const double of opened) app.route('/', double.app);
  app.get('/health', (c) => c.json({status: 'ok'}));
  app.notFound((c) => c.json({code: 'not_found'}, 404));
  app.onError((error, c) => {
    world.log('request_failed', {error: error.name});
    return c.json({code: 'internal'}, 500);
  });

  return {
    app,
    start() {
      resume(results, store);
      news.resume();
    },
    async stop() {
      results.stop();
      news.stop();
      for (const double of opened) double.stop();
      silence.end();
    },
  };
}
