import {SettingError} from '../settings.ts';
import type {Command} from '../cli.ts';

/** Each process: its file in the bundle, and in the source. */
const processes: Readonly<Record<string, readonly [built: string, source: string]>> = {
  pay: ['./pay.js', '../main.ts'],
  card: ['./card.js', '../vault/main.ts'],
  bank: ['./bank.js', '../bank/main.ts'],
  shop: ['./shop.js', '../../demo/shop/main.ts'],
};

/** `guichet serve <process>`: keeps running until it is stopped. */
export const serve: Command = async ([name = '']) => {
  const files = processes[name];
  if (!files) throw new SettingError(`Say which process to serve: ${Object.keys(processes).join(', ')}.`);
  const [built, source] = files;
  const address = new URL(import.meta.url.endsWith('.ts') ? source : built, import.meta.url).href;
  await import(/* @vite-ignore */ address);
  return undefined;
};
