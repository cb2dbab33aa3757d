/**
 * `npm test`: everything, begun in order, one step more beside each other than there are processor cores. A step that
 * fails does not hide the next ones. `npm test -- types lint` runs only the steps so named. The last line is
 * `N passed, N failed`.
 */
import {spawn} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findOrInstallBrowser, type BrowserName} from './browser.ts';

interface Step {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** Too long for every change: runs when it is asked for by name. */
  readonly onlyNamed?: boolean;
  /** Stands in front of what was built. */
  readonly needsBuild?: boolean;
  /** Which browsers it drives. */
  readonly browsers?: readonly BrowserName[];
  /** Reads how many tests passed and failed from what it printed; one step is one test when it does not say. */
  readonly count?: (output: string) => readonly [passed: number, failed: number] | undefined;
}

interface Voice {
  say(text: string): void;
  /** It is the first now. */
  yours(): void;
  end(): void;
}

/** More browsers at once than that wait for each other. */
const lanesMax = 4;
/** How a step is told where a browser is. */
const settings: Readonly<Record<BrowserName, string>> = {chromium: 'CHROME_PATH', firefox: 'FIREFOX_PATH'};

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join('node_modules', path);
const node = process.execPath;

/** Test files that node's own runner takes: all but those that need a browser. */
const serverTests = files('test').filter(
  (path) => path.endsWith('.test.ts') && !/^test\/(components|journeys)\//.test(path),
);

/** Journeys in one browser, or a part of them, in a street of their own. */
const journeys = (project: BrowserName, part?: string): readonly string[] => [
  node,
  bin('@playwright/test/cli.js'),
  'test',
  ...['--config', 'test/journeys/playwright.config.ts', '--project', project],
  ...['--output', join('test-results', `${project}${part?.[0] ?? ''}`)],
  ...(part ? ['--shard', part] : []),
];
const countedInBrowser = (output: string) =>
  pair(lastMatch(/(\d+) passed/g, output) ?? '0', lastMatch(/(\d+) failed/g, output) ?? '0');

