import {runEntry} from '../entry.ts';
import {listen} from '../listen.ts';
import {createVault} from './app.ts';
import {readSettings} from './config.ts';
import {openVaultStore} from './open-store.ts';

/** The vault: its own process, user, folder and keys. */
runEntry('card', async (env, world) => {
  // Whatever is written from here on is for this user only.
  process.umask(0o077);
  const {port, privatePort, folder, config} = readSettings(env, process.execArgv, world.random);
  const store = openVaultStore(folder);
  const vault = createVault(config, world, store);

  const listening = [
    await listen({fetch: vault.public.fetch, port, name: 'CARD_PORT'}),
    await listen({fetch: vault.private.fetch, port: privatePort, hostname: '127.0.0.1', name: 'CARD_PRIVATE_PORT'}),
  ];
  vault.start();

  return {
    async stop() {
      await Promise.all(listening.map((one) => one.close()));
      await vault.stop();
      store.cards.close();
    },
  };
});
