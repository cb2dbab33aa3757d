/**
 * The fields of a form or a query string, decoded as UTF-8.
 *
 * A name that comes twice is refused: two readers would take different ones, and only one of them was signed.
 * @returns undefined when a name comes twice.
 */
export function formOf(raw: string | Uint8Array): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8'))) {
    if (fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return fields;
}
