// What a person does with the extension in VS Code, from its package in a fresh profile on.
// `node tests/vscode/run.mjs PROGRAM FOLDER`: writes FOLDER/result.json (what was seen) and pictures.
// tests/it/editors/vscode.rs runs it and says what ought to be seen.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { openBrowser, Profile, repository, until, Window } from "./editor.mjs";

const [server, folder] = process.argv.slice(2).map((place) => path.resolve(place));
const PROBLEMS = ".markers-panel";
const REVIEW = ".pane-body";
const REASON = "the till writes the file again within a minute";
const UNTRUE = "the customer's number is checked by the caller";
const NOTEBOOK = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Prices"] },
    { cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: ["%matplotlib inline\n", "from requests import get"] },
    { cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: ["page = get(address)\n", "print(page.status_code)"] },
    // The one below it is not on the screen.
    { cell_type: "markdown", metadata: {}, source: ["- line\n".repeat(60)] },
    { cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: ["later = get(later_address)"] },
  ],
  metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
};
const result = {};
const begin = Date.now();
const cleanups = [];
let current;

function step(name) {
  console.log(`${((Date.now() - begin) / 1000).toFixed(1)} s  ${name}`);
}

fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
try {
  const vsix = path.join(folder, "thinktwice.vsix");
  execFileSync(process.execPath, [path.join(repository, "editors/vscode/build.mjs"), "--server", server, "--out", vsix], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  result.megabytes = fs.statSync(vsix).size / 1e6;
  const staged = path.join(repository, "target/vscode");
  const own = fs.readdirSync(staged, { recursive: true }).filter((name) => !name.startsWith("server"));
  result.megabytesOfItsOwn = own.reduce((sum, name) => sum + fs.statSync(path.join(staged, name)).size / 1e6, 0);
  step("packaged");
  const browser = await openBrowser(path.join(folder, "browser"));
  cleanups.push(() => browser.close());
  await trusted(browser, vsix);
  await untrusted(browser, vsix);
  result.done = true;
  // The walkthrough and the page of the extension show what this run has seen.
  if (process.env.THINKTWICE_UPDATE !== undefined) {
    const shown = path.join(repository, "editors/vscode/media/walkthrough");
    fs.mkdirSync(shown, { recursive: true });
    for (const name of ["hover", "explain", "reason", "review"].map((name) => `${name}.png`)) {
      // With all of their colours the extension would be larger than it may be. pngquant is a package of most systems.
      execFileSync("pngquant", ["--force", "--speed", "1", "--output", path.join(shown, name), path.join(folder, name)]);
    }
  }
} catch (error) {
  result.failure = String(error.stack ?? error);
  await current?.picture("failure").catch(() => {});
  current?.profile?.keepLogs(folder);
  console.error(result.failure, current?.errors ?? [], current?.profile?.said ?? "");
  process.exitCode = 1;
} finally {
  for (const cleanup of cleanups.reverse()) {
    await cleanup().catch((error) => console.error(String(error)));
  }
  fs.rmSync(path.join(folder, "browser"), { recursive: true, force: true });
  fs.writeFileSync(path.join(folder, "result.json"), JSON.stringify(result, null, 2));
}

async function editor(browser, name, vsix, settings) {
  const home = path.join(folder, name);
  const project = path.join(home, "project");
  fs.cpSync(path.join(repository, "tests/sample"), project, { recursive: true });
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    fs.writeFileSync(path.join(project, file), text);
  };
  write("prices.ipynb", JSON.stringify(NOTEBOOK, null, 1));
  write("docs/rule.md", '+++\ntitle = "Legacy call"\nseverity = "loud"\n+++\n\nWhat it finds.\n');
  const check = { label: "thinktwice", type: "process", command: server, args: ["check"], problemMatcher: "$thinktwice" };
  write(".vscode/tasks.json", JSON.stringify({ version: "2.0.0", tasks: [check] }));
  const profile = new Profile(path.join(home, "profile"));
  cleanups.push(async () => {
    await profile.stop();
    fs.rmSync(home, { recursive: true, force: true });
  });
  await profile.install(vsix, settings);
  await profile.start();
  current = new Window(await browser.newPage(), folder);
  current.profile = profile;
  return { window: current, profile, project };
}

/** The processes of our server that an editor has started. */
function servers(profile) {
  const isServer = (id) => {
    try {
      const [program, argument] = fs.readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
      return program.startsWith(`${profile.extensions}/`) && argument === "lsp";
    } catch {
      return false; // It has ended since.
    }
  };
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isServer(name)).map(Number);
}

