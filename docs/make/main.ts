/**
 * `npm run docs`: what is made from the code and kept in the repository. With `--package`, what is made when the package is
 * packed: types and what editors read, in `dist/`.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {packageVersion} from '../../server/assets.ts';
import {htmlCustomData, jsxTypes, webTypes} from './editors.ts';
import {manifestOf, readElements} from './manifest.ts';
import {references} from './references.ts';
import {declarations} from './types.ts';

function write(path: string, text: string): void {
  const file = new URL(`../../${path}`, import.meta.url);
  mkdirSync(dirname(file.pathname), {recursive: true});
  writeFileSync(file, text);
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

if (process.argv.includes('--package')) {
  const elements = readElements();
  write('dist/custom-elements.json', json(manifestOf(elements)));
  write('dist/html-custom-data.json', json(htmlCustomData(elements)));
  write('dist/web-types.json', json(webTypes(elements, packageVersion())));
  write('dist/types/jsx.d.ts', jsxTypes(elements));
  for (const [path, text] of declarations()) write(`dist/types/${path}`, text);
} else {
  for (const [path, text] of Object.entries(await references())) write(path, text);
}
