import {spawnSync} from 'node:child_process';
import {accessSync, constants, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

export type BrowserName = 'chromium' | 'firefox';

interface BrowserPlaces {
  /** The setting that names one. */
  readonly setting: string;
  readonly commands: readonly string[];
  readonly paths: readonly string[];
  /** Its package on Debian and Ubuntu. */
  readonly packages: readonly string[];
}

const programs = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']].filter(
  (folder) => folder !== undefined,
);

const places: Readonly<Record<BrowserName, BrowserPlaces>> = {
  chromium: {
    setting: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
    paths: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ...programs.flatMap((folder) => [
        join(folder, 'Google/Chrome/Application/chrome.exe'),
        join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]),
    ],
    packages: ['chromium'],
  },
  firefox: {
    setting: 'FIREFOX_PATH',
    commands: ['firefox-esr', 'firefox'],
    paths: [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      ...programs.map((folder) => join(folder, 'Mozilla Firefox/firefox.exe')),
    ],
    packages: ['firefox-esr', 'firefox'],
  },
};

/** Chromium's arguments for tests: root needs no sandbox, a closed network no background requests. */
export const chromiumArgs: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where a browser of this machine is. */
export function findBrowser(name: BrowserName): string | undefined {
  const {setting, commands, paths} = places[name];
  const given = process.env[setting];
  if (given) return isProgram(given) ? given : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...commands.flatMap((command) => folders.map((folder) => join(folder, command))), ...paths].find(isProgram);
}

/** Finds a browser, or installs it where that is ours to do: as root on Debian and Ubuntu. Else says what to do. */
export function findOrInstallBrowser(name: BrowserName): string {
  const found = findBrowser(name);
  if (found) return found;
  const {setting, packages} = places[name];
  if (process.env[setting]) throw new Error(`${setting} does not name a program that can be run.`);
  if (isDebian() && process.getuid?.() === 0) {
    console.log(`Installing ${packages[0]} with apt-get, as no ${name} was found…`);
    apt('update', '-qq');
    for (const one of packages) {
      if (apt('install', '-y', '-qq', '--no-install-recommends', one)) break;
    }
    const installed = findBrowser(name);
    if (installed) return installed;
  }
  const advice = isDebian()
    ? `run "sudo apt-get install ${packages[0]}"`
    : `install ${name === 'chromium' ? 'Chrome or Chromium' : 'Firefox'}`;
  throw new Error(`No ${name} found. Please ${advice}, or set ${setting} to the path of one.`);
}

function apt(...parts: readonly string[]): boolean {
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
  return spawnSync('apt-get', parts, {stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 300_000}).status === 0;
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