async function trusted(browser, vsix) {
  const { window, profile, project } = await editor(browser, "trusted", vsix, { "security.workspace.trust.enabled": false });
  const { page } = window;
  await window.open(profile, project);
  step("open");

  await window.openFile("shop/orders.py");
  await page.waitForSelector(".squiggly-error");
  result.status = await until("the count in the status bar", async () => {
    const label = await page.locator('[id="status.languageStatus"]').getAttribute("aria-label");
    return label?.includes("open questions") && label;
  });
  await page.keyboard.press("Control+Shift+M");
  await window.row(PROBLEMS, "orders_of");
  // What other files have to do with it is known when all are read.
  await window.row(PROBLEMS, "does the same");
  result.problems = await window.rows(PROBLEMS);
  await window.picture("problems");
  await page.keyboard.press("Control+J");
  result.squiggles = {
    error: await page.locator(".squiggly-error").count(),
    warning: await page.locator(".squiggly-warning").count(),
    info: await page.locator(".squiggly-info").count(),
  };
  step("squiggles and problems");

  // The pointer rests on the marked text.
  await window.goTo(26, 40);
  await window.hover(page.locator(".view-line", { hasText: "cursor.execute" }), 300, "Ask yourself", async (hover) => {
    result.hover = await hover.innerText();
    await window.picture("hover");
    await hover.locator("a", { hasText: "Explain this" }).click();
  });
  await explained(window);
  step("hover, and the page by its link");

  await keep(window);
  step("kept with a reason");
  await walk(window);
  step("review");
  await compare(window);
  step("compare");
  await configuration(window);
  await ruleHeader(window);
  step("configuration");
  await task(window);
  step("the command's output in a task");
  await lenses(window);
  step("lenses and settings");
  await arrivals(window);
  step("a block that arrives at once");
  await decide(window, project);
  step("decided in a file of its own");
  await notebook(window);
  step("notebook");

  // Restarted by the user, then ended by force.
  await window.openFile("shop/reports.py");
  const [first] = await until("a server", () => servers(profile).length === 1 && servers(profile));
  await window.run("thinktwice: Restart the Server");
  const [second] = await until("another server", () => servers(profile).find((id) => id !== first) && servers(profile));
  await page.waitForSelector(".squiggly-error");
  process.kill(second, "SIGKILL");
  const [third] = await until("a server after the crash", () => servers(profile).find((id) => id !== second) && servers(profile));
  await window.goTo(26, 1);
  await window.paste("        log.exception('not sent')\n");
  await page.waitForSelector(".squiggly-error", { state: "detached" });
  await window.run("File: Revert File");
  await page.waitForSelector(".squiggly-error");
  result.restarted = new Set([first, second, third]).size === 3;
  step("restart, crash, recovery");

  await window.run("thinktwice: Show Version and Environment");
  result.environment = await until("the environment", async () => {
    const text = await window.text();
    return text.includes("settings") && text;
  });
  await window.run("thinktwice: Show Logs");
  // The panel may come with the filter that the Problems had.
  await page.locator('.panel input[placeholder^="Filter"]:visible').first().fill("");
  result.log = await until("the log", async () => {
    const text = await page.locator(".output-view .view-line, .output-view-container .view-line").allInnerTexts();
    return text.length > 1 && text.join("\n").replaceAll("\u00a0", " ");
  });
  await window.picture("logs");

  // It falls until it is given up, and is started again by hand.
  for (let falls = 0; falls < 8 && servers(profile).length > 0; falls++) {
    servers(profile).forEach((id) => process.kill(id, "SIGKILL"));
    await until("the next server, or none", async () => {
      await page.waitForTimeout(400);
      return servers(profile).length > 0 || (await notice(window, "within three minutes")) !== undefined;
    });
  }
  result.givenUp = await until("the message that it is given up", () => notice(window, "within three minutes"));
  await window.picture("given-up");
  await page.locator(".notifications-toasts .monaco-button", { hasText: "Restart" }).click();
  await until("a server again", () => servers(profile).length === 1);
  step("given up and restarted");
  // In a wide window its pictures stand beside the steps.
  await page.setViewportSize({ width: 1700, height: 900 });
  await window.run("thinktwice: Open the Walkthrough");
  const picture = page.locator(".getting-started-media img");
  await picture.waitFor();
  result.walkthrough = {
    steps: await page.locator(".getting-started-step .step-title").allInnerTexts(),
    picture: await until("the picture", () => picture.evaluate((image) => image.naturalWidth)),
    alternative: await picture.getAttribute("alt"),
  };
  await window.picture("walkthrough");
  step("walkthrough");
  result.errors = window.errors;
  await page.close();
  await profile.stop();
}

