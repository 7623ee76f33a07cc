import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import ts from 'typescript';

/** A file's import, by its place in the repository; `npm:<package>` and `node:<module>` for what is not ours. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'cdk.out', '.git', '.local', 'coverage']);

/** Paths of all files below a folder, with slashes, relative to the root. */
export function listFiles(root: string, folder = '.'): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(root, path);
    return entry.isFile() ? [path.split(sep).join('/')] : [];
  });
}

/** Everything that a TypeScript source imports, exports from, requires or loads, types included. */
export function importsOf(path: string, source: string): Import[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, false);
  const found: Import[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.push({ from: path, to: targetOf(path, node.text) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isCallExpression(node)) {
      const isLoad = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (isLoad || isRequire) add(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return normalize(join(dirname(from), specifier))
      .split(sep)
      .join('/');
  if (specifier.startsWith('node:')) return specifier;
  const [first = '', second] = specifier.split('/');
  return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`;
}

export const importsOfFile = (root: string, path: string): Import[] =>
  importsOf(path, readFileSync(join(root, path), 'utf8'));
