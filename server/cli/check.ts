import {readPaySettings} from '../config.ts';
import type {Checked} from '../providers/connection.ts';
import {realWorld} from '../world.ts';
import type {Command} from '../cli.ts';

/**
 * `guichet check`: asks each provider that is configured one thing that changes nothing, and says what its keys allow.
 * Exit 1 when one of them does not answer as it should.
 */
export const check: Command = async (_args, env) => {
  const world = realWorld('check');
  const {mode, providers} = readPaySettings(env);
  if (providers.length === 0) {
    console.log(`No provider is configured (${mode} mode). The settings file names them, or GUICHET_DEMO_PROVIDERS.`);
    return 0;
  }
  const results = await Promise.all(
    providers.map(async (open) => {
      const connection = open(world);
      return {name: connection.provider.name, checked: await connection.check()};
    }),
  );
  for (const {name, checked} of results) for (const line of linesOf(name, checked)) console.log(line);
  return results.every(({checked}) => checked.kind === 'well') ? 0 : 1;
};

function linesOf(name: string, checked: Checked): readonly string[] {
  switch (checked.kind) {
    case 'well':
      return [`${name}: the keys are good`, ...checked.can.map((what) => `  ${what}`)];
    case 'refused':
      return [`${name}: refused (${checked.reason})`];
    case 'unreachable':
      return [`${name}: no answer that could be read`];
  }
}
