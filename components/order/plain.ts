/**
 * A name as given by a shop, without what could make it lie: controls that turn the direction of text (an amount read
 * backwards), and characters of no width. Markup needs nothing: bindings are text.
 */
export function plain(name: string): string {
  return name.normalize('NFC').replace(/[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu, '');
}
