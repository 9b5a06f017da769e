// The item at the language's name in the status bar: whether the server is well, and what is open in this file.

import * as vscode from "vscode";

export const LANGUAGES = ["python", "rust"];

export type State =
  | { kind: "starting" }
  | { kind: "running"; detail: string }
  | { kind: "restarting"; detail: string }
  | { kind: "stopped"; detail: string };

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("thinktwice", [...LANGUAGES]);
  private readonly parts: vscode.Disposable[] = [this.item];
  private state: State = { kind: "starting" };

  constructor() {
    this.item.name = "thinktwice";
    this.parts.push(
      vscode.languages.onDidChangeDiagnostics(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    );
    this.show();
  }

  set(state: State): void {
    this.state = state;
    // Keys and texts of empty views ask for this.
    void vscode.commands.executeCommand("setContext", "thinktwice.isRunning", state.kind === "running");
    this.show();
  }

  private show(): void {
    const { item, state } = this;
    item.busy = state.kind === "starting" || state.kind === "restarting";
    item.severity =
      state.kind === "stopped" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    if (state.kind !== "running") {
      item.text = `thinktwice: ${state.kind}`;
      item.detail = state.kind === "starting" ? undefined : state.detail;
      item.command =
        state.kind === "stopped"
          ? { command: "thinktwice.restart", title: "Restart" }
          : { command: "thinktwice.showLogs", title: "Show logs" };
      return;
    }
    const document = vscode.window.activeTextEditor?.document;
    const count = document === undefined ? 0 : questionsIn(document.uri).length;
    item.text = `thinktwice: ${openQuestions(count)}`;
    item.detail = state.detail;
    item.command =
      count > 0
        ? { command: "thinktwice.nextQuestion", title: "Next question" }
        : { command: "thinktwice.showLogs", title: "Show logs" };
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }
}

export function openQuestions(count: number): string {
  return count === 0 ? "nothing open" : `${count} open ${count === 1 ? "question" : "questions"}`;
}

/** Our diagnostics of a file, in the order of the text. */
export function questionsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  const own = vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === "thinktwice");
  return own.sort((left, right) => left.range.start.compareTo(right.range.start));
}

/** The rule that a diagnostic is of. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === "object" ? code.value : code);
}
