import type {MethodType} from '#contract/statuses.ts';
import type {World} from '../server/ports.ts';
import type {Connection} from '../server/providers/connection.ts';
import type {Fields, Outcome, Provider} from '../server/providers/provider.ts';
import {testWallets} from '../server/providers/test-wallet.ts';

/** What only the session's own token may ever see. */
export const secretOf = (reference: string) => `secret_of_${reference}`;

export interface FieldsProvider {
  readonly name?: string;
  readonly bankUrl: string;
  readonly methods?: readonly MethodType[];
  /** How its script is reached. */
  readonly fields?: Partial<Fields>;
  readonly change?: Partial<Provider>;
}

/**
 * A provider that draws into our page, over the test bank's PayPal: what its script would do, a test does at the bank's
 * own page.
 */
export function fieldsProvider({name = 'test_fields', bankUrl, methods = ['paypal'], fields, change}: FieldsProvider) {
  return (world: World): Connection => {
    const inner = testWallets({baseUrl: bankUrl, key: 'bank_test_key'}, world).find(
      (wallet) => wallet.name === 'test_paypal',
    );
    if (!inner) throw new Error('no test wallet');
    const inFields = <O extends {readonly kind: string}>(outcome: O | Outcome): O | Outcome => {
      if (outcome.kind !== 'action_required' || !('url' in outcome) || outcome.url === undefined) return outcome;
      const {reference, until, url} = outcome;
      const secret = {secret: secretOf(reference), order: reference};
      return {kind: 'action_required', reference, until, fields: secret, ...(fields?.ownPage && {url})};
    };
    const provider: Provider = {
      ...inner,
      name,
      methods,
      fields: {
        methods,
        hosts: {
          script: ['https://js.fields.example'],
          frame: ['https://*.fields.example'],
          connect: ['https://api.fields.example'],
          img: [],
        },
        settings: {key: 'pk_public'},
        ...fields,
      },
      authorize: async (request) => {
        if (request.payer.kind !== 'fields') throw new Error('not_in_fields');
        return inFields(await inner.authorize({...request, payer: {...request.payer, kind: 'redirect'}}));
      },
      sync: async (request) => inFields(await inner.sync(request)),
      ...change,
    };
    return {
      provider,
      hear: () => ({kind: 'nothing'}),
      check: async () => ({kind: 'well', can: methods}),
    };
  };
}
