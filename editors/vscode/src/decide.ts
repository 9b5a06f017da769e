// The ways to answer a question. A comment stands beside the code; a decision is a file of its own, for code that
// nobody should have to touch.

import * as vscode from "vscode";

import { keep } from "./keep";
import type { Server } from "./server";
import type { Target } from "./targets";

interface Way extends vscode.QuickPickItem {
  command: "thinktwice.keep" | "thinktwice.decide" | "thinktwice.notUseful";
  decision?: "accept" | "dismiss" | "later";
}

const WAYS: Way[] = [
  { label: "Keep it, because ...", detail: "A comment above the code says why.", command: "thinktwice.keep" },
  {
    label: "Keep it without a comment, because ...",
    detail: "A file below .thinktwice/decisions says why.",
    command: "thinktwice.decide",
    decision: "accept",
  },
  {
    label: "Not true here, because ...",
    detail: "The question rests on something that is not so.",
    command: "thinktwice.decide",
    decision: "dismiss",
  },
  {
    label: "Later, because ...",
    detail: "It is asked again from a day on.",
    command: "thinktwice.decide",
    decision: "later",
  },
  { label: "Not useful", detail: "Noted on this machine; the question stays.", command: "thinktwice.notUseful" },
];
const DAY = 24 * 60 * 60 * 1000;

/** Asks how a question is answered, and what that takes. */
export async function decide(target: Target, server: Server): Promise<void> {
  const way = await vscode.window.showQuickPick(WAYS, { title: "How is it answered?", matchOnDetail: true });
  if (way === undefined) {
    return;
  }
  if (way.command === "thinktwice.notUseful") {
    await server.execute(way.command, target);
    return;
  }
  const until = way.decision === "later" ? await day() : undefined;
  if (way.decision === "later" && until === undefined) {
    return;
  }
  await keep({ ...target, ...(way.decision === undefined ? {} : { decision: way.decision, until }) }, async (argument) =>
    told(await server.execute(way.command, argument)),
  );
}

/** Says where a decision was written down: it is to be committed with the code. */
export function told(answer: unknown): void {
  if (typeof answer !== "object" || answer === null || !("file" in answer) || typeof answer.file !== "string") {
    return;
  }
  const file = vscode.Uri.parse(answer.file);
  const open = "Open";
  void vscode.window
    .showInformationMessage(`Written down in ${vscode.workspace.asRelativePath(file)}.`, open)
    .then((choice) => (choice === open ? vscode.window.showTextDocument(file) : undefined));
}

async function day(): Promise<string | undefined> {
  const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  return vscode.window.showInputBox({
    title: "Ask again on",
    value: inDays(7),
    prompt: "A day like 2027-03-01.",
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? undefined : "A day like 2027-03-01",
  });
}
