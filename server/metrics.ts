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
  const unlisted = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  return {
    /** An announcement is about to be saved. Enumerated words only: no order, no person, no amount. */
    count({type, object}: Pick<Announcement, 'type' | 'object'>): void {
      add(events, type);
      if (type !== 'payment_intent.payment_failed') return;
      const decline = lastDecline(object);
      add(declines, wordAt(decline, 'code', /^[a-z_]{1,40}$/));
      // Whose list is to be looked at; the code itself is on the payment.
      if (decline && 'listed' in decline && decline.listed === false)
        add(unlisted, wordAt(decline, 'provider_code', /^[a-z0-9_]{1,20}(?=:)/));
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
        ...series(
          'guichet_unlisted_refusals_total',
          'counter',
          'Refusals whose code no table of ours knows, since the start.',
          'provider',
          [...unlisted],
        ),
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

function lastDecline(object: Announcement['object']): object | undefined {
  const decline =
    typeof object === 'object' && object !== null && 'last_decline' in object ? object.last_decline : null;
  return typeof decline === 'object' && decline !== null ? decline : undefined;
}

/** One of our own words, or the name of a provider; what does not look like one counts as unknown. */
function wordAt(decline: object | undefined, key: string, shape: RegExp): string {
  const text: unknown = decline && Reflect.get(decline, key);
  return (typeof text === 'string' && shape.exec(text)?.[0]) || 'unknown';
}
