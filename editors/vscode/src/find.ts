// Which `thinktwice` is started: the settings' own, that of the Python environment, the one on the PATH, or the one
// that comes with the extension. A workspace that is not trusted has no say.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

export interface Program {
  path: string;
  /** How it was found, for people. */
  how: string;
  version: string;
}

const NAME = process.platform === "win32" ? "thinktwice.exe" : "thinktwice";
const PYTHON_EXTENSION = "ms-python.python";
const VERSION_LIMIT = 10_000;

/** The program to start. Throws with what to do when there is none. */
export async function findProgram(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Program> {
  const places: string[] = [];
  for await (const { path: place, how } of candidates(context, log)) {
    places.push(place);
    if (!isFile(place)) {
      log.debug(`no program at ${place} (${how})`);
      continue;
    }
    const version = await versionOf(place);
    log.info(`using ${place} (${how}), ${version}`);
    return { path: place, how, version };
  }
  const looked = places.length > 0 ? `; looked at ${places.join(", ")}` : "";
  throw new Error(
    vscode.workspace.isTrusted
      ? `There is no thinktwice program${looked}. Put it on the PATH, or say where it is in the setting thinktwice.path.`
      : `This extension carries no thinktwice program, and an untrusted workspace can name none${looked}. Trust the workspace, or install the extension made for this platform.`,
  );
}

async function* candidates(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): AsyncGenerator<{ path: string; how: string }> {
  const bundled = { path: context.asAbsolutePath(path.join("server", NAME)), how: "comes with the extension" };
  if (!vscode.workspace.isTrusted) {
    log.info("the workspace is not trusted: only the program that comes with the extension is used");
    yield bundled;
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0];
  const settings = vscode.workspace.getConfiguration("thinktwice", folder);
  const named = settings.get<string[]>("path", []);
  yield* named.map((place) => ({ path: filled(place, folder), how: "thinktwice.path" }));
  if (named.length > 0) {
    log.warn("no place named in thinktwice.path has a program");
  }
  if (settings.get("importStrategy") !== "useBundled") {
    const environment = await pythonEnvironment(folder);
    if (environment !== undefined) {
      yield { path: path.join(environment, NAME), how: "the Python environment" };
    }
    const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((entry) => path.isAbsolute(entry));
    yield* folders.filter((entry) => isFile(path.join(entry, NAME))).map((entry) => ({ path: path.join(entry, NAME), how: "the PATH" }));
  }
  yield bundled;
}

/** The folder with the programs of the environment that the Python extension has chosen. Nothing of it is run. */
async function pythonEnvironment(folder: vscode.WorkspaceFolder | undefined): Promise<string | undefined> {
  interface PythonApi {
    environments?: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } };
  }
  const extension = vscode.extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
  try {
    const api = extension?.isActive ? extension.exports : await extension?.activate();
    const interpreter = api?.environments?.getActiveEnvironmentPath(folder?.uri).path;
    return interpreter !== undefined && path.isAbsolute(interpreter) ? path.dirname(interpreter) : undefined;
  } catch {
    // Somebody else's extension is broken, which is not for this one to say.
    return undefined;
  }
}

function filled(place: string, folder: vscode.WorkspaceFolder | undefined): string {
  return place.replace(/\$\{(workspaceFolder|userHome|env:([^}]+))\}/g, (whole, name: string, variable?: string) => {
    if (name === "workspaceFolder") {
      return folder?.uri.fsPath ?? whole;
    }
    return name === "userHome" ? os.homedir() : (process.env[variable ?? ""] ?? "");
  });
}

function isFile(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, ["--version"], { timeout: VERSION_LIMIT });
    return stdout.trim();
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`${program} cannot be run: ${why}`);
  }
}
