import {newSecretKey, replaceTestSecretKey} from '../config.ts';
import type {Command} from '../cli.ts';

/** `guichet keys`: a new key for the sandbox, kept in its data folder; `--live`: one to be kept elsewhere. */
export const keys: Command = async (args, env) => {
  if (args.includes('--live')) {
    console.log(newSecretKey('live'));
    console.error('Set it as GUICHET_SECRET_KEY of "pay", and keep it: it is shown only here, and stored nowhere.');
    return 0;
  }
  console.log(replaceTestSecretKey(env));
  console.error('The old test key ends when the processes are started again.');
  return 0;
};
