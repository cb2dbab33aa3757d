// Loaded with tsx (see test/run.ts), so that it may share the search for a browser.
import {fileURLToPath} from 'node:url';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {chromeLauncher} from '@web/test-runner-chrome';
import {chromiumArgs, findOrInstallBrowser} from './browser.ts';

const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

/** Serves the locale files to browsers as the bundler would: one export for each section. */
const jsonModules = {
  name: 'json-modules',
  resolveMimeType: (context) => (context.path.endsWith('.json') ? 'js' : undefined),
  transform(context) {
    if (!context.path.endsWith('.json')) return undefined;
    const sections = Object.entries(JSON.parse(context.body));
    const named = sections.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
    return {body: [...named, `export default {${sections.map(([name]) => name).join(', ')}};`].join('\n')};
  },
};

export default {
  rootDir: fileURLToPath(new URL('..', import.meta.url)),
  files: ['test/components/**/*.test.ts'],
  nodeResolve: true,
  concurrency: 1,
  // Nothing here is measured: axe on a busy machine takes its time.
  testFramework: {config: {timeout: 30_000}},
  plugins: [jsonModules, esbuildPlugin({ts: true, json: false, tsconfig, target: 'es2022'})],
  browsers: [
    chromeLauncher({
      launchOptions: {executablePath: findOrInstallBrowser('chromium'), args: [...chromiumArgs], headless: true},
    }),
  ],
};
