// Help with the files that people write by hand: `thinktwice.toml`, and the header of a rule's `rule.md`. Faults are
// marked where they stand; keys and values are offered.

import { parse, TomlError } from "smol-toml";
import * as vscode from "vscode";

import ruleSchema from "../schemas/rule.schema.json";

/** The part of JSON Schema that the two schemas use. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
}

declare const CONFIGURATION_SCHEMA: Schema;

/** A TOML text inside a document. */
interface Part {
  text: string;
  /** Line of the document on which it begins. */
  start: number;
  schema: Schema;
}

interface Fault {
  path: string[];
  message: string;
}

const CONFIGURATION = "thinktwice-config";
const SELECTOR: vscode.DocumentSelector = [
  { language: CONFIGURATION },
  { language: "markdown", pattern: "**/rule.md" },
];

export class ConfigurationHelp implements vscode.CompletionItemProvider, vscode.Disposable {
  private readonly faults = vscode.languages.createDiagnosticCollection("thinktwice configuration");
  private readonly parts: vscode.Disposable[];

  constructor(_: vscode.ExtensionContext) {
    this.parts = [
      this.faults,
      vscode.languages.registerCompletionItemProvider(SELECTOR, this, '"', "[", "=", " "),
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.check(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.faults.delete(uri)),
    ];
    vscode.workspace.textDocuments.forEach((document) => this.check(document));
  }

  private check(document: vscode.TextDocument): void {
    const part = partOf(document);
    if (part === undefined) {
      return;
    }
    const lines = part.text.split("\n");
    const mark = (line: number, message: string): vscode.Diagnostic => {
      const text = lines[line] ?? "";
      const start = text.length - text.trimStart().length;
      const end = /^\s*[^=\s]+(?=\s*=)/.exec(text)?.[0].length ?? text.trimEnd().length;
      const range = new vscode.Range(part.start + line, start, part.start + line, Math.max(end, start + 1));
      const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = "thinktwice configuration";
      return diagnostic;
    };
    try {
      const places = placesOf(lines);
      const faults = faultsOf(part.schema, parse(part.text), [], part.schema);
      this.faults.set(document.uri, faults.map(({ path, message }) => mark(placeOf(path, places), message)));
    } catch (error) {
      const [line, why] = error instanceof TomlError ? [error.line - 1, error.message] : [0, String(error)];
      this.faults.set(document.uri, [mark(line, why.split("\n")[0]!.replace(/^Invalid TOML document: /, ""))]);
    }
  }

