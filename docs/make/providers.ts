import {methodTypes, type MethodType} from '../../server/contract/statuses.ts';
import type {Connection} from '../../server/providers/connection.ts';
import type {Provider} from '../../server/providers/provider.ts';
import {registry} from '../../server/providers/registry.ts';
import {courseOf, deferredOf} from '../../server/payments/routing.ts';
import type {World} from '../../server/ports.ts';
import en from '../../locales/en.json' with {type: 'json'};

/** What each contract can do, from the same data that picker and desk read. The settings are those of its double. */
export function providersPage(world: World): string {
  const providers = registry.flatMap((definition): Provider[] => {
    const settings = definition.demo?.(`http://localhost:4244/doubles/${definition.name}`);
    if (!settings) return [];
    const connection: Connection = definition.read(settings).open(world);
    return [connection.provider];
  });
  return `${[head, ...providers.map(section)].join('\n\n')}\n`;
}

const head = `<!-- Made from the code by \`npm run docs\`. -->

# Providers

What each can do with a contract that has everything; one that has less does less, and \`npx guichet check\` prints what yours
allows. No provider was ever really reached: each was tried in front of a double built from its published facts. How to set one
up: the guide beside its name.

Three failed authentications cancel the payment, wherever they failed, as far as the provider tells a failure from another
refusal. The block of the card after three payments canceled so needs a fingerprint of its number, which only the vault behind
our own form has.`;

function section(provider: Provider): string {
  const {name, methods, capabilities} = provider;
  return [
    `## [${name}](guides/${name}.md)`,
    [
      '| way to pay | where | currencies | debited at shipment |',
      '| --- | --- | --- | --- |',
      ...methodTypes.filter((method) => methods.includes(method)).map((method) => methodRow(provider, method)),
    ].join('\n'),
    [
      `- Release: ${provider.void ? 'yes' : 'no'}. Refund: ${provider.refund ? 'yes' : 'no'}. Its page can be closed from here: ${provider.close ? 'yes' : 'no'}.`,
      `- Look-up: ${capabilities.lookup === 'once_notified' ? 'only after its first notification' : 'at any moment'}; what was sent is certainly found, or certainly not there, after ${capabilities.settleWindowMs / 1000} s.`,
      `- The same request twice is ${capabilities.idempotent ? 'one, by its key' : 'two: it is sent again only when a look-up has missed it'}.`,
      `- What is done at its own desk (captured, released, given back) is seen here: ${provider.tell ? 'yes, after its notification' : 'no'}.`,
      `- Amounts: ${amountsOf(provider)}.`,
    ].join('\n'),
  ].join('\n\n');
}

/** As published for every contract; the account itself may say otherwise. */
function amountsOf({capabilities: {limits = {}}, limits: asks, plans, methods}: Provider): string {
  const published = Object.entries(limits).map(
    ([currency, {from, upTo}]) =>
      `${currency}${from === undefined ? '' : ` from ${inUnits(from)}`}${upTo === undefined ? '' : ` to ${inUnits(upTo)}`}`,
  );
  if (asks) return `as the account says; until it has answered, ${published.join(', ')}`;
  if (published.length > 0) return published.join(', ');
  const lent = plans ? 'what is lent, as its plans say' : '';
  if (methods.every((method) => method === 'instalments')) return lent;
  return [lent, 'no limit is published, and no call of ours tells the one of the contract'].filter(Boolean).join('; ');
}

/** Every currency here has two decimals. */
function inUnits(minor: number): string {
  return (minor / 100).toFixed(2);
}

const places = {
  card: 'our own form, by our vault',
  redirect: 'its own page',
  fields: 'its fields or button in our page',
  sheet: 'the sheet of the browser',
  offline: 'outside, with instructions',
} as const;

const waits = {none: 'no: taken at once', full: 'yes, the whole', partial: 'yes, in part too'} as const;

function methodRow(provider: Provider, method: MethodType): string {
  const currencies = provider.currenciesBy?.[method] ?? provider.currencies;
  return `| ${en.method[method]} | ${places[courseOf(method, provider)]} | ${currencies.join(', ')} | ${waits[deferredOf(provider, method)]} |`;
}
