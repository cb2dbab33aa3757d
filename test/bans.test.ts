import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {ESLint} from 'eslint';
import ts from 'typescript';
import {sources, stringsOf, type Source} from './sources.ts';

/** One thing that never happens: where it is looked for, how it is seen, and a sin that proves the eye open. */
interface Ban {
  readonly title: string;
  readonly where: (path: string) => boolean;
  readonly seen: (source: Source) => readonly string[];
  readonly sin: Source;
}

const inRooms = (...rooms: readonly string[]) => {
  return (path: string): boolean => rooms.some((room) => path.startsWith(`${room}/`)) && path.endsWith('.ts');
};

const matches = (pattern: RegExp) => {
  return ({path, text}: Source): string[] => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found.trim()}`);
};

/** The same among quoted texts only: a comment may name what it warns of. */
const quoted = (pattern: RegExp) => {
  return (source: Source): string[] =>
    stringsOf(source)
      .filter((string) => pattern.test(string))
      .map((string) => `${source.path}: ${string.slice(0, 80)}`);
};

/**
 * SQL with a value in its text. An identifier within double quotes is let pass, and a list of columns: both come from
 * our own tables.
 */
function spelledSql({path, text}: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      /^(prepare|exec|query)$/.test(node.expression.name.text)
    ) {
      const [sql] = node.arguments;
      let before = sql && ts.isTemplateExpression(sql) ? sql.head.text : '';
      for (const {expression, literal} of sql && ts.isTemplateExpression(sql) ? sql.templateSpans : []) {
        const within = before.split('"').length % 2 === 0;
        if (!within && !/columns|tables/i.test(expression.getText())) found.push(`${path}: ${expression.getText()}`);
        before += literal.text;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Files of the server that read settings or speak to the operator. */
const operatorFiles = /^server\/(config|settings|entry|start|cli|world)\.ts$|^server\/cli\/|\/(main|config)\.ts$/;

const bans: readonly Ban[] = [
  {
    title: 'a policy says unsafe-inline or unsafe-eval',
    where: inRooms('server', 'demo', 'components'),
    seen: quoted(/'unsafe-|unsafe-(inline|eval|hashes)/),
    sin: {path: 'server/routes/x.ts', text: 'const csp = "script-src \'unsafe-inline\'";'},
  },
  {
    title: 'settings are looked up outside the entries',
    where: (path) => inRooms('server', 'components')(path) && !operatorFiles.test(path),
    seen: matches(/process\.env/g),
    sin: {path: 'server/payments/x.ts', text: 'const key = process.env.SECRET;'},
  },
  {
    title: 'something is printed instead of logged',
    where: (path) => inRooms('server', 'components')(path) && !operatorFiles.test(path),
    seen: matches(/console\.(log|error|info|debug|dir|table)\(/g),
    sin: {path: 'server/vault/x.ts', text: 'console.log(card);'},
  },
  {
    title: 'a sentence for a human stands in code',
    // Numerals are grammar: the words of a cheque's amount are rules, not sentences to translate. The second file is the
    // table of an encoding, the third what a server could answer.
    where: (path) =>
      inRooms('server', 'components', 'demo')(path) &&
      !['server/contract/amount-in-words.ts', 'server/statements/decode.ts', 'demo/gallery/samples.ts'].includes(path),
    // A language is named in itself, in every language.
    seen: quoted(/^(?!Français$).*[à-öø-ÿœ«»]/i),
    sin: {path: 'components/card/x.ts', text: 'html`<p>Paiement refusé</p>`;'},
  },
  {
    title: 'a template speaks English by itself',
    where: inRooms('components'),
    seen: quoted(/>\s*[A-Z][a-z]+ [a-z]+[^<>{}$=]*<\//),
    sin: {path: 'components/card/x.ts', text: 'html`<p>Your card was refused</p>`;'},
  },
  {
    title: 'where money or cards pass, a rule of the linter is switched off',
    where: inRooms(
      'server/payments',
      'server/providers',
      'server/vault',
      'server/contract',
      'server/routes',
      'server/threeds',
    ),
    seen: matches(/eslint-disable[^\n]*|@ts-(ignore|nocheck|expect-error)/g),
    sin: {path: 'server/vault/x.ts', text: '// @ts-' + 'ignore'},
  },
  {
    title: 'a file is named for nothing in particular',
    where: () => true,
    seen: ({path}) => (/(^|\/)(utils?|helpers?|common|managers?|services?|misc)(\.|\/|$)/.test(path) ? [path] : []),
    sin: {path: 'server/payments/utils.ts', text: ''},
  },
  {
    title: 'HTML that a merchant could paste holds inline script, style or handlers',
    where: (path) => path.endsWith('.html'),
    seen: matches(/<script(?![^>]*\bsrc=)(?![^>]*type="application\/json")[^>]*>|\sstyle="|\son[a-z]+="/g),
    sin: {path: 'demo/x.html', text: '<body onload="pay()">'},
  },
  {
    // A letter has no policy, and in an inbox nothing else survives: its one builder writes fixed looks of ours.
    title: 'an inline style is written outside of letters',
    where: (path) => inRooms('server', 'demo', 'components')(path) && !path.startsWith('server/letters/'),
    seen: quoted(/\sstyle=(["'$]|$)/),
    sin: {path: 'server/routes/x.ts', text: 'const page = `<p style="color:red">`;'},
  },
  {
    title: 'SQL is put together from texts',
    where: inRooms('server'),
    seen: spelledSql,
    sin: {path: 'server/store/x.ts', text: 'db.prepare(`select * from t where id = ${id}`)'},
  },
  {
    title: 'a path of somebody’s machine is written down',
    where: () => true,
    seen: matches(/\/(home|Users|root|work)\/(?!\*)[\w.-]+\/[\w.-]+|[A-Z]:\\\\Users/g),
    sin: {path: 'README.md', text: ['', 'home', 'someone', 'guichet'].join('/')},
  },
];

const everything = sources('.', /\.(ts|js|json|html|css|md)$/).filter(({path}) => path !== 'package-lock.json');

describe('never', () => {
  for (const {title, where, seen, sin} of bans) {
    test(`${title}`, () => {
      const found = everything.filter(({path}) => where(path)).flatMap((source) => seen(source));
      assert.deepEqual(found, []);
    });

    test(`${title}: and it would be seen`, () => {
      assert.ok(where(sin.path), 'the sin lies outside the ban');
      assert.notDeepEqual(seen(sin), []);
    });
  }
});

/** What the linter must refuse, and where; and what it must let pass. */
const linted: readonly [path: string, code: string][] = [
  ['server/payments/x.ts', 'export const now = Date.now();'],
  ['server/payments/x.ts', 'export const now = new Date();'],
  ['server/bank/x.ts', 'export const chance = Math.random();'],
  ['server/bank/x.ts', 'setTimeout(() => undefined, 1);'],
  ['server/vault/x.ts', "export const answer = fetch('https://shop.example');"],
  ['server/vault/x.ts', "import {randomBytes} from 'node:crypto'; export const key = randomBytes(32);"],
  ['server/vault/x.ts', 'export const key = crypto.getRandomValues(new Uint8Array(32));'],
  ['server/outbox/x.ts', "import http from 'node:http'; export const {get} = http;"],
  ['server/payments/x.ts', 'export const x = (y: any) => y;'],
  ['server/providers/x.ts', 'export const x = (y?: string) => y!.length;'],
  ['server/contract/x.ts', 'export const x = (y: unknown) => y as string;'],
  ['server/routes/x.ts', 'export const x = (y: unknown) => <string>y;'],
  ['components/x.ts', "import {unsafeHTML} from 'lit/directives/unsafe-html.js'; export const x = unsafeHTML;"],
  ['components/x.ts', "import {unsafeCSS} from 'lit'; export const x = unsafeCSS('a{}');"],
  ['components/x.ts', "import {styleMap} from 'lit/directives/style-map.js'; export const x = styleMap({});"],
  ['components/x.ts', "import {html} from 'lit'; export const x = html`<p style=${'color:red'}></p>`;"],
  ['components/x.ts', 'export const x = (e: Element) => { e.innerHTML = "<b>"; };'],
  ['server/routes/x.ts', "import {unsafeHTML} from 'lit/directives/unsafe-html.js'; export const x = unsafeHTML;"],
];

describe('the linter', () => {
  const eslint = new ESLint();
  const lint = async (path: string, code: string): Promise<number> =>
    (await eslint.lintText(code + '\n', {filePath: path}))[0]?.errorCount ?? 0;

  for (const [path, code] of linted) {
    test(`refuses in ${path}: ${code}`, async () => assert.ok((await lint(path, code)) > 0));
  }

  test('lets honest code pass', async () => {
    assert.equal(
      await lint('server/payments/x.ts', 'export const at = (ms: number) => new Date(ms).toISOString();'),
      0,
    );
    assert.equal(await lint('server/contract/x.ts', "export const words = ['a', 'b'] as const;"), 0);
    assert.equal(
      await lint('components/x.ts', 'import {html} from \'lit\'; export const x = html`<p class="y"></p>`;'),
      0,
    );
  });
});
