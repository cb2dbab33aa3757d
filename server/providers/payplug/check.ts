import {z} from 'zod';
import type {Net} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import {callerOf} from './api.ts';
import type {PayplugConfig} from './settings.ts';

const Limits = z.record(z.string(), z.int().min(0)).nullish();

const AccountSchema = z.object({
  is_live: z.boolean().nullish(),
  configuration: z.object({min_amounts: Limits, max_amounts: Limits}).nullish(),
  payment_methods: z.record(z.string(), z.object({enabled: z.boolean().nullish()}).nullish()).nullish(),
  permissions: z.record(z.string(), z.unknown()).nullish(),
});

/** `GET /account`: changes nothing, and tells what the contract allows. */
export async function checkPayplug(config: PayplugConfig, net: Net): Promise<Checked> {
  const answer = await callerOf(config, net)('GET', '/account', AccountSchema);
  switch (answer.kind) {
    case 'refused':
      return {kind: 'refused', reason: `http_${answer.status}`};
    case 'not_sent':
    case 'unknown':
      return {kind: 'unreachable'};
    case 'answer': {
      const {is_live: isLive, configuration, payment_methods: methods, permissions} = answer.body;
      if (isLive === !config.live) return {kind: 'refused', reason: 'mode'};
      const min = configuration?.min_amounts?.['EUR'];
      const max = configuration?.max_amounts?.['EUR'];
      return {
        kind: 'well',
        can: [
          'card at its own page, EUR',
          'capture later, whole',
          'refund in parts',
          ...(min === undefined || max === undefined ? [] : [`amounts from ${min} to ${max} cents`]),
          ...named('enabled at PayPlug', methods, (method) => method?.enabled === true),
          ...named('allowed', permissions, (permission) => permission === true),
        ],
      };
    }
  }
}

function named<Value>(
  what: string,
  table: Readonly<Record<string, Value>> | null | undefined,
  is: (value: Value) => boolean,
): readonly string[] {
  const names = Object.entries(table ?? {}).flatMap(([name, value]) => (is(value) ? [name] : []));
  return names.length > 0 ? [`${what}: ${names.join(', ')}`] : [];
}
