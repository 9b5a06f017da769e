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
  const reason = await asked(TITLES[target.decision ?? ""] ?? "Keep it, because ...", before, problem);
  if (reason === undefined || reason.trim() === "") {
    return;
  }
  try {
    await next({ ...target, reason: reason.trim() });
  } catch (error) {
    await keep(target, next, reason, error instanceof Error ? error.message : String(error));
  }
}

/** An input box that says what was wrong with the answer before, until that is changed. */
function asked(title: string, before: string, problem: string | undefined): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  Object.assign(box, {
    title,
    prompt: "One sentence of your own, for the next reader.",
    placeholder: "the probe may fail, the caller polls again",
    value: before,
    ignoreFocusOut: true,
    validationMessage:
      problem === undefined ? undefined : { message: problem, severity: vscode.InputBoxValidationSeverity.Warning },
  });
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      const length = text.trim().length;
      const missing = SHORTEST - length;
      box.validationMessage =
        length > 0 && missing > 0
          ? { message: `${missing} more ${missing === 1 ? "character" : "characters"}`, severity: vscode.InputBoxValidationSeverity.Info }
          : undefined;
    });
    box.onDidAccept(() => {
      resolve(box.value);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
