/** Forms as Stripe reads them: `metadata[order]=ML-1&expand[0]=latest_charge`. */
export interface Nested {
  [name: string]: string | string[] | Nested;
}

/**
 * @returns undefined for a form that says the same twice, or names something that is no name.
 */
export function nested(form: URLSearchParams): Nested | undefined {
  const tree = bare();
  for (const [name, value] of form) {
    const path = [...name.matchAll(/^[^[\]]+|\[([^[\]]*)\]/g)].map((part) => part[1] ?? part[0]);
    if (path.length === 0 || !put(tree, path, value)) return undefined;
  }
  return listed(tree);
}

function put(tree: Nested, [name = '', ...rest]: readonly string[], value: string): boolean {
  if (rest.length === 0) {
    if (Object.hasOwn(tree, name)) return false;
    tree[name] = value;
    return true;
  }
  const next = Object.hasOwn(tree, name) ? tree[name] : (tree[name] = bare());
  return typeof next === 'object' && !Array.isArray(next) && put(next, rest, value);
}

/** What is numbered 0, 1, 2… is a list. */
function listed(tree: Nested): Nested {
  const out = bare();
  for (const [name, value] of Object.entries(tree)) {
    out[name] = typeof value === 'string' || Array.isArray(value) ? value : (listOf(value) ?? listed(value));
  }
  return out;
}

function listOf(tree: Nested): string[] | undefined {
  const names = Object.keys(tree);
  const values = Object.values(tree).filter((value) => typeof value === 'string');
  return names.length > 0 && values.length === names.length && names.every((name, index) => name === String(index))
    ? values
    : undefined;
}

/** Without a prototype: a form may call anything anything. */
function bare(): Nested {
  return Object.create(null);
}
