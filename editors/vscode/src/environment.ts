// Version and environment as a text to read, and to put into a report.

import { execFile } from "node:child_process";
import * as os from "node:os";
import * as vscode from "vscode";

import type { Server } from "./server";
import { serverSettings } from "./settings";

const DOCTOR_LIMIT = 20_000;

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
  const own = facts.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join("");
  const found = program === undefined || folders[0] === undefined ? "" : await doctor(program.path, folders[0]);
  const content = found === "" ? own : `${own}\nthinktwice doctor:\n\n${found}`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: "plaintext" }));
}

/** What the program sees of the folder. It ends with 1 when it has found something amiss. */
function doctor(program: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, ["doctor", folder], { timeout: DOCTOR_LIMIT }, (_, found) => resolve(found));
  });
}
