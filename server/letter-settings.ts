import {letterKinds, type LetterKind} from '#contract/letters.ts';
import type {LetterConfig} from './letter-desk.ts';
import {faultOf, type Mailbox} from './letters/mail.ts';
import {folderMailbox} from './letters/mailbox.ts';
import {smtpMail} from './letters/smtp.ts';
import type {Clock} from './ports.ts';
import {dataFolder, SettingError, textSetting, type Env} from './settings.ts';

/** Without a mail server, letters of tests land in a folder; real ones are not written, as nobody would get them. */
export function openLetters(
  env: Env,
  {
    mode,
    payUrl,
    merchant,
  }: {readonly mode: 'test' | 'live'; readonly payUrl: string; readonly merchant: {readonly name: string}},
  clock: Clock,
): {readonly letters?: LetterConfig} {
  const url = smtpUrl(env);
  const from = senderOf(env, merchant.name, url === undefined ? `no-reply@${hostOf(payUrl)}` : '');
  const shared = {from, kinds: kindsOf(env), contact: contactOf(env), timeZone: 'Europe/Paris'};
  if (url !== undefined) return {letters: Object.freeze({...shared, mail: smtpMail(url)})};
  if (mode === 'live') return {};
  const mailbox = folderMailbox(dataFolder(env, 'mailbox'), clock);
  return {letters: Object.freeze({...shared, mail: mailbox, mailbox})};
}

/** Its password is in it: it is never repeated, not in an error either. */
function smtpUrl(env: Env): string | undefined {
  const text = textSetting(env, 'SMTP_URL', '', 500);
  if (!text) return undefined;
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    throw new SettingError('SMTP_URL must be an address such as smtps://user:password@smtp.example:465.');
  }
  return text;
}

/** `Maison Lumen <commandes@shop.example>`, or the address alone. */
function senderOf(env: Env, merchantName: string, fallback: string): Mailbox {
  const text = textSetting(env, 'MAIL_FROM', fallback);
  const [, name = '', address = text] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  const sender = {name: name || merchantName, address: address.trim()};
  if (faultOf(sender)) {
    throw new SettingError('MAIL_FROM must be an address such as Maison Lumen <orders@shop.example>.');
  }
  return sender;
}

function contactOf(env: Env): string | null {
  const address = textSetting(env, 'GUICHET_MERCHANT_EMAIL', '', 254);
  if (!address) return null;
  if (faultOf({name: '', address})) throw new SettingError('GUICHET_MERCHANT_EMAIL must be one e-mail address.');
  return address;
}

/** `all`, `none`, or a list of kinds. */
function kindsOf(env: Env): readonly LetterKind[] {
  const words = textSetting(env, 'GUICHET_LETTERS', 'all', 400).split(/[\s,]+/);
  if (words.join() === 'all') return letterKinds;
  if (words.join() === 'none') return [];
  const kinds = letterKinds.filter((kind) => words.includes(kind));
  if (kinds.length !== new Set(words).size) {
    throw new SettingError(`GUICHET_LETTERS must be all, none, or a list of: ${letterKinds.join(', ')}.`);
  }
  return kinds;
}

/** An address needs a host with a point in it. */
function hostOf(payUrl: string): string {
  const {hostname} = new URL(payUrl);
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/.test(hostname) ? hostname : 'guichet.invalid';
}
