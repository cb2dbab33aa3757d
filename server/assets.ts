import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, gzipSync} from 'node:zlib';
import type {ReceiptFonts} from './receipts/pdf.ts';
import {SettingError} from './settings.ts';

/** One built file, as browsers get it. */
export interface Asset {
  /** Below `/v1/`: `guichet.js`, `chunks/page-a1b2c3.js`. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, compressed once, at the start. */
  readonly brotli: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** `sha384-…`, for `integrity` attributes and the inventory of scripts. */
  readonly integrity: string;
  /** Its name holds a hash of its content, so it never changes. */
  readonly immutable: boolean;
}

/** Everything that the build made for browsers, read once at the start. */
export interface Assets {
  /** As in package.json: `/v<version>/…` addresses never change. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
  /** What the hosted page loads, as addresses of this origin: its script, then what that imports. */
  readonly page: {readonly script: string; readonly preloads: readonly string[]};
  /** The desk's script, as an address of this origin. */
  readonly desk: {readonly script: string};
  /** The same of the receipt's page and of the one that checks a signature. */
  readonly receipt: {readonly script: string; readonly preloads: readonly string[]};
  /** The bridge's script: address, text (to be inlined under its hash), hash as a policy writes it. */
  readonly bridge: {readonly script: string; readonly text: string; readonly hash: string};
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
};

/** The folder of the package, from the source as from the bundle. */
export function packageRoot(from = import.meta.url): string {
  let folder = dirname(fileURLToPath(from));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json is missing');
    folder = parent;
  }
  return folder;
}

/** The version of this package. */
export function packageVersion(root = packageRoot()): string {
  return String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
}

/** @throws SettingError when nothing was built. */
export function readAssets(root = packageRoot()): Assets {
  const folder = join(root, 'dist', 'client');
  if (!existsSync(join(folder, 'guichet.js'))) {
    throw new SettingError(
      'The scripts for browsers are not built. Run "npm run build" first; "npm start" does it too.',
    );
  }
  const files = new Map(
    readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort()
      .map((path) => [path, assetOf(path, readFileSync(join(folder, path)))]),
  );
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const bridge = files.get('bridge.js');
  const text = bridge ? Buffer.from(bridge.bytes).toString('utf8') : '';
  return Object.freeze({
    version: packageVersion(root),
    files,
    page: pageOf(manifest),
    desk: {script: `/v1/${manifest['components/desk/main.ts']?.file ?? ''}`},
    receipt: loadsOf(manifest, ['components/receipt/main.ts']),
    bridge: {
      script: '/v1/bridge.js',
      text,
      hash: `sha256-${createHash('sha256').update(text).digest('base64')}`,
    },
  });
}

/** An entry of Vite's manifest, as far as we read it. */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

function pageOf(manifest: Readonly<Record<string, Chunk>>): Assets['page'] {
  // The last two are fetched once the card form is there: named in the document, so that all of it comes in one go.
  return loadsOf(manifest, ['components/page/main.ts', 'components/page/prepare.ts', 'components/page/take-over.ts']);
}

/** A script of ours and all that it imports, each once. */
function loadsOf(manifest: Readonly<Record<string, Chunk>>, entries: readonly string[]): Assets['page'] {
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || seen.has(chunk.file)) return;
    seen.add(chunk.file);
    chunk.imports?.forEach(visit);
  };
  entries.forEach(visit);
  const [script = '', ...preloads] = [...seen].map((file) => `/v1/${file}`);
  return {script, preloads};
}

/** The font of receipts: a subset of DejaVu Sans Condensed (its licence lies beside it). */
export function readFonts(root = packageRoot()): ReceiptFonts {
  const file = (name: string) => new Uint8Array(readFileSync(join(root, 'server', 'receipts', 'fonts', name)));
  return Object.freeze({regular: file('DejaVuSansCondensed.ttf'), bold: file('DejaVuSansCondensed-Bold.ttf')});
}

function assetOf(path: string, content: Buffer): Asset {
  return {
    path,
    bytes: new Uint8Array(content),
    brotli: new Uint8Array(brotliCompressSync(content)),
    gzip: new Uint8Array(gzipSync(content, {level: 9})),
    type: types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
    immutable: path.startsWith('chunks/'),
  };
}
