import type {Log} from './ports.ts';

/** How many card numbers the last net has caught in this process. Any but 0 is a bug: tests require 0. */
let caught = 0;

export function cardNumbersCaught(): number {
  return caught;
}

/**
 * JSON lines: `{"at", "process", "event", …fields}`.
 *
 * Fields are ids, enums and numbers. A text of any other shape did not come from us and is written `[text]`: so no
 * control character, no address with its secrets, no sentence of a provider reaches a log.
 */
export function createLog(process: string, now: () => number, write: (line: string) => void): Log {
  return (event, fields = {}) => {
    const line: Record<string, unknown> = {at: new Date(now()).toISOString(), process, event: word(event)};
    for (const [name, value] of Object.entries(fields)) {
      if (!/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/.test(name) || name in line || secretNames.test(name)) continue;
      line[name] = typeof value === 'string' ? word(value) : value;
    }
    write(withoutCardNumbers(JSON.stringify(line)) + '\n');
  };
}

/** Never written, whatever their value. */
const secretNames = /^(pan|cvc|cvv|cryptogram|expiry|card_?number|number|secret|password|authorization|body)$/i;

function word(text: string): string {
  return /^[\w.:/+-]{0,120}$/.test(text) ? text : '[text]';
}

/**
 * The last net (PCI DSS 3.4.1): writes `[pan]` for each run of 13 to 19 digits, spaced or dashed, that passes the
 * Luhn check, and counts it. 13 digits that begin with 1 are an instant in milliseconds; no card begins so.
 */
export function withoutCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,}/g, (run) => {
    const groups = run.split(/([ -])/);
    for (let start = 0; start < groups.length; start += 2) {
      for (let end = groups.length; end > start; end -= 2) {
        const digits = groups.slice(start, end).join('').replace(/[ -]/g, '');
        if (!isCardNumber(digits)) continue;
        caught += 1;
        return `${groups.slice(0, start).join('')}[pan]${withoutCardNumbers(groups.slice(end).join(''))}`;
      }
    }
    return run;
  });
}

function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false;
  if (digits.length === 13 && digits.startsWith('1')) return false;
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
