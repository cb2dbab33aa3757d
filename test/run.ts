/**
 * `npm test`: everything, in order, from the cheapest to the dearest. A step that fails does not hide the next ones.
 * `npm test -- types lint` runs only the steps so named. The last line is `N passed, N failed`.
 */
import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findBrowser, findOrInstallBrowser} from './browser.ts';

interface Step {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** Runs only when asked for by name: too long for every change. */
  readonly onlyNamed?: boolean;
  /** Nothing to run yet. */
  readonly absent?: boolean;
  /** Reads how many tests passed and failed from what it printed; one step is one test when it does not say. */
  readonly count?: (output: string) => readonly [passed: number, failed: number] | undefined;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join('node_modules', path);
const node = process.execPath;
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;

/** Test files that node's own runner takes: all but those that need a browser. */
const serverTests = files('test').filter(
  (path) => path.endsWith('.test.ts') && !/^test\/(components|journeys)\//.test(path),
);
const elementTests = files('test/components').filter((path) => path.endsWith('.test.ts'));
const journeys = files('test/journeys').filter((path) => /\.spec\.ts$/.test(path));

const playwright = [node, bin('@playwright/test/cli.js'), 'test', '--config', 'test/journeys/playwright.config.ts'];

const steps: readonly Step[] = [
  {name: 'types', title: 'Types', command: [node, bin('typescript/bin/tsc'), '-p', '.', '--noEmit']},
  {name: 'lint', title: 'Lint', command: [node, bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']},
  {
    name: 'format',
    title: 'Format',
    command: [node, bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  {name: 'build', title: 'Build', command: [node, '--import', 'tsx', 'build.ts']},
  {
    name: 'server',
    title: 'Server, contract, house',
    command: [node, '--import', 'tsx', '--test', '--test-reporter=spec', ...serverTests],
    count: (output) => pair(/^ℹ pass (\d+)/m.exec(output)?.[1], /^ℹ fail (\d+)/m.exec(output)?.[1]),
  },
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
    absent: elementTests.length === 0,
    count: (output) => pair(lastMatch(/(\d+) passed/g, output), lastMatch(/(\d+) failed/g, output) ?? '0'),
  },
  {
    name: 'journeys',
    title: 'Journeys, in Chromium and Firefox',
    command: [...playwright, '--grep-invert', '@slow'],
    absent: journeys.length === 0,
    count: (output) => pair(lastMatch(/(\d+) passed/g, output), lastMatch(/(\d+) failed/g, output) ?? '0'),
  },
  {
    name: 'slow',
    title: 'Long journeys: axe in every state, a session that runs out',
    command: [...playwright, '--grep', '@slow'],
    onlyNamed: true,
    absent: journeys.length === 0,
    count: (output) => pair(lastMatch(/(\d+) passed/g, output), lastMatch(/(\d+) failed/g, output) ?? '0'),
  },
  {name: 'size', title: 'Size', command: [node, '--import', 'tsx', 'test/size.ts', '--check']},
  {
    name: 'sim',
    title: 'Simulated histories',
    command: ['npm', 'run', '--silent', 'sim', '--', '--histories', '500'],
    absent: !scripts['sim'],
  },
  {
    name: 'mutants',
    title: 'Planted bugs',
    command: ['npm', 'run', '--silent', 'mutants', '--', '--json'],
    onlyNamed: true,
    absent: !scripts['mutants'],
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${steps.map(({name}) => name).join(', ')}.`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
const failures: string[] = [];

for (const step of steps) {
  if (wanted.length ? !wanted.includes(step.name) : step.onlyNamed) continue;
  console.log(`\n── ${step.title} ${'─'.repeat(Math.max(2, 76 - step.title.length))}`);
  if (step.absent) {
    console.log('nothing to run yet');
    continue;
  }
  try {
    if (step.name === 'elements' || step.name === 'journeys' || step.name === 'slow')
      process.env['CHROME_PATH'] ??= findOrInstallBrowser('chromium');
    if (step.name === 'journeys' || step.name === 'slow')
      process.env['FIREFOX_PATH'] ??= findBrowser('firefox') ?? findOrInstallBrowser('firefox');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    report(step, 0, 1);
    continue;
  }
  const began = Date.now();
  const {code, output} = await run(step.command);
  const [ok, bad] = step.count?.(output) ?? (code === 0 ? [1, 0] : [0, 1]);
  // A runner that fell over before its first test failed, whatever it counted.
  report(step, ok, code === 0 ? bad : Math.max(bad, 1));
  console.log(`${code === 0 && bad === 0 ? 'ok' : 'FAILED'}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

if (failures.length) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function report(step: Step, ok: number, bad: number): void {
  passed += ok;
  failed += bad;
  if (bad) failures.push(step.title);
}

function run([command = '', ...args]: readonly string[]): Promise<{code: number; output: string}> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: process.env,
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
        to.write(chunk);
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
