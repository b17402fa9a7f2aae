import { parse } from "@babel/parser";
import type { File, Node } from "@babel/types";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `src` and `test`. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** A function with a body of its own. */
export interface MeasuredFunction {
  /** `anonymous` where it has none. */
  readonly name: string;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly lines: number;
}

/** An import of something from another file of the project. */
export interface Import {
  /** Path below the project's root. */
  readonly from: string;
  readonly to: string;
  /** Imported names; `*` for all of them. */
  readonly names: readonly string[];
}

/** A file with what the structure is judged by. */
export interface ParsedFile {
  /** Path below the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly functions: readonly MeasuredFunction[];
  readonly imports: readonly Import[];
  /** Names that it exports. */
  readonly exports: readonly string[];
  /** Uses of the type `any`. */
  readonly anys: number;
  /** Assertions with `as`, other than `as const`. */
  readonly casts: number;
}

/** Parses all files of TypeScript below a folder of the project. */
export function parseFolder(folder: string): ParsedFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name)).map((name) => `${folder}/${name.replaceAll("\\", "/")}`).sort()
    .map(parseFile);
}

function parseFile(path: string): ParsedFile {
  const text = readFileSync(join(root, path), "utf8");
  const file = parse(text, {
    sourceType: "module",
    plugins: path.endsWith(".tsx") ? ["typescript", "jsx"] : ["typescript"],
  });
  const functions: MeasuredFunction[] = [];
  const imports: Import[] = [];
  let anys = 0;
  let casts = 0;
  visit(file, (node, parent) => {
    const measured = toMeasured(node, parent);
    if (measured !== undefined) functions.push(measured);
    const imported = toImport(path, node);
    if (imported !== undefined) imports.push(imported);
    if (node.type === "TSAnyKeyword") anys++;
    if (isCast(node)) casts++;
  });
  const lines = text.split("\n").length - 1;
  return { path, text, lines, functions, imports, exports: readExports(file), anys, casts };
}

function visit(node: Node, see: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  see(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, see, node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value &&
    !String(value.type).startsWith("Comment");
}

function toMeasured(node: Node, parent: Node | undefined): MeasuredFunction | undefined {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassPrivateMethod": {
      const { start, end } = node.loc!;
      return { name: nameOf(node, parent), line: start.line, lines: end.line - start.line + 1 };
    }
    default:
      return undefined;
  }
}

function isCast(node: Node): boolean {
  if (node.type !== "TSAsExpression") return false;
  const { typeAnnotation } = node;
  return !(typeAnnotation.type === "TSTypeReference" && toName(typeAnnotation.typeName) === "const");
}

function nameOf(node: Node, parent: Node | undefined): string {
  const named = "key" in node ? node.key : "id" in node && node.id ? node.id : undefined;
  const name = toName(named) ?? toName(parent?.type === "VariableDeclarator" ? parent.id : undefined);
  return name ?? "anonymous";
}

function toName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return node.name;
  if (node.type === "PrivateName") return `#${node.id.name}`;
  return undefined;
}

function toImport(path: string, node: Node): Import | undefined {
  if (node.type === "ImportDeclaration") {
    return within(
      path,
      node.source.value,
      node.specifiers.map((one) => one.type === "ImportSpecifier" ? (toName(one.imported) ?? "*") : "*"),
    );
  }
  if (node.type === "ExportNamedDeclaration" && node.source) {
    return within(
      path,
      node.source.value,
      node.specifiers.map((one) => one.type === "ExportSpecifier" ? toName(one.local) ?? "*" : "*"),
    );
  }
  if (node.type === "ExportAllDeclaration") return within(path, node.source.value, ["*"]);
  if (node.type === "ImportExpression" && node.source.type === "StringLiteral") {
    return within(path, node.source.value, ["*"]);
  }
  if (node.type === "TSImportType") return within(path, node.source.value, [toName(node.qualifier) ?? "*"]);
  return undefined;
}

function within(from: string, target: string, names: readonly string[]): Import | undefined {
  if (!target.startsWith(".")) return undefined;
  const to = relative(root, join(root, dirname(from), target)).replaceAll("\\", "/");
  return { from, to, names };
}

function readExports(file: File): string[] {
  return file.program.body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    const { declaration, specifiers } = statement;
    const named = !declaration
      ? specifiers.map(({ exported }) => exported)
      : declaration.type === "VariableDeclaration"
      ? declaration.declarations.map(({ id }) => id)
      : ["id" in declaration ? declaration.id : undefined];
    return named.flatMap((node) => toName(node) ?? []);
  });
}
