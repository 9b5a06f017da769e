// A real VS Code in a real browser: code-server with a fresh profile, driven as a person drives it.

import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const tools = path.join(repository, "target/test-tools");

const require = createRequire(path.join(tools, "playwright/"));
const { chromium } = require("playwright-core");
const ENTRY = path.join(tools, "code-server/node_modules/code-server/out/node/entry.js");
/** Only a failing run waits so long. */
export const PATIENCE = 180_000;
const SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "update.mode": "none",
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.hover.delay": 100,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "files.autoSave": "off",
  // What is typed is what stands there.
  "editor.autoClosingBrackets": "never",
  "editor.autoSurround": "never",
  "editor.autoIndent": "none",
  "workbench.editor.useModal": "off",
};

/** One editor's server process with its profile: settings, extensions, nothing else. */
export class Profile {
  constructor(folder, environment = {}) {
    this.folder = folder;
    this.extensions = path.join(folder, "extensions");
    this.environment = {
      ...process.env,
      // Nothing of the machine's own thinktwice, if it has one.
      PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(path.delimiter),
      XDG_CONFIG_HOME: path.join(folder, "config"),
      XDG_DATA_HOME: path.join(folder, "data"),
      XDG_CACHE_HOME: path.join(folder, "cache"),
      XDG_STATE_HOME: path.join(folder, "state"),
      ...environment,
    };
  }

  /** Writes the user's settings and installs the extension from its package, as the editor does. */
  async install(vsix, settings = {}) {
    const user = path.join(this.folder, "user/User");
    fs.mkdirSync(user, { recursive: true });
    fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
    const child = this.spawn(["--install-extension", vsix]);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    if (code !== 0) {
      throw new Error(`the editor did not install ${vsix}: ${this.said}`);
    }
  }

  async start(options = []) {
    this.port = await freePort();
    const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`, "--disable-telemetry", "--disable-update-check"];
    this.child = this.spawn([...flags, "--disable-getting-started-override", ...options]);
    await until("the editor's server", async () => (await fetch(`http://127.0.0.1:${this.port}/healthz`)).ok);
  }

  spawn(args) {
    const places = ["--user-data-dir", path.join(this.folder, "user"), "--extensions-dir", this.extensions];
    const child = spawn(process.execPath, [ENTRY, ...places, ...args], { env: this.environment, cwd: this.folder });
    this.said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => (this.said += data));
    }
    return child;
  }

  /** Copies what the extension wrote into its logs, for the one who looks for the cause. */
  keepLogs(folder) {
    const logs = path.join(this.folder, "user/logs");
    const own = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true }) : [];
    for (const name of own.filter((name) => /thinktwice[^/]*\.log$/.test(name))) {
      fs.copyFileSync(path.join(logs, name), path.join(folder, path.basename(name)));
    }
  }

  async stop() {
    const { child } = this;
    if (child !== undefined && child.exitCode === null) {
      const ended = new Promise((resolve) => child.on("exit", resolve));
      child.kill();
      await ended;
    }
  }
}

export async function openBrowser(folder) {
  return chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** A window of the editor, in words of what a person does and sees. */
export class Window {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
    this.errors = [];
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  async open(profile, folder) {
    const payload = JSON.stringify([["logLevel", "thinktwice-dev.thinktwice=trace"]]);
    await this.page.goto(`http://127.0.0.1:${profile.port}/?${new URLSearchParams({ folder, payload })}`);
    await this.page.waitForSelector(".monaco-workbench .explorer-folders-view .monaco-list-row");
  }

  async reload() {
    await this.page.reload();
    await this.page.waitForSelector(".monaco-workbench .explorer-folders-view, .monaco-workbench .editor-instance");
  }

  /** Runs a command by its title, in the command palette. */
  async run(title) {
    await this.choose(title);
    await this.page.locator(".quick-input-widget input").waitFor({ state: "hidden" });
  }

  /** Runs a command that may ask something at once, where its own title stood. */
  async choose(title) {
    await this.page.keyboard.press("F1");
    await this.focus(`>${title}`, title);
    await this.page.keyboard.press("Enter");
  }

  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    await this.pick(name, name);
    await this.page.waitForSelector(`.tab.active[data-resource-name="${path.basename(name)}"]`);
    await this.page.waitForSelector(".editor-instance .view-line");
  }

  /** Closes the tab with this text by its button. */
  async close(text) {
    const tab = this.page.locator(".tab", { hasText: text });
    await tab.hover();
    await tab.locator(".tab-actions .action-label").click();
    await tab.waitFor({ state: "detached" });
  }

  async goTo(line, column = 1) {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    await this.at(`Ln ${line}, Col ${column}`);
  }

  /** Waits until the status bar says that the cursor is at a place. */
  async at(place) {
    await this.page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: new RegExp(`^\\s*${place}\\b`) }).waitFor();
  }

  /**
   * Rests the pointer on a text and does something with the hover that has these words. Where the text is drawn anew, as
   * when lenses come above it, the hover goes; then the pointer is moved there again, as a person would.
   */
  async hover(text, along, words, act) {
    const hover = this.page.locator(".monaco-hover:visible", { hasText: words }).first();
    this.page.setDefaultTimeout(10_000);
    await until(`a hover with ${words}`, async () => {
      const box = await text.boundingBox();
      await this.page.mouse.move(box.x + along, box.y + 100);
      await this.page.mouse.move(box.x + along, box.y + box.height / 2, { steps: 8 });
      await hover.waitFor();
      await act(hover);
      return true;
    });
    this.page.setDefaultTimeout(PATIENCE);
  }

  /**
   * Opens the menu of actions at the cursor and does something with the one that has these words. A menu that opens
   * while the editor still takes the focus is closed again; then the keys are pressed once more, as a person would.
   */
  async action(words, act) {
    const action = this.page.locator(".action-widget .monaco-list-row.action", { hasText: words }).first();
    await until(`the action ${words}`, async () => {
      await this.page.keyboard.press("Control+.");
      await action.waitFor({ timeout: 10_000 });
      await act(action);
      return true;
    });
  }

  /** Pastes a text. What is inserted as from a keyboard comes to the editor one character after the other. */
  async paste(text) {
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
    }, text);
  }

  async pick(text, label) {
    await this.focus(text, label);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget input").waitFor({ state: "hidden" });
  }

  async focus(text, label) {
    await this.page.locator(".quick-input-widget input").fill(text);
    const name = label.split("/").at(-1);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor();
  }

  /** Texts of a list's rows as a screen reader has them. */
  async rows(selector) {
    const rows = this.page.locator(`${selector} .monaco-list-row`);
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? row.textContent ?? ""));
  }

  /** Waits for a row and gives it. */
  async row(selector, text) {
    const row = this.page.locator(`${selector} .monaco-list-row`, { hasText: text }).first();
    await row.waitFor();
    return row;
  }

  async text() {
    const lines = await this.page.locator(".editor-instance .view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async picture(name, clip) {
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`), ...(clip === undefined ? {} : { clip }) });
  }
}

/** Waits until a condition holds and gives its value. */
export async function until(what, condition, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) {
        return value;
      }
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${patience / 1000} s; last: ${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
