/**
 * A payment link, opened: asks where its order stands now, and leads there. The token is in the fragment, is dropped from
 * the address at once, and goes to our own server alone.
 */
const page = document.querySelector('main');
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
// Pasted again, and whole this time: to a browser that is the same page, with another fragment.
addEventListener('hashchange', () => location.reload());
void open();

async function open(): Promise<void> {
  const answer = await fetch(`/v1/payment_links/${location.pathname.split('/').at(-1) ?? ''}/open`, {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
    body: '{}',
  }).catch(() => undefined);
  const state: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
  const {status, path} = isState(state)
    ? state
    : {status: answer && answer.status < 500 ? 'gone' : 'failed', path: null};
  // Only ever a path of our own.
  if (path !== null && /^\/pay\/cs_[\w-]+$/.test(path)) return location.replace(`${path}#${token}`);
  if (page) page.dataset['state'] = status;
}

function isState(value: unknown): value is {readonly status: string; readonly path: string | null} {
  return typeof value === 'object' && value !== null && 'status' in value && 'path' in value;
}
