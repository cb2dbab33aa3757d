import {rmSync} from 'node:fs';
import {build} from 'vite';
import {builds} from './vite.config.ts';

/** Everything that a browser or a production server runs, in `dist/`: the same input gives the same bytes. */
rmSync(new URL('dist', import.meta.url), {recursive: true, force: true});
for (const config of builds()) await build(config);
