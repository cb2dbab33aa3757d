import type {Attempt, PaymentIntent, Task} from './intent.ts';

/** Tasks that are there at the same time: none is lost to another. All pure. */

/** A dispute has a deadline, so it comes before what was open; all else waits for its turn. */
export function withTask(attempt: Attempt, task: Task): Attempt {
  const {task: open, waiting = []} = attempt;
  if (open === undefined || open === task) return {...attempt, task};
  const [first, next] = task === 'dispute' ? [task, open] : [open, task];
  return {...attempt, task: first, ...(!waiting.includes(next) && {waiting: [...waiting, next]})};
}

/** Without the task that is open: the one that waits longest is open now. */
export function withoutTask({task: _done, waiting: [next, ...rest] = [], ...attempt}: Attempt): Attempt {
  return {...attempt, ...(next && {task: next}), ...(rest.length > 0 && {waiting: rest})};
}

/** What nobody has been able to tell for so long is for a person to find out; we go on asking. */
const silenceMs = 24 * 60 * 60 * 1000;

/**
 * Asked, and again nobody could tell what became of something that was sent.
 *
 * @param since - When it was sent, or should have been over: milliseconds since 1970. Asked of the merchant once.
 */
export function stillUnknown(intent: PaymentIntent, since: number, now: number): PaymentIntent {
  const attempt = intent.attempts.at(-1);
  if (!attempt || now < since + silenceMs) return intent;
  const {task: open, waiting = [], settled = []} = attempt;
  const task = 'check_back_office';
  const isAsked = [open, ...waiting].includes(task) || settled.some((one) => one.task === task && one.at >= since);
  return isAsked ? intent : {...intent, attempts: intent.attempts.with(-1, withTask(attempt, task))};
}
