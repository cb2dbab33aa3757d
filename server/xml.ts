import {parseXml, XmlElement, type XmlNode} from '@rgrove/parse-xml';

/**
 * XML from outside, as a tree that is safe to walk.
 *
 * A document that declares a type is refused before anything is parsed: so no entity can be defined, none that points
 * to a file or an address (XXE), none that grows (billion laughs). Elements are found by local name, because banks
 * choose their own prefixes.
 */
export interface Xml {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Xml[];
  /** Trimmed; empty where there are elements within: the formats that we read never mix the two. */
  readonly text: string;
}

/** No format that we read is deeper than 15. */
const depthMax = 40;

/** @returns nothing when the text is not well-formed, declares a document type, or nests deeper than any format of ours. */
export function readXml(text: string): Xml | undefined {
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || isTooDeep(text)) return undefined;
  try {
    const {root} = parseXml(text);
    return root ? plain(root) : undefined;
  } catch {
    return undefined;
  }
}

/** The first element along a path of local names: `at(entry, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')`. */
export function at(xml: Xml | undefined, ...path: readonly string[]): Xml | undefined {
  return path.reduce<Xml | undefined>((node, name) => node?.children.find((child) => child.name === name), xml);
}

/** All children of that name. */
export function every(xml: Xml | undefined, name: string): readonly Xml[] {
  return xml?.children.filter((child) => child.name === name) ?? [];
}

/**
 * Counted before the parser, which calls itself for every level. Tags within comments and CDATA are counted too: an
 * honest file has none that would matter.
 */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [, close, selfClosed] of text.matchAll(/<(\/?)[^!?][^<>]*?(\/?)>/g)) {
    if (close) depth -= 1;
    else if (!selfClosed) depth += 1;
    if (depth > depthMax) return true;
  }
  return false;
}

function plain(element: XmlElement): Xml {
  const children = element.children.filter(isElement).map(plain);
  return {
    name: element.name.slice(element.name.indexOf(':') + 1),
    attributes: element.attributes,
    children,
    text: children.length > 0 ? '' : element.text.trim(),
  };
}

function isElement(node: XmlNode): node is XmlElement {
  return node instanceof XmlElement;
}
