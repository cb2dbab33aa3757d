import {openTown} from '../../test/town.ts';
import {apiReference, type OpenApi} from './api.ts';
import {elementsReference} from './elements.ts';
import {readElements} from './manifest.ts';
import {providersPage} from './providers.ts';

/** The pages of `docs/` that are made from the code, by their path. */
export async function references(): Promise<Readonly<Record<string, string>>> {
  const town = await openTown();
  try {
    const document: OpenApi = await (await town.call('pay', '/openapi.json')).json();
    return {
      'docs/elements.md': elementsReference(readElements()),
      'docs/api.md': apiReference(document),
      'docs/providers.md': providersPage(town.world),
    };
  } finally {
    await town.stop();
  }
}
