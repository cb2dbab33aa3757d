import {SettingError, type Env} from './settings.ts';
import {realWorld} from './world.ts';
import type {World} from './ports.ts';

export interface Running {
  stop(): Promise<void>;
}

/**
 * The life of one process: starts, says so, stops on Ctrl-C or SIGTERM with its work finished. A wrong setting is one
 * clear line and exit code 1; anything unforeseen is one line of the log, without its text, and exit code 1.
 */
export function runEntry(name: string, start: (env: Env, world: World) => Promise<Running>): void {
  const world = realWorld(name);
  const crash = (error: unknown): void => {
    world.log('crashed', {error: error instanceof Error ? error.name : 'unknown', where: whereOf(error)});
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  start(process.env, world).then(
    (running) => {
      let stopping = false;
      const stop = (): void => {
        if (stopping) return;
        stopping = true;
        running.stop().then(() => process.exit(0), crash);
      };
      process.on('SIGINT', stop);
      process.on('SIGTERM', stop);
      // A child of `npm start` hears of its end by the closed channel, even when the parent was killed outright.
      process.on('disconnect', stop);
      world.log('started');
      process.send?.('started');
    },
    (error: unknown) => {
      if (!(error instanceof SettingError)) return crash(error);
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exit(1);
    },
  );
}

/** The first place of our own in the stack: `intent.ts:42`. A file and a line, never the message. */
function whereOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return /([\w-]+\.(?:ts|js):\d+)/.exec(stack.split('\n').slice(1).join('\n'))?.[1] ?? 'unknown';
}
