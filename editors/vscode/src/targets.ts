// Which finding a command speaks of: the one in its arguments, the one chosen in the review view, or the one at the
// cursor.

import * as vscode from "vscode";

import { questionsIn, ruleOf } from "./status";

/** How the server finds a finding again. */
export interface Target {
  uri: string;
  rule: string;
  range: { start: Position; end: Position };
  /** Which decision, where there are several. */
  decision?: string;
}

interface Position {
  line: number;
  character: number;
}

export function targetOf(uri: vscode.Uri, rule: string, range: Target["range"] | vscode.Range): Target {
  const plain = ({ line, character }: Position): Position => ({ line, character });
  return { uri: uri.toString(), rule, range: { start: plain(range.start), end: plain(range.end) } };
}

export function rangeOf({ range: { start, end } }: Pick<Target, "range">): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function isTarget(value: unknown): value is Target {
  return typeof value === "object" && value !== null && "uri" in value && "rule" in value && "range" in value;
}

/** The finding under the cursor, else one on its line, of those that are wanted. Says so when there is none. */
export async function targetAtCursor(isWanted: (diagnostic: vscode.Diagnostic) => boolean): Promise<Target | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const at = editor.selection.active;
  const here = questionsIn(editor.document.uri).filter(
    (one) => one.range.start.line <= at.line && at.line <= one.range.end.line && isWanted(one),
  );
  const under = here.filter(({ range }) => range.contains(at));
  const found = under.length > 0 ? under : here;
  const choice = found.length > 1 ? await chosen(found) : found[0];
  if (choice === undefined) {
    if (found.length === 0) {
      void vscode.window.showInformationMessage("thinktwice has no such question on this line.");
    }
    return undefined;
  }
  return targetOf(editor.document.uri, ruleOf(choice), choice.range);
}

async function chosen(found: vscode.Diagnostic[]): Promise<vscode.Diagnostic | undefined> {
  const items = found.map((diagnostic) => ({ label: ruleOf(diagnostic), detail: diagnostic.message, diagnostic }));
  return (await vscode.window.showQuickPick(items, { title: "Which question?" }))?.diagnostic;
}
