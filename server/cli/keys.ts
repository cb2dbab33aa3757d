import {newSecretKey, replaceTestSecretKey} from '../config.ts';
import {retireReceiptKey} from '../receipt-keys.ts';
import type {Command} from '../cli.ts';

/**
 * `guichet keys`: a new key for the sandbox, kept in its data folder; `--live`: one to be kept elsewhere; `--receipts`: a
 * new one to sign receipts with.
 */
export const keys: Command = async (args, env) => {
  if (args.includes('--live')) {
    console.log(newSecretKey('live'));
    console.error('Set it as GUICHET_SECRET_KEY of "pay", and keep it: it is shown only here, and stored nowhere.');
    return 0;
  }
  if (args.includes('--receipts')) {
    console.log(retireReceiptKey(env).kid);
    console.error('It signs from the next start on. What the old key signed stays verifiable: keep receipt-keys.json.');
    return 0;
  }
  console.log(replaceTestSecretKey(env));
  console.error('The old test key ends when the processes are started again.');
  return 0;
};
