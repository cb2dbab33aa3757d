import type {MethodType} from '#contract/statuses.ts';
import {readPaySettings} from '../config.ts';
import {refuseIdleRoutes} from '../provider-settings.ts';
import type {Checked} from '../providers/connection.ts';
import {offline} from '../providers/offline.ts';
import type {Provider} from '../providers/provider.ts';
import {realWorld} from '../world.ts';
import type {Command} from '../cli.ts';

/**
 * `guichet check`: asks each provider that is configured one thing that changes nothing, and says what its keys allow.
 * Exit 1 when one of them does not answer as it should.
 */
export const check: Command = async (_args, env) => {
  const world = realWorld('check');
  const {mode, providers, shop} = readPaySettings(env);
  if (providers.length === 0)
    console.log(`No provider is configured (${mode} mode). The settings file names them, or GUICHET_DEMO_PROVIDERS.`);
  const connections = providers.map((open) => open(world));
  const known = connections.map(({provider}) => provider);
  refuseIdleRoutes(shop, known);
  const results = await Promise.all(
    connections.map(async (connection) => ({name: connection.provider.name, checked: await connection.check()})),
  );
  for (const {name, checked} of results) for (const line of linesOf(name, checked)) console.log(line);
  // In test mode pages of our own stand in for whoever is not there.
  const idle = mode === 'live' ? untaken(shop.methods, [...known, offline()]) : [];
  for (const method of idle) console.log(`${method}: no provider takes it, so nobody is offered it`);
  return idle.length === 0 && results.every(({checked}) => checked.kind === 'well') ? 0 : 1;
};

function untaken(methods: readonly MethodType[], providers: readonly Provider[]): readonly MethodType[] {
  return methods.filter((method) => !providers.some((provider) => provider.methods.includes(method)));
}

/** The others say themselves what they are about, in the provider's words. */
const keysRefused: ReadonlySet<string> = new Set(['http_401', 'http_403']);
const wrongKeys = ': it does not know these keys, or they may not do this; change them in the settings';

function linesOf(name: string, checked: Checked): readonly string[] {
  switch (checked.kind) {
    case 'well':
      return [
        `${name}: ${checked.unproven ? 'nothing speaks against the keys' : 'the keys are good'}`,
        ...checked.can.map((what) => `  ${what}`),
      ];
    case 'refused':
      return [`${name}: refused (${checked.reason})${keysRefused.has(checked.reason) ? wrongKeys : ''}`];
    case 'unreachable':
      return [`${name}: no answer that could be read`];
  }
}
