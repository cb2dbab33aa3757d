import {GuichetChallengeShowEvent} from '../challenge/events.ts';

/**
 * A dialog of the provider's is about to open over the page: a page in a frame asks for the whole viewport first, as for the
 * bank's window.
 *
 * @returns what gives the room back; to be called when the dialog is gone, however it went.
 */
export async function takeRoom(element: HTMLElement): Promise<() => void> {
  let close = () => {};
  const show = new GuichetChallengeShowEvent(new Promise((resolve) => (close = resolve)));
  element.dispatchEvent(show);
  await Promise.all(show.waits);
  return close;
}
