// Two places side by side in the editor's own diff. Parts of files are shown by themselves, so that the two stand
// on one height, and two functions of one file can be compared.

import * as vscode from "vscode";

import { questionsIn, ruleOf } from "./status";
import { rangeOf, type Target } from "./targets";

const SCHEME = "thinktwice-part";

interface Place {
  uri: vscode.Uri;
  range: vscode.Range;
}

/** Shows a part of a file, as it is now, under a name of its own: `thinktwice-part:/orders.py?{uri, start, end}`. */
export class PartProvider implements vscode.TextDocumentContentProvider {
  static register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, new PartProvider());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { file, start, end } = JSON.parse(uri.query) as { file: string; start: number; end: number };
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(file));
    return document.getText(new vscode.Range(start, 0, end + 1, 0));
  }
}

/** Whether there is anything to compare a finding with. */
export function namesOtherPlaces({ relatedInformation }: vscode.Diagnostic): boolean {
  return relatedInformation !== undefined && relatedInformation.length > 0;
}

/** Compares a finding's place with the first other place that it names. */
export async function compare(target: Target): Promise<void> {
  const uri = vscode.Uri.parse(target.uri);
  const range = rangeOf(target);
  const finding = questionsIn(uri).find((one) => ruleOf(one) === target.rule && one.range.isEqual(range));
  const others = finding?.relatedInformation ?? [];
  const choice =
    others.length > 1
      ? await vscode.window.showQuickPick(
          others.map((other) => ({ label: other.message, description: named(other.location), other })),
          { title: "Compare with which place?" },
        )
      : others.map((other) => ({ other }))[0];
  if (choice === undefined) {
    return;
  }
  const [left, right] = await Promise.all([whole({ uri, range }), whole(choice.other.location)]);
  const title = `${named(left)} ↔ ${named(right)}`;
  await vscode.commands.executeCommand("vscode.diff", part(left), part(right), title);
}

/** The function or block that begins where the place begins. A place is often a name only. */
async function whole({ uri, range }: Place): Promise<Place> {
  await vscode.workspace.openTextDocument(uri);
  const folds =
    (await vscode.commands.executeCommand<vscode.FoldingRange[] | undefined>("vscode.executeFoldingRangeProvider", uri)) ?? [];
  const own = folds.filter((fold) => fold.start === range.start.line).map((fold) => fold.end);
  const end = Math.max(range.end.line, ...own);
  return { uri, range: new vscode.Range(range.start.line, 0, end, 0) };
}

function part({ uri, range }: Place): vscode.Uri {
  const query = JSON.stringify({ file: uri.toString(), start: range.start.line, end: range.end.line });
  return vscode.Uri.from({ scheme: SCHEME, path: uri.path, query });
}

function named({ uri, range }: Place): string {
  return `${uri.path.split("/").at(-1)}:${range.start.line + 1}`;
}
