import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {InlineConfig, Plugin} from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** What browsers must run: the last two years of Chromium, Firefox and Safari, none of them with decorators. */
const target = ['chrome111', 'firefox115', 'safari16.4'];

const common = {
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  clearScreen: false,
  // Bare relative addresses: the same files are served under /v1/ and under /v<version>/.
  base: './',
} as const satisfies InlineConfig;

const paths = {
  guichet: 'components/embed/guichet.ts',
  elements: 'components/elements.ts',
  instalments: 'components/instalments/guichet-instalments.ts',
  page: 'components/page/main.ts',
  receipt: 'components/receipt/main.ts',
  bridge: 'components/challenge/bridge.ts',
  link: 'components/link/main.ts',
  card: 'components/card/frame/main.ts',
  desk: 'components/desk/main.ts',
  'payment-info': 'components/payment-info/guichet-payment-info.ts',
} as const;

/**
 * One file that imports nothing: the merchant's tag, the bridge's script, the card form. The tag is a module, since it asks
 * `import.meta.url` where it came from; what is inlined is not.
 */
function single(entry: string, outDir: string, name: string, format: 'es' | 'iife' = 'iife'): InlineConfig {
  return {
    ...common,
    build: {
      outDir,
      emptyOutDir: false,
      target,
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: entry,
        // Who composes a page by script imports the class by its name.
        preserveEntrySignatures: 'exports-only',
        output: {
          format,
          entryFileNames: `${name}.js`,
          assetFileNames: `${name}[extname]`,
          codeSplitting: false,
        },
      },
    },
  };
}

/** What merchants name in their own pages keeps its name. */
const lasting = new Set(['elements', 'instalments', 'payment-info']);

/**
 * Each section of a language file as a module of its own. One JSON file is one module, and a module is in one chunk: without
 * this, whoever needs two sentences of the page would load those of the desk along with them.
 */
function sections(): Plugin {
  const mark = '\0section:';
  const pattern = /export \{([\w\s,]+)\} from '[./]+locales\/(fr|en)\.json';/g;
  return {
    name: 'guichet-sections',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/texts\/(fr|en)\.ts$/.test(id)) return undefined;
      return code.replace(pattern, (_whole, names: string, locale: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
          .map((name) => `export {default as ${name}} from '${mark}${locale}:${name}';`)
          .join('\n'),
      );
    },
    resolveId: (id) => (id.startsWith(mark) ? id : undefined),
    load(id) {
      if (!id.startsWith(mark)) return undefined;
      const [locale = '', name = ''] = id.slice(mark.length).split(':');
      const texts: Readonly<Record<string, unknown>> = JSON.parse(
        readFileSync(`${root}locales/${locale}.json`, 'utf8'),
      );
      if (!(name in texts)) throw new Error(`no section ${name} in locales/${locale}.json`);
      return `export default ${JSON.stringify(texts[name])};`;
    },
  };
}

/** The page and the composed elements share their bricks, so they are built together. */
function shared(input: Readonly<Record<string, string>>): InlineConfig {
  return {
    ...common,
    plugins: [sections()],
    build: {
      outDir: 'dist/client',
      emptyOutDir: false,
      target,
      // Preload links are written by the server, which knows what a page needs; imports stay plain.
      modulePreload: false,
      manifest: 'manifest.json',
      rolldownOptions: {
        input,
        preserveEntrySignatures: 'exports-only',
        output: {
          format: 'es',
          entryFileNames: ({name}) => (lasting.has(name) ? `${name}.js` : 'chunks/[name]-[hash].js'),
          chunkFileNames: 'chunks/[name]-[hash].js',
          assetFileNames: 'chunks/[name]-[hash][extname]',
        },
      },
    },
  };
}

/** The processes, bundled so that production starts without a compiler. Packages stay in `node_modules`. */
function servers(input: Readonly<Record<string, string>>): InlineConfig {
  return {
    ...common,
    build: {
      ssr: true,
      outDir: 'dist/server',
      emptyOutDir: false,
      target: 'node20',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        output: {format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js'},
      },
    },
  };
}

const serverPaths = {
  pay: 'server/main.ts',
  card: 'server/vault/main.ts',
  bank: 'server/bank/main.ts',
  shop: 'demo/shop/main.ts',
  start: 'server/start.ts',
  cli: 'server/cli.ts',
} as const;

function present(table: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).filter(([, path]) => existsSync(new URL(path, import.meta.url))));
}

/** All builds, in the order in which they run. */
export function builds(): readonly InlineConfig[] {
  const {guichet, bridge, link, card, ...rest} = present(paths);
  return [
    ...(guichet ? [single(guichet, 'dist/client', 'guichet', 'es')] : []),
    ...(bridge ? [single(bridge, 'dist/client', 'bridge')] : []),
    ...(link ? [single(link, 'dist/client', 'link', 'es')] : []),
    ...(card ? [single(card, 'dist/card', 'frame')] : []),
    ...(Object.keys(rest).length ? [shared(rest)] : []),
    servers(present(serverPaths)),
  ];
}
