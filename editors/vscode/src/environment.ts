// Version and environment as a text to read, and to put into a report.

import * as os from "node:os";
import * as vscode from "vscode";

import type { Server } from "./server";
import { serverSettings } from "./settings";

export async function showEnvironment(context: vscode.ExtensionContext, server: Server): Promise<void> {
  const { program, client } = server;
  const extension = context.extension.packageJSON as { version: string };
  const folders = vscode.workspace.workspaceFolders?.map((folder) => folder.uri.fsPath) ?? [];
  const facts: [string, string][] = [
    ["extension", extension.version],
    ["server", program === undefined ? "none" : `${program.version} (${program.how})`],
    ["program", program?.path ?? "none"],
    ["state", client?.isRunning() === true ? "running" : "stopped"],
    ["editor", `${vscode.env.appName} ${vscode.version}${vscode.env.remoteName === undefined ? "" : `, ${vscode.env.remoteName}`}`],
    ["system", `${os.type()} ${os.release()} ${os.arch()}`],
    ["trusted", vscode.workspace.isTrusted ? "yes" : "no"],
    ["folders", folders.length > 0 ? folders.join(", ") : "none"],
    ["settings", JSON.stringify(serverSettings())],
  ];
  const content = facts.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join("");
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: "plaintext" }));
}
