import {setTimeout as wait} from 'node:timers/promises';
import {join} from 'node:path';
import {runEntry} from '../../server/entry.ts';
import {listen} from '../../server/listen.ts';
import {dataFolder} from '../../server/settings.ts';
import {createShop} from './app.ts';
import {readShopConfig} from './config.ts';
import {orderBook} from './orders.ts';

runEntry('shop', async (env, world) => {
  const config = readShopConfig(env);
  const {app, register} = createShop(config, orderBook(join(dataFolder(env, 'shop'), 'orders.json')));
  const listening = await listen({fetch: app.fetch, port: config.port, name: 'SHOP_PORT'});
  void keepTrying(register, () => world.log('guichet_not_reached'));
  return {stop: () => listening.close()};
});

/** The shop sells before Guichet answers; news begin when it does. */
async function keepTrying(attempt: () => Promise<void>, failed: () => void): Promise<void> {
  for (let ms = 500; ; ms = Math.min(ms * 2, 30_000)) {
    try {
      return await attempt();
    } catch {
      failed();
      await wait(ms, undefined, {ref: false});
    }
  }
}
