// "Keep it, because ..." and other decisions: asks for the reason. The server judges it and writes it down.

import * as vscode from "vscode";

const SHORTEST = 15;

/** Commands of the server that want a reason. */
export const WITH_REASON = ["thinktwice.keep", "thinktwice.decide"];

const TITLES: Record<string, string> = {
  accept: "Keep it without a comment, because ...",
  dismiss: "Not true here, because ...",
  later: "Later, because ...",
};

/** Asks until the server takes the reason, or nobody answers any more. */
export async function keep(
  target: { decision?: string },
  next: (argument: object) => vscode.ProviderResult<unknown> | Promise<unknown>,
  before = "",
  problem?: string,
): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: TITLES[target.decision ?? ""] ?? "Keep it, because ...",
    prompt: problem ?? "One sentence of your own, for the next reader.",
    placeHolder: "the probe may fail, the caller polls again",
    value: before,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const length = text.trim().length;
      const missing = SHORTEST - length;
      return length > 0 && missing > 0
        ? { message: `${missing} more ${missing === 1 ? "character" : "characters"}`, severity: vscode.InputBoxValidationSeverity.Info }
        : undefined;
    },
  });
  if (reason === undefined || reason.trim() === "") {
    return;
  }
  try {
    await next({ ...target, reason: reason.trim() });
  } catch (error) {
    await keep(target, next, reason, error instanceof Error ? error.message : String(error));
  }
}
