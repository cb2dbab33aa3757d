// What a shop's script does with Guichet's elements: it sets what markup cannot say. The states come from a file; the card
// form of a page that is only shown borrows the address of the live session's.
const halls = document.querySelector('.halls');
const live = document.querySelector('guichet-card-form[session]');
const pay = new URL(document.querySelector('script[src*="/v1/elements.js"]').src).origin;

async function read(url, token) {
  const answer = await fetch(url, token && {headers: {authorization: `Bearer ${token}`}}).catch(() => undefined);
  return answer?.ok ? answer.json() : undefined;
}

const [samples, session] = await Promise.all([
  read('/gallery/samples.json'),
  live && read(`${pay}/v1/checkout_sessions/${live.getAttribute('session')}`, live.getAttribute('token')),
]);
const frame = session?.payment_methods.find(({type}) => type === 'card')?.frame_url ?? null;

for (const [id, properties] of Object.entries(samples ?? {})) {
  const element = document.getElementById(id);
  const button = document.querySelector(`[data-opens="${id}"]`);
  for (const method of properties.view?.payment_methods ?? []) if (method.type === 'card') method.frame_url = frame;
  if (!element) continue;
  if (!button) Object.assign(element, properties);
  else {
    button.addEventListener('click', () => Object.assign(element, properties));
    element.addEventListener('guichet-challenge-end', () => Object.assign(element, {url: '', step: 'hidden'}));
  }
}

// The page has a language of its own; the elements follow it, and so does their switch.
halls.addEventListener('guichet-locale-change', ({locale}) => {
  if (!location.pathname.startsWith(`/${locale}/`)) location.assign(location.pathname.replace(/^\/../, `/${locale}`) + location.search);
});
// Nothing here leads away: there is no order behind it.
for (const name of ['guichet-return', 'guichet-cancel']) halls.addEventListener(name, (event) => event.preventDefault());
