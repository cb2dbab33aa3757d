import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Beside this file in the source; the bundle in `dist/server` reads the same folders. */
const here = dirname(fileURLToPath(import.meta.url));
const demo = here.endsWith('shop') ? join(here, '..') : join(here, '../../demo');

/** The drawings, styles and scripts of shop, gallery and studio, by name. */
export const files: ReadonlyMap<string, {readonly content: string; readonly type: string}> = new Map(
  ['shop', 'gallery', 'studio'].flatMap((room) => {
    const folder = join(demo, room, 'public');
    return readdirSync(folder).map((name) => [
      name,
      {content: readFileSync(join(folder, name), 'utf8'), type: types[name.split('.').at(-1) ?? ''] ?? 'text/plain'},
    ]);
  }),
);
