import type {z} from 'zod';

/**
 * What a person who wrote settings has to change, each slip in a few words: where it is and what should stand there. Never
 * what stands there now, as it may be a secret.
 */
export function slipsIn({issues}: z.ZodError): string {
  const strangers = issues.filter(({code}) => code === 'unrecognized_keys');
  // A name that is misspelt is missing as well: the misspelling explains it.
  return [...strangers, ...issues.filter((issue) => !strangers.includes(issue))].slice(0, 3).map(slipOf).join('; ');
}

function slipOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.') || 'it';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `there is no setting ${[...issue.path, nameOf(key)].join('.')}`).join('; ');
    case 'invalid_type':
      return `${where} is missing, or is no ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `${where} must be one of: ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return `${where} does not look as it should (${issue.pattern ?? issue.format})`;
    case 'too_small':
      return `${where} is too small or too short (from ${issue.minimum})`;
    case 'too_big':
      return `${where} is too big or too long (up to ${issue.maximum})`;
    case 'custom':
      return `${where} ${issue.message}`;
    default:
      return `${where} is not as it should be (${issue.code})`;
  }
}

/** As JSON calls them. */
const kinds: Readonly<Record<string, string>> = {record: 'object', int: 'whole number', array: 'list', string: 'text'};

/** A key that was pasted where a name belongs is not repeated either. */
function nameOf(key: string): string {
  return /^\w{1,24}$/.test(key) ? key : 'of that name';
}
