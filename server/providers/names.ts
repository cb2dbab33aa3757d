/** A name as the shop wrote it, in the two pieces that providers ask for: what stands before the first space, and the rest. */
export function namesOf(whole: string): {readonly first: string; readonly last: string} {
  const [, first = '', last = whole.trim()] = /^(\S+)\s+(.+)$/.exec(whole.trim()) ?? [];
  return {first, last};
}
