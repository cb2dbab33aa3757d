/**
 * The markup of letters. A page of ours is made of templates, under a policy that lets no inline style pass; a letter is
 * read where only inline styles survive. So letters have this one builder: it escapes everything it is given, and the
 * looks that it writes are the fixed ones of `looks.ts`.
 */
export type Markup = {readonly html: string};

type Child = Markup | string;

const voids: ReadonlySet<string> = new Set(['meta']);

/** An element. Attributes and texts are escaped, whatever they hold. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const open = `<${name}${written.join('')}>`;
  return {html: voids.has(name) ? open : `${open}${children.map(htmlOf).join('')}</${name}>`};
}

/** Elements one below the other: no line of a letter grows too long (RFC 5322, 2.1.1). */
export function stack(...children: readonly Child[]): Markup {
  return {html: `\n${children.map(htmlOf).join('\n')}\n`};
}

/** The rules of the letter's head: fixed text of ours. */
export function rules(css: string): Markup {
  return {html: `<style>${css}</style>`};
}

export function documentOf(root: Markup): string {
  return `<!doctype html>\n${root.html}\n`;
}

function htmlOf(child: Child): string {
  return typeof child === 'string' ? escape(child) : child.html;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
