import {Hono, type MiddlewareHandler} from 'hono';
import {z} from 'zod';
import type {Timer} from '../../ports.ts';
import {readJson} from '../body.ts';
import {isBearer} from '../first-answer.ts';
import type {Silence} from '../silence.ts';

/** What may go wrong with a call, before it has its effect or after. */
export const faults = ['silent_before', 'silent_after', 'error_before', 'error_after', 'slow', 'unheard_of'] as const;
export type Fault = (typeof faults)[number];

const slowMs = 3_000;

const PlanSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  /** What the path must end with; `*` is one segment. */
  path: z.string().regex(/^[\w/.*-]{1,200}$/),
  /** What the body must contain, where one path is for everything. */
  says: z.string().min(1).max(100).exactOptional(),
  fault: z.enum(faults),
  times: z.int().min(1).max(100).default(1),
});
type Plan = z.infer<typeof PlanSchema>;

/**
 * Faults that a double has been told to have, each for the next calls that fit: `POST <double>/faults`, with the bank's key.
 * For tests and for trying out by hand; none is planned by itself.
 */
export function createFaults(bankKey: string, silence: Silence, timer: Timer) {
  let plans: Plan[] = [];

  function next(method: string, path: string, body: string): Fault | undefined {
    const plan = plans.find(
      (one) => one.method === method && patternOf(one.path).test(path) && body.includes(one.says ?? ''),
    );
    if (!plan) return undefined;
    plan.times -= 1;
    plans = plans.filter(({times}) => times > 0);
    return plan.fault;
  }

  const strike: MiddlewareHandler = async (c, go) => {
    // Hono keeps the text for whoever reads it next.
    switch (next(c.req.method, c.req.path, await c.req.text())) {
      case undefined:
        return go();
      case 'slow':
        await new Promise<void>((resolve) => timer.after(slowMs, resolve));
        return go();
      case 'silent_before':
        await silence.wait();
        return c.body(null, 504);
      case 'error_before':
        return c.body('', 500);
      case 'silent_after':
        await go();
        await silence.wait();
        return;
      case 'error_after':
        await go();
        c.res = new Response('', {status: 502});
        return;
      case 'unheard_of':
        await go();
        c.res = Response.json({object: 'something', status: 'perhaps'});
        return;
    }
  };

  const desk = new Hono().post('/faults', async (c) => {
    if (!isBearer(c.req.header('authorization'), bankKey)) return c.json({code: 'unauthorized'}, 401);
    const plan = PlanSchema.safeParse(await readJson(c));
    if (!plan.success) return c.json({code: 'bad_request'}, 400);
    plans.push(plan.data);
    return c.body(null, 204);
  });

  return {strike, desk};
}

function patternOf(path: string): RegExp {
  return new RegExp(`${path.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`);
}
