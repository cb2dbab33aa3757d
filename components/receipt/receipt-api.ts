import type {Locale} from '#contract/locale.ts';
import type {ReceiptAnswer} from '#contract/receipt.ts';

/** What the server said of a receipt, or the code of its refusal. Never an exception. */
export type Said<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly code: string};

const timeoutMs = 20_000;

/** One receipt as the holder of its link reaches it. The token goes into a header, never into an address. */
export function receiptApi(id: string, token: string, payUrl: string = new URL(import.meta.url).origin) {
  const path = `${payUrl}/v1/receipts/${encodeURIComponent(id)}`;

  async function ask<T>(
    url: string,
    read: (response: Response) => Promise<T>,
    init: RequestInit = {},
  ): Promise<Said<T>> {
    try {
      const response = await fetch(url, {
        ...init,
        headers: {...init.headers, authorization: `Bearer ${token}`},
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        cache: 'no-store',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) return {ok: true, value: await read(response)};
      const body: unknown = await response.json();
      const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : undefined;
      return {ok: false, code: typeof code === 'string' ? code : 'unreadable'};
    } catch {
      return {ok: false, code: 'unreachable'};
    }
  }

  return {
    read: () => ask<ReceiptAnswer>(path, (response) => response.json()),
    pdf: (locale: Locale) => ask<Blob>(`${path}.pdf?locale=${locale}`, (response) => response.blob()),
    invoice: () => ask<Blob>(`${path}/invoice`, (response) => response.blob()),
    send: () =>
      ask<unknown>(`${path}/send`, (response) => response.json(), {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: '{}',
      }),
  };
}

/** Hands a file to the browser's own downloads: nothing of it is opened on our origin. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
