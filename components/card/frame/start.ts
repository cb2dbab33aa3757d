import type {CardFrameFacts} from '#contract/card-frame.ts';
import type {FromCard} from '#contract/messages.ts';
import {joinParent, listen} from '../../base/port.ts';
import {wear, wearScheme} from './theme.ts';
import {wakeForm} from './form.ts';
import {readToCard} from './messages.ts';
import {connectVault} from './vault.ts';
import {createWords} from './words.ts';

/** Wakes the form at once, and lets the frame's parent in when it answers. */
export async function start(): Promise<void> {
  // Written by our own server into this very document.
  const facts: CardFrameFacts = JSON.parse(document.querySelector('#facts')?.textContent ?? '');
  const words = createWords(facts);
  // Whoever makes the frame by script says it in the address, so that it is right from the first picture on.
  wearScheme(location.hash.slice(1));
  // Until the parent has answered there is nobody to tell; how the form stands is told then, and that Enter was pressed.
  const line: {port?: MessagePort; isEager?: boolean} = {};
  const tell = (message: FromCard) => {
    if (line.port) line.port.postMessage(message);
    else if (message.type === 'enter') line.isEager = true;
  };
  const form = wakeForm(facts, words, connectVault(facts.session, facts.grant), tell);

  line.port = await joinParent(facts.parent, facts.nonce);
  listen(line.port, (raw) => {
    const message = readToCard(raw);
    switch (message?.type) {
      case 'theme':
        wearScheme(message.scheme);
        return wear(message.tokens);
      case 'locale':
        words.change(message.locale);
        document.documentElement.lang = message.locale;
        return form.say();
      case 'submit':
        return void form.submit(message.id);
      case 'focus':
        return form.focus();
      case 'refused':
        return form.refuse(message.field);
      case 'busy':
        return form.setBusy(message.busy);
    }
  });
  tell({type: 'ready'});
  form.report();
  if (line.isEager) tell({type: 'enter'});
  // Speaks once at the start, and then at every change: a longer sentence, a larger text, a narrower screen.
  // A frame without width, not laid out yet, would say how tall one word per line is.
  new ResizeObserver(() => {
    const {height} = document.body.getBoundingClientRect();
    if (innerWidth > 0) tell({type: 'resize', height: Math.ceil(height), width: innerWidth});
  }).observe(document.body);
}
