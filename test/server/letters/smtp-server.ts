import type {AddressInfo} from 'node:net';
import {SMTPServer} from 'smtp-server';
import type {Mail} from '../../../server/letters/mail.ts';
import {smtpMail} from '../../../server/letters/smtp.ts';

export interface Taken {
  readonly to: readonly string[];
  readonly raw: Buffer;
}

export interface Answers {
  /** SMTP code with which a recipient is refused. */
  readonly rcpt?: number;
  readonly data?: number;
  readonly password?: string;
}

/** A real SMTP server; what it says is up to the test. */
export async function withServer(
  answers: Answers,
  run: (mail: Mail, taken: readonly Taken[]) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const refusal = (code: number) => Object.assign(new Error('no'), {responseCode: code});
  const server = new SMTPServer({
    authOptional: answers.password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({password}, _session, done) =>
      password === answers.password ? done(null, {user: 'shop'}) : done(refusal(535)),
    onRcptTo: (_address, _session, done) => done(answers.rcpt === undefined ? null : refusal(answers.rcpt)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (answers.data !== undefined) return done(refusal(answers.data));
        taken.push({to: session.envelope.rcptTo.map(({address}) => address), raw: Buffer.concat(chunks)});
        done(null);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const {port} = server.server.address() as AddressInfo;
  try {
    await run(smtpMail(`smtp://shop:s3cret-word@127.0.0.1:${port}`), taken);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
