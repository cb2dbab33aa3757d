import {join} from 'node:path';
import {runEntry} from '../entry.ts';
import {listen} from '../listen.ts';
import {dataFolder, originSetting, portSetting, SettingError, textSetting, wordSetting} from '../settings.ts';
import {createBank, openBankStore} from './app.ts';

runEntry('bank', async (env, world) => {
  if (wordSetting(env, 'GUICHET_MODE', ['test', 'live'], 'test') === 'live') {
    throw new SettingError('The test bank does not run with GUICHET_MODE=live. Start only pay and card there.');
  }
  const port = portSetting(env, 'BANK_PORT', 4244);
  const config = Object.freeze({
    url: originSetting(env, 'BANK_URL', `http://localhost:${port}`),
    payUrl: originSetting(env, 'PAY_URL', `http://localhost:${portSetting(env, 'PAY_PORT', 4242)}`),
    bankKey: textSetting(env, 'BANK_KEY', 'bank_test_key'),
    directoryKey: textSetting(env, 'DIRECTORY_KEY', 'directory_test_key'),
  });
  const store = openBankStore(join(dataFolder(env, 'bank'), 'bank.db'));
  const bank = createBank(config, world, store);
  const listening = await listen({fetch: bank.app.fetch, port, name: 'BANK_PORT'});
  bank.start();
  return {
    async stop() {
      // First let go of the answers that are held back: closing waits for them.
      await bank.stop();
      await listening.close();
      store.close();
    },
  };
});