/** The text of a shown message that has these words. */
async function notice(window, words) {
  const found = window.page.locator(".notifications-toasts .notification-list-item", { hasText: words });
  return (await found.count()) > 0 ? found.first().innerText() : undefined;
}

/** The panel with a rule's page: a frame in a frame. */
async function explained(window) {
  const frame = await until("the page", async () => {
    for (const frame of window.page.frames()) {
      if ((await frame.locator("h1").count().catch(() => 0)) > 0) {
        return frame;
      }
    }
    return undefined;
  });
  result.page = {
    text: await frame.locator("body").innerText(),
    policy: await frame.locator("meta[http-equiv]").getAttribute("content"),
    scripts: await frame.locator("main script").count(),
    marked: await frame.locator("mark").allInnerTexts(),
    language: await frame.locator("html").getAttribute("lang"),
    links: await frame.locator("nav a").allInnerTexts(),
    background: await frame.evaluate(() => getComputedStyle(document.body).backgroundColor),
  };
  // The hover would hide a part of the page.
  await window.page.mouse.move(700, 20);
  await window.page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
  await window.picture("explain");
  await frame.locator("nav a").first().focus();
  await frame.locator("nav a").first().press("Enter");
  result.page.back = await until("the code", async () =>
    (await window.page.locator(".tab.active").first().getAttribute("data-resource-name")) === "orders.py",
  );
  await window.close("SQL built");
}

async function keep(window) {
  const { page } = window;
  await window.openFile("shop/orders.py");
  await window.goTo(15, 6);
  await window.action("Keep it, because", async (action) => {
    result.actions = await page.locator(".action-widget .monaco-list-row.action").allInnerTexts();
    await window.picture("actions");
    await action.click({ timeout: 10_000 });
  });
  const input = page.locator(".quick-input-widget input");
  await page.locator(".quick-input-widget", { hasText: "Keep it, because" }).waitFor();
  await input.fill("fine here");
  await page.locator(".quick-input-message", { hasText: "6 more characters" }).waitFor();
  await page.keyboard.press("Enter");
  // The server says what is wrong, and the answer can be made better.
  await page.locator(".quick-input-message", { hasText: "15 characters" }).waitFor();
  result.asked = await input.inputValue();
  await input.fill(REASON);
  await window.picture("reason");
  await page.keyboard.press("Enter");
  result.kept = await until("the comment", async () =>
    (await window.text()).split("\n").find((line) => line.includes("thinktwice: allow")),
  );
  await page.keyboard.press("Control+S");
}

async function walk(window) {
  const { page } = window;
  await page.locator('.activitybar .action-item a[aria-label^="thinktwice"]').click();
  await window.row(REVIEW, "channel.connect");
  const decided = await window.row(REVIEW, "Decided");
  await decided.click();
  await decided.press("ArrowRight");
  // Decided of which file, and why.
  await window.row(REVIEW, REASON);
  result.review = await window.rows(REVIEW);
  await window.picture("review");
  const question = await window.row(REVIEW, "channel.connect");
  await question.click();
  await page.waitForSelector('.tab.active[data-resource-name="reports.py"]');

  // Keys: from the file's start on, to the first, the next, and back.
  await window.openFile("shop/orders.py");
  await window.goTo(1, 1);
  for (const [key, place] of [["Alt+Q", "Ln 10, Col 5"], ["Alt+Q", "Ln 21, Col 16"], ["Shift+Alt+Q", "Ln 10, Col 5"]]) {
    await page.keyboard.press(key);
    await window.at(place);
  }
  result.walked = true;
  await page.locator(".monaco-hover:visible", { hasText: "Ask yourself" }).first().waitFor();
  await window.picture("next-question");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+E");
}

async function compare(window) {
  const { page } = window;
  await window.openFile("shop/reports.py");
  await window.goTo(9, 6);
  await window.run("thinktwice: Compare With the Other Place");
  await page.locator(".monaco-diff-editor .view-line", { hasText: "parse_day" }).first().waitFor();
  result.compared = {
    title: await page.locator(".tab.active").first().innerText(),
    left: (await page.locator(".monaco-diff-editor .original .view-line").allInnerTexts()).length,
    right: (await page.locator(".monaco-diff-editor .modified .view-line").allInnerTexts()).length,
  };
  await window.picture("compare");
  await window.close("reports.py:9 and");
}

