import type {Attempt, Task} from './intent.ts';

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
