import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, describe, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {check, resolveConfig} from 'prettier';
import ts from 'typescript';

/**
 * `docs/guides/write-a-provider.md` is built as it stands: its blocks, put into a copy of the sources, type-checked, and run
 * through the conformance suite.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const suite = 'test/server/providers/exemple-conformance.test.ts';
const folder = mkdtempSync(join(tmpdir(), 'guichet-guide-'));
after(() => rmSync(folder, {recursive: true, force: true}));

interface Block {
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

/** The blocks that name a file. */
const blocks: readonly Block[] = [
  ...readFileSync(join(root, 'docs/guides/write-a-provider.md'), 'utf8').matchAll(
    /^```(\w+) title="([\w./-]+)"\n(.*?)^```$/gms,
  ),
].map(([, language = '', path = '', text = '']) => ({language, path, text}));

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), {recursive: true});
  writeFileSync(join(folder, path), text);
}

/** A line that begins as the one taken out, up to its `…`, begins as the one put in; what is only put in comes first. */
function edited(text: string, diff: string): string {
  const lines = (sign: string): string[] =>
    diff.split('\n').flatMap((line) => (line.startsWith(sign) ? [line.slice(1).replace(/…$/, '')] : []));
  const [out, into] = [lines('-'), lines('+')];
  const first = into.slice(0, into.length - out.length);
  return out.reduce(
    (changed, line, index) => {
      assert.equal(changed.split(line).length, 2, `the guide takes out a line that is there once: ${line}`);
      return changed.replace(line, () => into[first.length + index] ?? '');
    },
    [...first, text].join('\n'),
  );
}

type Tree = {[key: string]: string | Tree};

/** Only adds: a text that is there already is not the guide's to change. */
function merged(tree: Tree, more: Tree): Tree {
  const result = {...tree};
  for (const [key, value] of Object.entries(more)) {
    const there = result[key];
    if (typeof value === 'object' && typeof there === 'object') result[key] = merged(there, value);
    else {
      assert.equal(there, undefined, `${key} is there already`);
      result[key] = value;
    }
  }
  return result;
}

function build(): void {
  for (const part of ['server', 'components', 'demo', 'locales', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(folder, part), {recursive: true});
  for (const name of ['town.ts', 'shopper.ts', 'sources.ts', 'architecture.test.ts', 'locales.test.ts'])
    cpSync(join(root, 'test', name), join(folder, 'test', name));
  cpSync(join(root, 'test/server/providers/conformance.ts'), join(folder, 'test/server/providers/conformance.ts'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const {language, path, text} of blocks) {
    if (language === 'diff') write(path, edited(read(path), text));
    else if (language === 'json')
      write(path, `${JSON.stringify(merged(JSON.parse(read(path)), JSON.parse(text)), null, 2)}\n`);
    else {
      assert.ok(!existsSync(join(folder, path)), `${path} is a new file`);
      write(path, text);
    }
  }
}

/** What the compiler has to say of each file that the guide writes or changes, by the settings of the house. */
function complaints(): readonly string[] {
  const {config} = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const {options} = ts.parseJsonConfigFileContent({...config, include: [], files: [suite]}, ts.sys, folder);
  const paths = blocks.map(({path}) => join(folder, path)).filter((path) => path.endsWith('.ts'));
  const program = ts.createProgram(paths, {...options, noEmit: true});
  return paths.flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({messageText}) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

interface Run {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** A guide that is wrong may wait for what never comes. */
const limitMs = 300_000;

/** Node's own runner in the copy; a run of its own, not a part of this one. */
function run(...args: readonly string[]): Promise<Run> {
  const {NODE_TEST_CONTEXT: _, ...env} = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
    const count = (what: string) => Number(new RegExp(`^ℹ ${what} (\\d+)`, 'm').exec(output)?.[1]);
    child.on('close', () => resolve({passed: count('pass'), failed: count('fail'), output}));
  });
}

describe('the guide that walks through a provider', () => {
  test('names every file that it takes', () => {
    build();
    assert.deepEqual(blocks.map(({path}) => path).toSorted(), [
      'locales/en.json',
      'locales/fr.json',
      'server/bank/doubles/doubles.ts',
      'server/bank/doubles/exemple.ts',
      'server/providers/exemple.ts',
      'server/providers/registry.ts',
      suite,
    ]);
  });

  test('is formatted as the rest', async () => {
    const ugly: string[] = [];
    for (const {language, path, text} of blocks) {
      const filepath = join(root, path);
      const settings = {...(await resolveConfig(join(root, 'package.json'))), filepath};
      if (language !== 'diff' && !(await check(text, settings))) ugly.push(path);
    }
    assert.deepEqual(ugly, []);
  });

  test('is code that the compiler takes', () => assert.deepEqual(complaints(), []));

  test('keeps every promise of the suite, and the rules of the house', async () => {
    const {passed, failed, output} = await run(suite, 'test/architecture.test.ts', 'test/locales.test.ts');
    assert.equal(failed, 0, output);
    assert.ok(passed > 100, output);
  });

  test('and an adapter that takes an unheard-of word for paid is found out', async () => {
    const path = 'server/providers/exemple.ts';
    const honest = read(path);
    const rash = honest.replace('inTable(states, status)', "status in states ? inTable(states, status) : 'captured'");
    assert.notEqual(rash, honest);
    write(path, rash);
    const {passed, failed, output} = await run('--test-name-pattern=never takes for a success', suite);
    assert.ok(passed > 0, output);
    assert.equal(failed, 1, output);
    assert.match(output, /✖ never takes for a success: a word that nobody has heard of/);
  });
});