async function configuration(window) {
  const { page } = window;
  await window.openFile("thinktwice.toml");
  await page.locator(".editor-instance .view-line").first().click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText('profil = "strict"\nprofile = "');
  await page.locator(".squiggly-error").first().waitFor();
  await page.keyboard.press("Control+Space");
  await page.locator(".suggest-widget .monaco-list-row", { hasText: "security" }).waitFor();
  result.offered = await page.locator(".suggest-widget .monaco-list-row .label-name").allInnerTexts();
  await window.picture("configuration");
  await page.keyboard.press("Escape");
  await page.keyboard.insertText('default"\n');
  result.faults = await problems(window, "there is no key");
  await window.openFile("thinktwice.toml");
  await window.run("File: Revert File");
}

/** The rows of the Problems panel with these words, once there are any. */
async function problems(window, words, picture) {
  const { page } = window;
  await page.keyboard.press("Control+Shift+M");
  const filter = page.getByPlaceholder(/^Filter/);
  await filter.fill(words);
  await page.getByText(/^Showing [1-9]\d* of \d+$/).waitFor();
  await window.row(PROBLEMS, words);
  const rows = await window.rows(PROBLEMS);
  if (picture !== undefined) {
    await window.picture(picture);
  }
  await filter.fill("");
  // A panel that is closed before keeps the old filter.
  await page.getByText(/^Showing \d+ of \d+$/).waitFor({ state: "hidden" });
  await page.keyboard.press("Control+J");
  return rows;
}

/** The header of a rule's page is checked, and its values are offered. */
async function ruleHeader(window) {
  const { page } = window;
  await window.openFile("docs/rule.md");
  await page.locator(".squiggly-error").first().waitFor();
  await window.goTo(3, 13);
  await page.keyboard.press("Control+Space");
  await page.locator(".suggest-widget .monaco-list-row", { hasText: "hint" }).waitFor();
  result.ruleHeader = { offered: await page.locator(".suggest-widget .monaco-list-row .label-name").allInnerTexts() };
  await page.keyboard.press("Escape");
  result.ruleHeader.faults = await problems(window, "is wanted here");
}

/** The problem matcher reads what the command prints: also of files that nobody has opened. */
async function task(window) {
  const { page } = window;
  await page.keyboard.press("Control+P");
  await window.pick("task thinktwice", "thinktwice");
  await page.locator(".terminal-wrapper").first().waitFor();
  result.task = await problems(window, "panics when", "task");
}

async function lenses(window) {
  const { page } = window;
  const said = { "thinktwice.codeLens.questions": true, "thinktwice.families": { security: "off" } };
  const before = await setSettings(window, (settings) => ({ ...settings, ...said }));
  await window.openFile("shop/orders.py");
  await window.goTo(1, 1);
  const lens = page.locator(".codelens-decoration", { hasText: "open question" });
  await lens.waitFor();
  // The family of the SQL finding is off.
  await page.waitForSelector(".squiggly-error", { state: "detached" });
  result.lens = await until("the count", async () => {
    const text = await lens.innerText();
    return text.startsWith("6") && text;
  });
  await setSettings(window, () => before);
  await window.openFile("shop/orders.py");
  await lens.waitFor({ state: "detached" });
  await page.waitForSelector(".squiggly-error");
}

/** Edits the user's settings in the editor, and gives what they were. */
async function setSettings(window, change) {
  const { page } = window;
  await window.run("Preferences: Open User Settings (JSON)");
  await page.waitForSelector('.tab.active[data-resource-name="settings.json"]');
  await page.locator(".editor-instance .view-line", { hasText: "telemetry" }).waitFor();
  const file = path.join(window.profile.folder, "user/User/settings.json");
  const read = () => JSON.parse(fs.readFileSync(file, "utf8"));
  const before = read();
  const wanted = change(before);
  await page.locator(".editor-instance .view-line").first().click();
  await page.keyboard.press("Control+A");
  // What is selected is what is replaced.
  await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: "selected" }).waitFor();
  await page.keyboard.insertText(JSON.stringify(wanted, null, 2));
  await page.keyboard.press("Control+S");
  await until("the settings on the disk", () => isDeepStrictEqual(read(), wanted));
  await page.waitForSelector('.tab.active[data-resource-name="settings.json"]:not(.dirty)');
  await window.close("settings.json");
  return before;
}

/** A function that comes in one piece is to be read, and says so until it is marked as read. */
async function arrivals(window) {
  const { page } = window;
  await window.openFile("shop/reports.py");
  await window.goTo(39, 1);
  const names = ["rows", "days", "hours", "weeks", "months", "years"];
  const body = names.map((name) => `    ${name} = [entry["${name}"] for entry in entries]\n`).join("");
  await window.paste(`\n\ndef columns(entries):\n${body}    return ${names.join(", ")}\n`);
  const lens = page.locator(".codelens-decoration a", { hasText: "arrived at once" });
  await lens.waitFor();
  result.arrived = await lens.innerText();
  await window.picture("arrived");
  await lens.click();
  await lens.waitFor({ state: "detached" });
  await window.run("File: Revert File");
  await page.locator(".view-line", { hasText: "def columns" }).waitFor({ state: "detached" });
}

