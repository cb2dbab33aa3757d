import {z} from 'zod';
import type {Net} from '../../ports.ts';
import type {Checked} from '../connection.ts';
import type {AmountLimits} from '../provider.ts';
import {callerOf} from './api.ts';
import type {PayplugConfig} from './settings.ts';

const Limits = z.record(z.string(), z.int().min(0)).nullish();

const AccountSchema = z.object({
  is_live: z.boolean().nullish(),
  configuration: z.object({min_amounts: Limits, max_amounts: Limits}).nullish(),
  payment_methods: z.record(z.string(), z.object({enabled: z.boolean().nullish()}).nullish()).nullish(),
  permissions: z.record(z.string(), z.unknown()).nullish(),
});

/** Of an account that says nothing else. */
export const published = {EUR: {from: 99, upTo: 20_000_00}} as const satisfies AmountLimits;

/** The smallest and the largest amount of this account; undefined when it cannot be told. */
export async function limitsOfAccount(config: PayplugConfig, net: Net): Promise<AmountLimits | undefined> {
  const answer = await callerOf(config, net)('GET', '/account', AccountSchema);
  return answer.kind === 'answer' ? {EUR: {...published.EUR, ...limitsIn(answer.body)}} : undefined;
}

function limitsIn({configuration}: z.infer<typeof AccountSchema>): NonNullable<AmountLimits['EUR']> {
  const from = configuration?.min_amounts?.['EUR'];
  const upTo = configuration?.max_amounts?.['EUR'];
  return {...(from !== undefined && {from}), ...(upTo !== undefined && {upTo})};
}

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
      const {is_live: isLive, payment_methods: methods, permissions} = answer.body;
      if (isLive === !config.live) return {kind: 'refused', reason: 'mode'};
      const {from, upTo} = limitsIn(answer.body);
      return {
        kind: 'well',
        can: [
          'card at its own page, EUR',
          'capture later, whole',
          'refund in parts',
          ...(from === undefined || upTo === undefined ? [] : [`amounts from ${from} to ${upTo} cents`]),
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
