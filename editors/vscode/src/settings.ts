// What the server is told: the keys of `thinktwice.toml` that somebody has set. VS Code's own defaults are left out,
// or they would overrule the project's file.

import * as vscode from "vscode";

/** The keys of the configuration file, which are settings here under the same names. */
declare const CONFIGURATION_KEYS: readonly string[];

export function serverSettings(resource?: vscode.Uri): Record<string, unknown> {
  const all = vscode.workspace.getConfiguration("thinktwice", resource ?? vscode.workspace.workspaceFolders?.[0]);
  const settings: Record<string, unknown> = {};
  for (const key of CONFIGURATION_KEYS) {
    const said = all.inspect(key);
    if ([said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue].some((value) => value !== undefined)) {
      settings[key] = all.get(key);
    }
  }
  return settings;
}

/** Settings that only a new server can follow. */
export function needsRestart(event: vscode.ConfigurationChangeEvent): boolean {
  return ["path", "importStrategy", "problems"].some((key) => event.affectsConfiguration(`thinktwice.${key}`));
}
