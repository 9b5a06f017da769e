// Lines above the code: our own about the file, and the switches for those that the server sends.

import * as vscode from "vscode";

import { openQuestions, questionsIn } from "./status";

/** Whether a lens of the server is switched on. Those of arrived blocks can be marked as read, the others do nothing. */
export function wantsLens(lens: vscode.CodeLens): boolean {
  const kind = lens.command?.command === "thinktwice.markRead" ? "arrivals" : "tests";
  return vscode.workspace.getConfiguration("thinktwice.codeLens").get(kind, true);
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
