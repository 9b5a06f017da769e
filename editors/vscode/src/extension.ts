// The extension: starts the server and joins its commands to what VS Code has for people.

import * as vscode from "vscode";

import { compare, isComparison, namesOtherPlaces, PartProvider, showComparison } from "./compare";
import { decide, told } from "./decide";
import { showEnvironment } from "./environment";
import { keep, WITH_REASON } from "./keep";
import { QuestionLenses } from "./lenses";
import { PagePanel } from "./page";
import { ReviewView } from "./review";
import { Server } from "./server";
import { needsRestart } from "./settings";
import { LANGUAGES, Status } from "./status";
import { isTarget, rangeOf, targetAtCursor, type Target } from "./targets";
import { ConfigurationHelp } from "./toml";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const status = new Status();
  const page = new PagePanel(context);
  const running = new Server(context, status, async (command, [argument, ...rest], next) => {
    const go = (said: unknown): vscode.ProviderResult<unknown> => next(command, [said, ...rest]);
    if (WITH_REASON.includes(command) && isTarget(argument)) {
      return keep(argument, async (said) => told(await go(said)));
    }
    const result = await go(argument);
    if (command === "thinktwice.explain" && isTarget(argument) && hasMarkdown(result)) {
      page.show(result.markdown, argument);
    } else if (command === "thinktwice.compare" && isComparison(result)) {
      await showComparison(result);
    }
    return result;
  });
  server = running;
  const review = new ReviewView(running);
  const lenses = new QuestionLenses();

  /** A command about one finding: of its argument, the view's choice, or the cursor. */
  const about = (
    command: string,
    act: (target: Target) => Promise<unknown>,
    isWanted: (diagnostic: vscode.Diagnostic) => boolean = () => true,
  ): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      const target = isTarget(argument) ? argument : await targetAtCursor(isWanted);
      if (target !== undefined) {
        // The server speaks of open documents only.
        await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
        const { uri, rule, range } = target;
        await act({ uri, rule, range }).catch((error: Error) => vscode.window.showWarningMessage(error.message));
      }
    });
  const run = (command: string, act: () => unknown): vscode.Disposable => vscode.commands.registerCommand(command, act);

  context.subscriptions.push(
    status,
    page,
    running,
    review,
    lenses,
    PartProvider.register(),
    new ConfigurationHelp(context),
    vscode.languages.registerCodeLensProvider([...LANGUAGES], lenses),
    about("thinktwice.explainHere", async (target) => {
      const answer = await running.execute("thinktwice.explain", target);
      if (hasMarkdown(answer)) {
        page.show(answer.markdown, target);
      }
    }),
    about("thinktwice.keepHere", (target) => keep(target, (argument) => running.execute("thinktwice.keep", argument))),
    about("thinktwice.decideHere", (target) => decide(target, running)),
    about("thinktwice.compareHere", (target) => compare(target, running), namesOtherPlaces),
    about("thinktwice.showTarget", async (target) => {
      const options: vscode.TextDocumentShowOptions = { selection: rangeOf(target), viewColumn: vscode.ViewColumn.One };
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(target.uri), options);
    }),
    run("thinktwice.nextQuestion", () => review.step(1)),
    run("thinktwice.previousQuestion", () => review.step(-1)),
    run("thinktwice.refreshReview", () => review.refresh()),
    run("thinktwice.reviewChange", () => review.showChangeOnly(true)),
    run("thinktwice.reviewAll", () => review.showChangeOnly(false)),
    run("thinktwice.restart", () => running.restart()),
    run("thinktwice.showLogs", () => running.showLogs()),
    run("thinktwice.showTrace", () => running.showTrace()),
    run("thinktwice.showEnvironment", () => showEnvironment(context, running)),
    run("thinktwice.walkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#thinktwice`, false),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (needsRestart(event)) {
        void running.restart();
      }
    }),
  );
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function hasMarkdown(value: unknown): value is { markdown: string } {
  return typeof value === "object" && value !== null && "markdown" in value && typeof value.markdown === "string";
}