  provideCompletionItems(document: vscode.TextDocument, at: vscode.Position): vscode.CompletionItem[] {
    const part = partOf(document);
    const line = at.line - (part?.start ?? 0);
    const lines = part?.text.split("\n") ?? [];
    if (part === undefined || line < 0 || line >= lines.length) {
      return [];
    }
    const before = document.lineAt(at.line).text.slice(0, at.character);
    const table = tableAt(lines, line);
    if (/^\s*\[+[\w.-]*$/.test(before)) {
      return tables(part.schema).map(([name, schema]) => item(name, schema, vscode.CompletionItemKind.Module));
    }
    const value = /^\s*("?)([\w-]+)\1\s*=\s*(.*)$/.exec(before);
    if (value === null) {
      const known = resolved(schemaAt(part.schema, table), part.schema)?.properties ?? {};
      return Object.entries(known).map(([name, schema]) => {
        const offered = item(name, schema, vscode.CompletionItemKind.Property);
        offered.insertText = `${name} = `;
        return offered;
      });
    }
    const schema = schemaAt(part.schema, [...table, value[2]!]);
    const isQuoted = (value[3]!.match(/"/g)?.length ?? 0) % 2 === 1;
    return values(schema, part.schema).map(([text, said]) => {
      const offered = item(text, said, vscode.CompletionItemKind.EnumMember);
      offered.insertText = isQuoted ? text : `"${text}"`;
      return offered;
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }
}

function partOf(document: vscode.TextDocument): Part | undefined {
  if (document.languageId === CONFIGURATION) {
    return { text: document.getText(), start: 0, schema: CONFIGURATION_SCHEMA };
  }
  if (document.languageId !== "markdown" || !document.uri.path.endsWith("/rule.md")) {
    return undefined;
  }
  const header = /^\+\+\+\r?\n([\s\S]*?)^\+\+\+\s*$/m.exec(document.getText());
  return header?.index === 0 ? { text: header[1]!, start: 1, schema: ruleSchema as Schema } : undefined;
}

function resolved(schema: Schema | undefined, root: Schema): Schema | undefined {
  const name = schema?.$ref?.replace("#/$defs/", "");
  return name === undefined ? schema : root.$defs?.[name];
}

/** What is wrong with a value. */
export function faultsOf(schema: Schema, value: unknown, path: string[], root: Schema): Fault[] {
  const here = resolved(schema, root) ?? {};
  const fault = (message: string): Fault[] => [{ path, message }];
  const allowed = values(here, root).map(([text]) => text);
  const isClosed = here.enum !== undefined || here.oneOf?.every((one) => one.const !== undefined) === true;
  if (isClosed && !allowed.includes(String(value))) {
    return fault(`one of ${allowed.join(", ")} is wanted here`);
  }
  if (here.type === "array") {
    const items = here.items ?? {};
    return Array.isArray(value) ? value.flatMap((one) => faultsOf(items, one, path, root)) : fault("a list is wanted here");
  }
  if (here.type === "object") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return fault("a table is wanted here");
    }
    const missing = (here.required ?? []).filter((key) => !(key in value));
    const within = Object.entries(value).flatMap(([key, one]) => {
      const known = here.properties?.[key] ?? here.additionalProperties;
      if (known === false) {
        return [{ path: [...path, key], message: `there is no key \`${key}\` here` }];
      }
      return typeof known === "object" ? faultsOf(known, one, [...path, key], root) : [];
    });
    return [...missing.flatMap((key) => fault(`\`${key}\` is missing`)), ...within];
  }
  const kind = typeof value === "bigint" ? "number" : typeof value;
  const wanted = here.type === "integer" ? "number" : here.type;
  const names: Record<string, string> = { string: "a text", number: "a number", boolean: "true or false" };
  return wanted !== undefined && kind !== wanted ? fault(`${names[wanted] ?? wanted} is wanted here`) : [];
}

/** The values that a schema names, with what is said of each. */
function values(schema: Schema | undefined, root: Schema): [string, Schema][] {
  const here = resolved(schema, root) ?? {};
  const named = [...(here.enum ?? []), ...(here.examples ?? [])].map((one): [string, Schema] => [String(one), here]);
  const variants = [...(here.oneOf ?? []), ...(here.anyOf ?? [])].flatMap((one) =>
    one.const === undefined ? values(one, root) : ([[String(one.const), one]] as [string, Schema][]),
  );
  return [...named, ...variants, ...(here.items === undefined ? [] : values(here.items, root))];
}

function schemaAt(root: Schema, path: string[]): Schema | undefined {
  let here: Schema | undefined = root;
  for (const key of path) {
    const within: Schema | undefined = resolved(here, root);
    const object = within?.type === "array" ? resolved(within.items, root) : within;
    const others = object?.additionalProperties;
    here = object?.properties?.[key] ?? (typeof others === "object" ? others : undefined);
  }
  const found = resolved(here, root);
  return found?.type === "array" && resolved(found.items, root)?.type === "object" ? found.items : found;
}

function tables(root: Schema): [string, Schema][] {
  const isTable = (schema: Schema): boolean => {
    const here = resolved(schema, root);
    return here?.type === "object" || resolved(here?.items, root)?.type === "object";
  };
  return Object.entries(root.properties ?? {}).filter(([, schema]) => isTable(schema));
}

function keysOf(name: string): string[] {
  return [...name.matchAll(/"([^"]*)"|([\w-]+)/g)].map((found) => found[1] ?? found[2]!);
}

function tableAt(lines: string[], line: number): string[] {
  const header = lines.slice(0, line + 1).findLast((text) => /^\s*\[/.test(text) && !text.includes("="));
  return header === undefined ? [] : keysOf(header.replace(/#.*/, ""));
}

/** Paths and the lines on which they stand, the last of a path first. */
function placesOf(lines: string[]): [string, number][] {
  const places: [string, number][] = [];
  lines.forEach((text, line) => {
    const key = /^\s*((?:"[^"]*"|[\w.-])+)\s*=/.exec(text)?.[1];
    const path = key === undefined ? tableAt(lines, line) : [...tableAt(lines, line), ...keysOf(key)];
    if (key !== undefined || /^\s*\[/.test(text)) {
      places.unshift([path.join("\n"), line]);
    }
  });
  return places;
}

function placeOf(path: string[], places: [string, number][]): number {
  for (let length = path.length; length > 0; length--) {
    const found = places.find(([place]) => place === path.slice(0, length).join("\n"));
    if (found !== undefined) {
      return found[1];
    }
  }
  return 0;
}

function item(label: string, schema: Schema, kind: vscode.CompletionItemKind): vscode.CompletionItem {
  const offered = new vscode.CompletionItem(label, kind);
  offered.documentation = new vscode.MarkdownString(schema.description ?? "");
  return offered;
}
