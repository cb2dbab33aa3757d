import type {Store} from './store/store.ts';
import type {Announcement} from './outbox/announce.ts';

/** Payments that wait for somebody; how many of each is asked of the store when a reading is taken. */
const waitingStatuses = ['requires_action', 'processing', 'in_review', 'awaiting_funds', 'requires_capture'] as const;
/** A reading counts no further: more than this is an alarm in any case. */
const countMax = 1000;

/** Counts for Prometheus (text format 0.0.4): what was announced since the start, refusals by reason, what waits now. */
export function createMetrics(store: Store) {
  const events = new Map<string, number>();
  const declines = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  return {
    /** An announcement is about to be saved. Enumerated words only: no order, no person, no amount. */
    count({type, object}: Pick<Announcement, 'type' | 'object'>): void {
      add(events, type);
      if (type === 'payment_intent.payment_failed') add(declines, declineCode(object));
    },

    async text(): Promise<string> {
      const waiting: (readonly [string, number])[] = [];
      for (const status of waitingStatuses) {
        const rows = await store.find('intents', {by: 'status', equals: status, limit: countMax});
        waiting.push([status, rows.length]);
      }
      const due = await store.find('deliveries', {by: 'due', from: 0, limit: countMax});
      return [
        ...series('guichet_events_total', 'counter', 'Announcements since the start.', 'type', [...events]),
        ...series('guichet_declines_total', 'counter', 'Refusals since the start.', 'code', [...declines]),
        ...series('guichet_payments', 'gauge', `Payments that wait, up to ${countMax}.`, 'status', waiting),
        '# HELP guichet_deliveries_waiting Webhooks that are not delivered yet.',
        '# TYPE guichet_deliveries_waiting gauge',
        `guichet_deliveries_waiting ${due.length}`,
        '',
      ].join('\n');
    },
  };
}

function series(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  label: string,
  values: readonly (readonly [string, number])[],
): readonly string[] {
  const lines = values.map(([value, count]) => `${name}{${label}="${value}"} ${count}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}

/** One of our own words; what is not in our table counts as such. */
function declineCode(object: Announcement['object']): string {
  const decline =
    typeof object === 'object' && object !== null && 'last_decline' in object ? object.last_decline : null;
  const code = typeof decline === 'object' && decline !== null && 'code' in decline ? decline.code : undefined;
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : 'unknown';
}
