import {posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url))
  .replaceAll('\\', '/')
  .replace(/\/$/, '');

/** The modules that the package exports, by their sources. */
export const entries = [
  'components/elements.ts',
  'components/embed/guichet.ts',
  'components/instalments/guichet-instalments.ts',
  'components/payment-info/guichet-payment-info.ts',
] as const;

/**
 * The declarations of the exported modules and of all that they name, by their path: `components/events.d.ts`. Our sources
 * import `.ts` files and `#contract/…`; who installs the package has neither, so the addresses are rewritten.
 */
export function declarations(): ReadonlyMap<string, string> {
  const {config} = ts.readConfigFile(`${root}/tsconfig.json`, (path) => ts.sys.readFile(path));
  const {options} = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    entries.map((path) => `${root}/${path}`),
    {...options, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: `${root}/`, rootDir: `${root}/`},
  );
  const all = new Map<string, string>();
  program.emit(undefined, (path, text) => {
    const name = path.replaceAll('\\', '/').slice(root.length + 1);
    all.set(name, rewritten(name, text));
  });
  const kept = new Map<string, string>();
  const keep = (path: string): void => {
    const text = all.get(path);
    if (text === undefined || kept.has(path)) return;
    kept.set(path, text);
    for (const [, from = ''] of text.matchAll(/(?:from |import\(|import )'(\.[^']+)\.js'/g))
      keep(`${posix.join(posix.dirname(path), from)}.d.ts`);
  };
  for (const entry of entries) keep(entry.replace(/\.ts$/, '.d.ts'));
  return kept;
}

function rewritten(path: string, text: string): string {
  const up = posix.relative(posix.dirname(path), 'server/contract');
  return text
    .replace(
      /(['"])#contract\/([\w-]+)\.ts\1/g,
      (_whole, _quote, name) => `'${up.startsWith('.') ? up : `./${up}`}/${name}.js'`,
    )
    .replace(/(['"])(\.[^'"]*)\.ts\1/g, "'$2.js'");
}
