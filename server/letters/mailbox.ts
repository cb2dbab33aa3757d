import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {sha256hex} from '../ids.ts';
import type {Clock} from '../ports.ts';
import {messageFault, type Mail} from './mail.ts';

/** Older ones make room. */
const keptMax = 500;

const KeptLetterSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    to: z.string(),
    from: z.string(),
    subject: z.string(),
    /** Milliseconds since 1970. */
    received: z.int(),
    text: z.string(),
    html: z.string(),
  })
  .readonly();
export type KeptLetter = z.infer<typeof KeptLetterSchema>;

/** Where the letters of a test land, for the shop's owner to look at. */
export interface TestMailbox extends Mail {
  /** Newest first. */
  list(limit: number): Promise<readonly KeptLetter[]>;
  read(id: string): Promise<KeptLetter | undefined>;
}

/**
 * A folder of letters, one file each. A letter that comes twice, with the same Message-ID, stands there once: as in any
 * mailbox that knows what the header is for.
 */
export function folderMailbox(folder: string, clock: Clock): TestMailbox {
  const pathOf = (id: string): string => join(folder, `${id}.json`);

  async function read(id: string): Promise<KeptLetter | undefined> {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    try {
      const parsed = KeptLetterSchema.safeParse(JSON.parse(await readFile(pathOf(id), 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }

  async function all(): Promise<readonly KeptLetter[]> {
    const names = await readdir(folder).catch(() => []);
    const letters: KeptLetter[] = [];
    for (const name of names) {
      const letter = name.endsWith('.json') ? await read(name.slice(0, -'.json'.length)) : undefined;
      if (letter) letters.push(letter);
    }
    return letters.sort((a, b) => b.received - a.received || a.id.localeCompare(b.id));
  }

  return {
    async send(message) {
      const fault = messageFault(message);
      if (fault) return {kind: 'refused', code: fault};
      const id = sha256hex(message.id).slice(0, 32);
      const {kind, subject, text, html} = message;
      const letter: KeptLetter = {
        id,
        kind,
        to: message.to.address,
        from: `${message.from.name} <${message.from.address}>`,
        subject,
        received: clock.now(),
        text,
        html,
      };
      try {
        await mkdir(folder, {recursive: true, mode: 0o700});
        // Whole or not at all.
        await writeFile(`${pathOf(id)}.new`, JSON.stringify(letter), {mode: 0o600});
        await rename(`${pathOf(id)}.new`, pathOf(id));
        for (const old of (await all()).slice(keptMax)) await rm(pathOf(old.id), {force: true});
        return {kind: 'sent'};
      } catch {
        return {kind: 'failed', code: 'folder'};
      }
    },
    list: async (limit) => (await all()).slice(0, limit),
    read,
  };
}
