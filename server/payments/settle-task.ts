import {Problem} from '../routes/problem.ts';
import type {Deps} from './deps.ts';
import type {Attempt, PaymentIntent, SettledTask, Task} from './intent.ts';
import {requestHash} from './keys.ts';
import {move} from './move.ts';
import {withoutTask} from './tasks.ts';

export interface Settlement extends Pick<SettledTask, 'seen' | 'note' | 'by'> {
  /** `att_…`, on which the task is. */
  readonly attempt: string;
  /** The task that was seen: another one that came meanwhile stays open. */
  readonly task: Task;
  readonly idempotencyKey: string;
}

/** The merchant is done with a task. It is closed, and nothing else moves. The same key again changes nothing. */
export async function settleTask(
  deps: Deps,
  id: string,
  {idempotencyKey, attempt: of, ...facts}: Settlement,
): Promise<PaymentIntent> {
  const request = requestHash(id, idempotencyKey);
  const moved = await move(deps, id, (intent) => {
    if (intent.attempts.some(({settled = []}) => settled.some((earlier) => earlier.request === request)))
      return undefined;
    const index = intent.attempts.findIndex((attempt) => attempt.id === of);
    const attempt = intent.attempts[index];
    if (attempt?.task !== facts.task) {
      const isSettled = attempt?.settled?.some(({task}) => task === facts.task) === true;
      throw new Problem(isSettled ? 'task_already_settled' : 'no_open_task');
    }
    return {
      ...intent,
      attempts: intent.attempts.with(index, closed(attempt, {...facts, request, at: deps.world.clock.now()})),
    };
  });
  if (moved) return moved.after;
  const row = await deps.store.get('intents', id);
  if (!row) throw new Problem('intent_not_found');
  return row.doc;
}

/** What opened it goes with it, so that the same is known, and something else opens a task again. */
function closed(attempt: Attempt, facts: Omit<SettledTask, 'contradicted' | 'taken'>): Attempt {
  const {settled = []} = attempt;
  if (facts.task !== 'check_back_office') return {...withoutTask(attempt), settled: [...settled, facts]};
  const {contradicted, taken, ...rest} = withoutTask(attempt);
  const cause = {...(contradicted && {contradicted}), ...(taken !== undefined && {taken})};
  return {...rest, settled: [...settled, {...facts, ...cause}]};
}
