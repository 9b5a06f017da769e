// Lines above the code: our own about the file, and the switches for those that the server sends.

import * as vscode from "vscode";

import { openQuestions, questionsIn } from "./status";

/** Whether a lens of the server is switched on. Its kind is in its data, or in its command's name. */
export function wantsLens(lens: vscode.CodeLens & { data?: { kind?: unknown } }): boolean {
  const kind = lens.data?.kind ?? lens.command?.command.split(".")[1];
  const settings = vscode.workspace.getConfiguration("thinktwice.codeLens");
  return typeof kind !== "string" || settings.get<boolean>(kind, true);
}

/** "3 open questions" above the first line. */
export class QuestionLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly parts = [
    this.changed,
    vscode.languages.onDidChangeDiagnostics(() => this.changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("thinktwice.codeLens")) {
        this.changed.fire();
      }
    }),
  ];

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const isOn = vscode.workspace.getConfiguration("thinktwice.codeLens").get("questions");
    const count = questionsIn(document.uri).length;
    if (isOn !== true || count === 0) {
      return [];
    }
    const command = { title: openQuestions(count), command: "thinktwice.nextQuestion" };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }
}
