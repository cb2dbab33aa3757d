#!/usr/bin/env node
// The command line: from the build when there is one, else from the source, as in a fresh clone.
import {existsSync} from 'node:fs';

const built = new URL('../dist/server/cli.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  const {register} = await import('tsx/esm/api');
  register();
  await import(new URL('../server/cli.ts', import.meta.url).href);
}
