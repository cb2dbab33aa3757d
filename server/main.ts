import {lookup} from 'node:dns/promises';
import {addressReader} from './addresses.ts';
import {createPay} from './app.ts';
import {readAssets, readFonts} from './assets.ts';
import {readPaySettings} from './config.ts';
import {runEntry} from './entry.ts';
import {openLetters} from './letter-settings.ts';
import {listen} from './listen.ts';
import {openPayStore} from './pay-store.ts';

runEntry('pay', async (env, world) => {
  const settings = readPaySettings(env);
  const assets = readAssets();
  const store = openPayStore(settings);
  const pay = createPay(
    Object.freeze({
      ...settings,
      assets,
      ...openLetters(env, settings, world.clock),
      fonts: readFonts(),
      addressOf: addressReader(settings.trustedProxies),
      resolve: async (host: string) => (await lookup(host, {all: true})).map(({address}) => address),
    }),
    world,
    store,
  );
  const listening = await listen({fetch: pay.app.fetch, port: settings.port, name: 'PAY_PORT'});
  pay.start();
  return {
    async stop() {
      await listening.close();
      await pay.stop();
      await store.close();
    },
  };
});
