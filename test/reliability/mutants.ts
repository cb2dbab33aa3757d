import {spawn} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {mutants, type Mutant} from './planted-bugs.ts';

/**
 * `npm run mutants -- [--json] [--only name] [--histories N]`: plants each bug in a copy of the sources and lets the
 * simulator look for it. Exit 1 when one lives. Last line: `{"mutants": [{"name", "killed", "by", "seed"}]}`.
 */
const {values: options} = parseArgs({
  options: {
    json: {type: 'boolean', default: false},
    only: {type: 'string'},
    histories: {type: 'string', default: '3000'},
  },
});

const root = resolve(import.meta.dirname, '../..');
const hunted = mutants.filter(({name}) => options.only === undefined || name === options.only);
const waiting = [...hunted];
const found = new Map<Mutant, Awaited<ReturnType<typeof hunt>>>();
await Promise.all(Array.from({length: Math.min(2, availableParallelism())}, huntOn));
const results = hunted.flatMap((mutant) => found.get(mutant) ?? []);
console.log(JSON.stringify({mutants: results}));
if (results.length === 0 || results.some(({killed}) => !killed)) process.exitCode = 1;

/** One simulator for one bug costs less than several for each: most bugs die young. */
async function huntOn(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const result = await hunt(mutant);
    found.set(mutant, result);
    if (!options.json)
      console.log(
        `${result.killed ? 'killed' : 'LIVES '} ${result.name}${result.killed ? ` by ${result.by}, seed ${result.seed}` : ''}`,
      );
  }
}

async function hunt(mutant: Mutant) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-mutant-'));
  try {
    plant(mutant, folder);
    const last = await simulate(folder);
    const {violations, first} = JSON.parse(last) as {violations: number; first?: {seed: number; rule: string}};
    return {name: mutant.name, killed: violations > 0, by: first?.rule ?? null, seed: first?.seed ?? null};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** @throws Error when the text that a bug replaces is no longer there, or there twice: the bug must follow the code. */
function plant({name, patches}: Mutant, folder: string): void {
  for (const part of ['server', 'components', 'locales', 'test/reliability', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(folder, part), {recursive: true});
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const {file, find, replace} of patches) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`planted bug "${name}" no longer fits ${file}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
}

/** @returns the last line, or that of a violation when the planted bug stops the simulator itself. */
function simulate(folder: string): Promise<string> {
  const args = [
    '--max-semi-space-size=64',
    '--import',
    'tsx',
    'test/reliability/sim.ts',
    '--histories',
    options.histories,
    '--first',
    '--json',
    '--workers',
    '1',
  ];
  const child = spawn(process.execPath, args, {cwd: folder, stdio: ['ignore', 'pipe', 'pipe']});
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', () => {
      const last = out.trim().split('\n').at(-1) ?? '';
      if (last.startsWith('{"histories"')) done(last);
      else fail(new Error(`the simulator did not run: ${errors.slice(0, 2000)}`));
    });
  });
}
