import {defineConfig} from '@playwright/test';
import {chromiumArgs, findOrInstallBrowser} from '../browser.ts';

/**
 * Whole payments in real browsers, in front of the built processes (`npm run build`), which `street.ts` starts.
 * The browsers may run beside each other, each in a street of its own.
 * `npx playwright test --config test/journeys/playwright.config.ts --project firefox twice` runs a part of them.
 */
export default defineConfig({
  testDir: '.',
  globalSetup: './street.ts',
  fullyParallel: false,
  // One after the other: two cores, and the bank's phone is one for all.
  workers: 1,
  // What fails once has failed: a click that was lost would be a fault of the page.
  retries: 0,
  reporter: 'list',
  outputDir: '../../test-results/journeys',
  // Nothing here is measured: a slow machine is slow, not wrong.
  timeout: 180_000,
  expect: {timeout: 45_000},
  use: {
    actionTimeout: 45_000,
    navigationTimeout: 60_000,
    locale: 'fr-FR',
    viewport: {width: 1280, height: 900},
    // A screenshot is a style in the page, which our policy forbids: it would be reported as a fault of ours.
    screenshot: 'off',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {executablePath: findOrInstallBrowser('chromium'), args: [...chromiumArgs]},
      },
    },
    {
      name: 'firefox',
      // The other ways to pay, currencies, links and the desk are forms, gallery and studio are for those who build, the sweep is
      // the server's: one engine's word on them is enough for every change.
      testIgnore: [
        'methods',
        'alma',
        'away',
        'width',
        'currency',
        'handover',
        'desk',
        'gallery',
        'sweep',
        'doubles',
        'payplug',
        'stripe',
        'lyra',
        'up2pay',
        'paypal',
      ].map((name) => `**/${name}.spec.ts`),
      use: {
        browserName: 'firefox',
        // Firefox as it is, driven by WebDriver BiDi, which knows no emulation of these four.
        channel: 'moz-firefox',
        launchOptions: {executablePath: findOrInstallBrowser('firefox')},
        colorScheme: null,
        contextOptions: {reducedMotion: null, forcedColors: null, contrast: null},
      },
    },
  ],
});
