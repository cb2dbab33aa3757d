import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

/** A file of ours: its path from the root, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const skipped = new Set(['node_modules', 'dist', '.git', '.guichet', 'coverage', 'test-results']);

/** Every file under a folder (`.` for all) whose name matches. */
export function sources(folder: string, name: RegExp): Source[] {
  const found: Source[] = [];
  const walk = (place: string): void => {
    for (const entry of readdirSync(join(root, place), {withFileTypes: true})) {
      if (skipped.has(entry.name)) continue;
      const path = place === '.' ? entry.name : `${place}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (name.test(path)) found.push({path, text: readFileSync(join(root, path), 'utf8')});
    }
  };
  walk(folder);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export interface Import {
  readonly from: string;
  /** `import type`, or every name in it is a type: gone once compiled. */
  readonly typeOnly: boolean;
}

/** What a file really imports: static, re-exported, dynamic, and as a type. */
export function importsOf({path, text}: Source): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({from: node.moduleSpecifier.text, typeOnly: isTypeOnly(node.importClause)});
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      imports.push({from: node.moduleSpecifier.text, typeOnly: node.isTypeOnly});
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      imports.push({
        from: argument && ts.isStringLiteralLike(argument) ? argument.text : '(computed)',
        typeOnly: false,
      });
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      imports.push({from: node.argument.literal.text, typeOnly: true});
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return imports;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const {name, namedBindings} = clause;
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

/** Texts between quotes and in templates, without code and comments. */
export function stringsOf({path, text}: Source): string[] {
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      strings.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return strings;
}
