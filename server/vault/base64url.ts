/**
 * Strict base64url without padding (RFC 7515 section 2). Node's own decoder skips what it does not know, so two
 * texts could mean the same bytes, and "seen before" would not see.
 * @returns undefined when it is anything else.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