async function decide(window, project) {
  const { page } = window;
  await window.openFile("shop/orders.py");
  // The comment has moved it by a line.
  await window.goTo(27, 40);
  await page.waitForSelector(".squiggly-error");
  await window.choose("thinktwice: Answer ...");
  const ways = page.locator(".quick-input-list .monaco-list-row");
  await ways.filter({ hasText: "Not true here" }).waitFor();
  result.ways = await ways.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")));
  await window.picture("answer");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Not true here" }).click();
  await page.locator(".quick-input-widget", { hasText: "Not true here, because" }).waitFor();
  await page.locator(".quick-input-widget input").fill(UNTRUE);
  await page.keyboard.press("Enter");
  result.decided = await until("where it is written", () => notice(window, "Written down in"));
  await page.waitForSelector(".squiggly-error", { state: "detached" });
  const folder = path.join(project, ".thinktwice/decisions");
  const [decision] = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md"));
  result.decision = fs.readFileSync(path.join(folder, decision), "utf8");
  await page.keyboard.press("Escape");
  await window.run("Notifications: Clear All Notifications");
}

/** The cells of a notebook: one finding rests on an import in another cell. */
async function notebook(window) {
  const { page } = window;
  await page.keyboard.press("Control+P");
  await window.pick("prices.ipynb", "prices.ipynb");
  const marked = page.locator(".notebookOverlay .cell-editor-container", { has: page.locator(".squiggly-warning") });
  await marked.first().waitFor();
  const squiggle = page.locator(".notebookOverlay .squiggly-warning").first();
  await window.hover(squiggle, 8, "Ask yourself", async (hover) => {
    result.notebook = { marked: await marked.first().innerText(), hover: await hover.innerText() };
    await window.picture("notebook");
  });
  const box = await squiggle.boundingBox();
  await page.mouse.click(box.x + 8, box.y + box.height / 2);
  await page.locator('.statusbar-item', { hasText: "Cell 3 of 5" }).waitFor();
  await window.action("Keep it, because", (action) => action.click({ timeout: 10_000 }));
  await page.locator(".quick-input-widget", { hasText: "Keep it, because" }).waitFor();
  await page.locator(".quick-input-widget input").fill(REASON);
  await page.keyboard.press("Enter");
  const kept = page.locator(".notebookOverlay .view-line", { hasText: "thinktwice: allow" });
  await kept.waitFor();
  result.notebook.kept = (await kept.innerText()).replaceAll("\u00a0", " ");
  await page.locator(".notebookOverlay .squiggly-warning").first().waitFor({ state: "detached" });
  result.notebook.problems = await problems(window, "waits without a limit");
  await window.run("View: Revert and Close Editor");
}

async function untrusted(browser, vsix) {
  const { window, profile, project } = await editor(browser, "untrusted", vsix, {});
  const { page } = window;
  // A workspace that wants its own program to be started.
  const mark = path.join(project, "started");
  const own = path.join(project, "thinktwice");
  fs.writeFileSync(own, `#!/bin/sh\necho "$@" >> '${mark}'\nexec '${server}' "$@"\n`, { mode: 0o755 });
  fs.writeFileSync(path.join(project, ".vscode/settings.json"), JSON.stringify({ "thinktwice.path": [own] }));
  await window.open(profile, project);
  await window.openFile("shop/orders.py");
  await page.waitForSelector(".squiggly-error");
  result.untrusted = { started: fs.existsSync(mark), servers: servers(profile).length };
  await window.picture("untrusted");
  step("untrusted");

  // Trusted, the same setting holds.
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).click();
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
  await until("the workspace's own program", () => fs.existsSync(mark) && fs.readFileSync(mark, "utf8").includes("lsp"));
  await page.waitForSelector(".tab[data-resource-name='orders.py']");
  result.trustedThen = true;
  step("trusted");

  // The program is gone.
  fs.rmSync(own);
  const [extension] = fs.readdirSync(profile.extensions).filter((name) => name.startsWith("thinktwice"));
  fs.rmSync(path.join(profile.extensions, extension, "server"), { recursive: true });
  await window.run("thinktwice: Restart the Server");
  result.missing = await until("the message about the missing program", () => notice(window, "There is no thinktwice program"));
  await window.picture("missing");
  step("missing program");
  result.errors = [...result.errors, ...window.errors];
}