/** The long ones follow the short ones closely, so that the last to end are not alone. */
const steps: readonly Step[] = [
  {name: 'build', title: 'Build', command: [node, '--import', 'tsx', 'build.ts']},
  {name: 'types', title: 'Types', command: [node, bin('typescript/bin/tsc'), '-p', '.', '--noEmit']},
  {name: 'lint', title: 'Lint', command: [node, bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']},
  {
    name: 'format',
    title: 'Format',
    command: [node, bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  {
    name: 'size',
    title: 'Size',
    command: [node, '--import', 'tsx', 'test/size.ts', '--check'],
    needsBuild: true,
  },
  {
    name: 'server',
    title: 'Server, contract, house',
    command: [node, '--import', 'tsx', '--test', '--test-reporter=spec', ...serverTests],
    count: (output) => pair(/^ℹ pass (\d+)/m.exec(output)?.[1], /^ℹ fail (\d+)/m.exec(output)?.[1]),
  },
  {
    name: 'firefox',
    title: 'Journeys, in Firefox',
    command: journeys('firefox'),
    needsBuild: true,
    browsers: ['firefox'],
    count: countedInBrowser,
  },
  {
    name: 'sim',
    title: 'Simulated histories',
    command: ['npm', 'run', '--silent', 'sim', '--', '--workers', '1', '--histories', '5000'],
  },
  // In two parts, so that neither core waits for the other at the end.
  ...(['1/2', '2/2'] as const).map((part): Step => ({
    name: `chromium-${part[0]}`,
    title: `Journeys, in Chromium, ${part}`,
    command: journeys('chromium', part),
    needsBuild: true,
    browsers: ['chromium'],
    count: countedInBrowser,
  })),
  {
    name: 'elements',
    title: 'Elements, in Chromium',
    command: [
      node,
      '--import',
      'tsx',
      bin('@web/test-runner/dist/bin.js'),
      '--config',
      'test/web-test-runner.config.js',
    ],
    browsers: ['chromium'],
    count: countedInBrowser,
  },
  {
    name: 'mutants',
    title: 'Planted bugs',
    command: ['npm', 'run', '--silent', 'mutants', '--', '--json'],
    onlyNamed: true,
  },
];

/** Other names for several of them. */
const families: Readonly<Record<string, readonly string[]>> = {
  chromium: ['chromium-1', 'chromium-2'],
  journeys: ['chromium-1', 'chromium-2', 'firefox'],
};

const wanted = process.argv.slice(2).flatMap((name) => families[name] ?? [name]);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length) {
  const known = [...steps.map(({name}) => name), ...Object.keys(families)];
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${known.join(', ')}.`);
  process.exit(1);
}

const waiting = steps.filter(({name, onlyNamed}) => (wanted.length === 0 ? !onlyNamed : wanted.includes(name)));
// One more than there are cores: a journey waits for pages and banks more than it works.
const lanes = Math.max(1, Math.min(waiting.length, availableParallelism() + 1, lanesMax));
let passed = 0;
let failed = 0;
const failures: string[] = [];
/** Steps whose words are still to be printed, the first of them as they come. */
const speaking: Voice[] = [];
let built: Promise<unknown> = Promise.resolve();

await Promise.all(Array.from({length: lanes}, lane));
if (failures.length) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Takes the next step until there is none left. */
async function lane(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    if (step.needsBuild) await built;
    const done = take(step);
    if (step.name === 'build') built = done;
    await done;
  }
}

async function take(step: Step): Promise<void> {
  const voice = beginToSpeak();
  const began = Date.now();
  voice.say(`\n── ${step.title} ${'─'.repeat(Math.max(2, 76 - step.title.length))}\n`);
  try {
    const {code, output} = await run(step.command, {...process.env, ...settingsOf(step)}, voice.say);
    const [ok, bad] = step.count?.(output) ?? (code === 0 ? [1, 0] : [0, 1]);
    // A runner that fell over before its first test failed, whatever it counted.
    report(step, ok, code === 0 ? bad : Math.max(bad, 1));
    voice.say(`${code === 0 && bad === 0 ? 'ok' : 'FAILED'}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    voice.say(`${error instanceof Error ? error.message : String(error)}\n`);
    report(step, 0, 1);
  }
  voice.end();
}

/** Where its browsers are. @throws Error with what to do when one is missing. */
function settingsOf({browsers = []}: Step): Record<string, string> {
  return Object.fromEntries(browsers.map((name) => [settings[name], findOrInstallBrowser(name)]));
}

/** Steps run beside each other and speak one after the other. */
function beginToSpeak(): Voice {
  let kept = '';
  const voice: Voice = {
    say(text) {
      if (speaking[0] === voice) process.stdout.write(text);
      else kept += text;
    },
    yours() {
      process.stdout.write(kept);
      kept = '';
      if (!over) return;
      speaking.shift();
      speaking[0]?.yours();
    },
    end() {
      over = true;
      if (speaking[0] === voice) voice.yours();
    },
  };
  let over = false;
  speaking.push(voice);
  return voice;
}

function report(step: Step, ok: number, bad: number): void {
  passed += ok;
  failed += bad;
  if (bad) failures.push(step.title);
}

function run(
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<{code: number; output: string}> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        say(text);
      });
    }
    child.on('error', (error) => resolve({code: 1, output: String(error)}));
    child.on('close', (code) => resolve({code: code ?? 1, output}));
  });
}

function files(folder: string): string[] {
  const place = join(root, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, {recursive: true, encoding: 'utf8'})
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .sort();
}

function pair(passedText: string | undefined, failedText: string | undefined): [number, number] | undefined {
  return passedText === undefined || failedText === undefined ? undefined : [Number(passedText), Number(failedText)];
}

function lastMatch(pattern: RegExp, text: string): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}
