import {createTransport} from 'nodemailer';
import {messageFault, type Mail} from './mail.ts';

const connectMs = 10_000;
const silenceMs = 30_000;

/**
 * Letters by SMTP. One connection a letter: it is written down as sent only when the server has taken it.
 *
 * @param url - `smtp://user:password@host:587` or `smtps://…`; never logged, and no error of ours repeats it.
 */
export function smtpMail(url: string): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    logger: false,
    // What we are given is text; nothing in it may have a file or an address read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send(message) {
      const fault = messageFault(message);
      if (fault) return {kind: 'refused', code: fault};
      const {id, from, to, replyTo, subject, text, html} = message;
      try {
        await transport.sendMail({
          messageId: `<${id}>`,
          from,
          to,
          ...(replyTo !== null && {replyTo}),
          subject,
          text,
          html,
          // One recipient, whatever the headers say.
          envelope: {from: from.address, to: [to.address]},
          headers: {'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All'},
          // Letters are UTF-8 with many accents, and their lines are long.
          textEncoding: 'quoted-printable',
        });
        return {kind: 'sent'};
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** Only a lasting no to the recipient is one; a wrong password or a full disk of theirs is mended some day. */
function outcomeOf(error: unknown): Awaited<ReturnType<Mail['send']>> {
  const code = word(error, 'code') ?? 'unknown';
  const answer = Number(word(error, 'responseCode') ?? 0);
  const refused = code === 'EENVELOPE' && word(error, 'command')?.startsWith('RCPT') && answer >= 550 && answer <= 553;
  return {kind: refused ? 'refused' : 'failed', code: answer ? `${code}:${answer}` : code};
}

function word(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[\w .-]{1,40}$/.test(text) ? text : undefined;
}
