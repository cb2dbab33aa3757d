import {timingSafeEqual} from 'node:crypto';
import {Hono, type Context} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {z} from 'zod';
import {sha256hex} from '../ids.ts';
import type {World} from '../ports.ts';

export interface WatchDeps {
  readonly metrics: () => Promise<string>;
  /** SHA-256 of the bearer token for `/metrics`, hex; without one only the machine itself may read it, in test mode. */
  readonly metricsTokenHash?: string;
  readonly livemode: boolean;
  readonly addressOf: (c: Context) => string | undefined;
  readonly world: Pick<World, 'clock' | 'log'>;
}

/** A page that breaks its policy does it at every visit: enough to see it, too few to fill a disk. */
const reportsPerMinute = 30;

const Report = z.object({
  'effective-directive': z.string().max(60).optional(),
  effectiveDirective: z.string().max(60).optional(),
  'document-uri': z.string().optional(),
  documentURL: z.string().optional(),
  'blocked-uri': z.string().optional(),
  blockedURL: z.string().optional(),
});
const Envelope = z.union([
  z.object({'csp-report': Report}),
  z.array(z.object({type: z.string(), body: Report})).max(20),
]);

/** For whoever runs this: counts, and what browsers say of our pages' policies (`facts/security.md` 5.3). */
export function watchRoutes({metrics, metricsTokenHash, livemode, addressOf, world}: WatchDeps): Hono {
  let minute = 0;
  let taken = 0;

  function mayReport(): boolean {
    const now = Math.floor(world.clock.now() / 60_000);
    if (now !== minute) [minute, taken] = [now, 0];
    taken += 1;
    return taken <= reportsPerMinute;
  }

  return new Hono()
    .get('/metrics', async (c) => {
      const token = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
      const isTold =
        metricsTokenHash === undefined
          ? !livemode && isLocal(c, addressOf(c))
          : token !== undefined && timingSafeEqual(Buffer.from(sha256hex(token)), Buffer.from(metricsTokenHash));
      if (!isTold) return c.body(null, 404);
      return c.text(await metrics(), 200, {'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store'});
    })
    .post('/csp-reports', bodyLimit({maxSize: 8192, onError: (c) => c.body(null, 413)}), async (c) => {
      if (!mayReport()) return c.body(null, 429);
      const parsed = Envelope.safeParse(await c.req.json().catch(() => undefined));
      if (!parsed.success) return c.body(null, 400);
      const reports = 'csp-report' in parsed.data ? [parsed.data['csp-report']] : parsed.data.map(({body}) => body);
      for (const report of reports) world.log('csp_violation', scrubbed(report));
      return c.body(null, 204);
    });
}

/** No address in full: a path may name a session, a query anything. */
function scrubbed(report: z.infer<typeof Report>) {
  const directive = report.effectiveDirective ?? report['effective-directive'] ?? '';
  return {
    directive: /^[a-z-]{1,60}$/.test(directive) ? directive : 'unknown',
    page: URL.parse(report.documentURL ?? report['document-uri'] ?? '')?.pathname.split('/')[1] ?? '',
    blocked: originOf(report.blockedURL ?? report['blocked-uri'] ?? ''),
  };
}

function originOf(blocked: string): string {
  if (/^(inline|eval|wasm-eval|data|blob|trusted-types-sink|trusted-types-policy)$/.test(blocked)) return blocked;
  const url = URL.parse(blocked);
  return url && /^https?:$/.test(url.protocol) ? url.origin : 'other';
}

/** Called here, and not by a proxy that stands on this machine: one that is not declared would make everybody local. */
function isLocal(c: Context, address: string | undefined): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => c.req.header(name) !== undefined,
  );
  return !isForwarded && (address === '127.0.0.1' || address === '::1');
}
