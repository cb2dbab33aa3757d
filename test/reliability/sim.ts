import {fork} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {tell, type History} from './sim/history.ts';
import {noFaults, type Fault} from './sim/trace.ts';

/**
 * `npm run sim -- --histories N [--seed S] [--trace] [--json] [--first]`: whole payment histories of the real `pay`, vault
 * and bank on a simulated world. The last line is JSON. Exit 1 on a violation, with its seed: `--seed S --trace` tells
 * that history line by line. `--first` stops at the first violation. A history leaves much that is soon forgotten: room
 * for it (`--max-semi-space-size` in `package.json`) saves time.
 */
const {values: options} = parseArgs({
  options: {
    histories: {type: 'string', default: '1'},
    seed: {type: 'string', default: '1'},
    trace: {type: 'boolean', default: false},
    json: {type: 'boolean', default: false},
    first: {type: 'boolean', default: false},
    workers: {type: 'string', default: String(Math.min(2, availableParallelism()))},
    share: {type: 'string'},
  },
});

interface Told {
  readonly seed: number;
  readonly violations: History['violations'];
  readonly faults: History['faults'];
  readonly endings: readonly string[];
}

const from = Number(options.seed);
const count = options.trace ? 1 : Number(options.histories);
const workers = Number(options.workers);

if (options.share !== undefined) await work(Number(options.share));
else if (options.trace || count < 20 || workers < 2) await alone();
else await together();

/** One of several processes: every n-th seed, each told to the parent. */
async function work(share: number): Promise<void> {
  for (let seed = from + share; seed < from + count; seed += workers) {
    const {violations, faults, endings} = await tell(seed);
    process.send?.({seed, violations, faults, endings} satisfies Told);
  }
  process.disconnect();
}

async function alone(): Promise<void> {
  const all: Told[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const history = await tell(seed);
    if (options.trace) process.stdout.write(`${history.lines.join('\n')}\nhash ${history.hash}\n`);
    const {violations, faults, endings} = history;
    keep(all, {seed, violations, faults, endings});
    if (options.first && violations.length > 0) break;
  }
  report(all);
}

async function together(): Promise<void> {
  const all: Told[] = [];
  const children = Array.from({length: workers}, (_, share) =>
    fork(fileURLToPath(import.meta.url), [
      ...process.argv.slice(2),
      '--share',
      String(share),
      '--workers',
      String(workers),
    ]),
  );
  let isOver = false;
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((resolve, reject) => {
          child.on('message', (told: Told) => {
            keep(all, told);
            if (!options.first || told.violations.length === 0) return;
            isOver = true;
            for (const one of children) one.kill();
          });
          child.on('exit', (code) =>
            isOver || code === 0 ? resolve() : reject(new Error(`a worker ended with ${String(code)}`)),
          );
        }),
    ),
  );
  report(all.sort((a, b) => a.seed - b.seed));
}

function keep(all: Told[], told: Told): void {
  all.push(told);
  if (options.json || all.length % 250 !== 0) return;
  const perSecond = all.length / (performance.now() / 1000);
  console.log(`${all.length} histories, ${perSecond.toFixed(1)} per second`);
}

function report(all: readonly Told[]): void {
  const faults = noFaults();
  const endings: Record<string, number> = {};
  const bad = all.filter(({violations}) => violations.length > 0);
  for (const told of all) {
    for (const [kind, times] of Object.entries(told.faults) as [Fault, number][]) faults[kind] += times;
    for (const ending of told.endings) endings[ending] = (endings[ending] ?? 0) + 1;
  }
  for (const {seed, violations} of bad.slice(0, 20)) {
    for (const {rule, detail} of violations.slice(0, 5)) console.log(`seed ${seed}: ${rule}: ${detail}`);
  }
  if (bad[0]) console.log(`To see it happen: npm run sim -- --seed ${bad[0].seed} --trace`);
  else if (!options.json) console.log(JSON.stringify({endings}));
  console.log(
    JSON.stringify({
      histories: all.length,
      violations: bad.length,
      seed_from: from,
      seed_to: from + count - 1,
      faults,
      ...(bad[0] && {first: {seed: bad[0].seed, rule: bad[0].violations[0]?.rule}}),
    }),
  );
  if (bad.length > 0) process.exitCode = 1;
}
