import {asset} from './document.ts';

/** Fixed texts under a hash. Each only adds to a page that works without it; words and addresses stand in the markup. */

/** Sends the one form of a page at once. */
export const handOverScript = asset(`document.forms[0].submit();`);

/** Says how long is left, hears from the app, sends once. At the end of the time the server is asked what became of it. */
export const challengeScript = asset(`
(() => {
  const form = document.forms[0];
  const status = document.getElementById('status');
  const started = Date.now();
  const leftMs = Number(form.dataset.left);
  let sent = false;
  const goOn = () => {
    if (sent) return;
    sent = true;
    const action = document.createElement('input');
    action.type = 'hidden';
    action.name = 'action';
    action.value = 'continue';
    form.append(action);
    form.submit();
  };
  form.addEventListener('submit', (event) => {
    if (sent) return event.preventDefault();
    sent = true;
    form.setAttribute('aria-busy', 'true');
  });
  // Back from the cache of the browser, the page may be sent again.
  addEventListener('pageshow', () => { sent = false; form.removeAttribute('aria-busy'); });
  const said = new Set();
  const tick = () => {
    const left = leftMs - (Date.now() - started);
    if (left <= 0) return goOn();
    const word = left <= 30000 ? 'seconds' : left <= 120000 ? 'minutes' : '';
    if (word && !said.has(word)) {
      said.add(word);
      status.textContent = status.dataset[word];
    }
    setTimeout(tick, 1000);
  };
  setTimeout(tick, 1000);
  // Browsers refuse autofocus in a frame of another origin. At first the window around has the focus, and says what this is.
  document.querySelector('[aria-invalid]')?.focus();
  if (form.dataset.state) {
    const ask = () => fetch(form.dataset.state, {cache: 'no-store'})
      .then((answer) => answer.json())
      .then((answer) => answer.state === 'ended' ? goOn() : setTimeout(ask, 2000))
      .catch(() => setTimeout(ask, 4000));
    setTimeout(ask, 1500);
  }
})();
`);

/** Copies a number with one tap, and says so. */
export const indexScript = asset(`
(() => {
  const said = document.getElementById('said');
  for (const button of document.querySelectorAll('.copy')) {
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(button.dataset.number).then(() => {
        const before = button.textContent;
        button.textContent = button.dataset.copied;
        button.classList.add('done');
        said.textContent = button.dataset.said;
        setTimeout(() => { button.textContent = before; button.classList.remove('done'); }, 2000);
      }, () => {
        const range = document.createRange();
        range.selectNodeContents(button.closest('li').querySelector('.number'));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      });
    });
  }
  document.querySelector('main').classList.remove('no-script');
})();
`);

/** Looks for news every two seconds and draws them from the page's own templates. Answers are sent by the forms. */
export const phoneScript = asset(`
(() => {
  const list = document.getElementById('list');
  const none = document.getElementById('none');
  const draw = (item) => {
    const node = document.getElementById(item.template).content.cloneNode(true);
    for (const [name, value] of Object.entries(item.words)) {
      const place = node.querySelector('.' + name);
      if (place) place.textContent = value;
    }
    const form = node.querySelector('form');
    if (form) form.action = item.address;
    const top = node.firstElementChild;
    top.dataset.key = item.key;
    return top;
  };
  const ask = () => fetch(list.dataset.news, {cache: 'no-store'})
    .then((answer) => answer.json())
    .then(({items}) => {
      none.hidden = items.length > 0;
      const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
      const wanted = items.map((item) => known.get(item.key) ?? draw(item));
      for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
      wanted.forEach((child, index) => { if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null); });
      setTimeout(ask, 2000);
    })
    .catch(() => setTimeout(ask, 5000));
  setTimeout(ask, 2000);
})();
`);
