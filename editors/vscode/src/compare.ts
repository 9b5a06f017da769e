// Two places side by side in the editor's own diff. The server gives the pieces of code, so that the two stand on one
// height, and two functions of one file can be compared.

import * as vscode from "vscode";

import type { Server } from "./server";
import { questionsIn, ruleOf } from "./status";
import { rangeOf, type Target } from "./targets";

const SCHEME = "thinktwice-part";

/** What the server's command `thinktwice.compare` gives. */
export interface Comparison {
  title: string;
  left: Side;
  right: Side;
}

interface Side {
  uri: string;
  text: string;
}

export function isComparison(value: unknown): value is Comparison {
  return typeof value === "object" && value !== null && "left" in value && "right" in value && "title" in value;
}

/** Shows a piece of code, which is in its own address: a window that is opened again has it, too. */
export class PartProvider implements vscode.TextDocumentContentProvider {
  static register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, new PartProvider());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return uri.query;
  }
}

/** Whether there is anything to compare a finding with. */
export function namesOtherPlaces({ relatedInformation }: vscode.Diagnostic): boolean {
  return relatedInformation !== undefined && relatedInformation.length > 0;
}

/** Compares a finding's place with one of the other places that it names. */
export async function compare(target: Target, server: Server): Promise<void> {
  const range = rangeOf(target);
  const finding = questionsIn(vscode.Uri.parse(target.uri)).find(
    (one) => ruleOf(one) === target.rule && one.range.isEqual(range),
  );
  const places = (finding?.relatedInformation ?? []).map(({ message, location }, place) => ({
    label: message,
    description: `${location.uri.path.split("/").at(-1)}:${location.range.start.line + 1}`,
    place,
  }));
  const choice =
    places.length > 1 ? await vscode.window.showQuickPick(places, { title: "Compare with which place?" }) : places[0];
  if (choice === undefined) {
    return;
  }
  const found = await server.execute("thinktwice.compare", { ...target, place: choice.place });
  if (isComparison(found)) {
    await showComparison(found);
  }
}

export async function showComparison({ title, left, right }: Comparison): Promise<void> {
  await vscode.commands.executeCommand("vscode.diff", part(left), part(right), title);
}

function part({ uri, text }: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: vscode.Uri.parse(uri).path, query: text });
}
