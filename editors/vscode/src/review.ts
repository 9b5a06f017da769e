// The review view: questions by file, those that were decided with their reasons below, and the keys that walk
// through the open ones.

import * as vscode from "vscode";

import type { Server } from "./server";
import { questionsIn, ruleOf } from "./status";
import { isTarget, rangeOf, targetOf, type Target } from "./targets";

/** What the server's command `thinktwice.review` gives. */
interface Answer {
  files: { uri: string; path: string; questions: Question[] }[];
  open: number;
  decided: number;
  isComplete: boolean;
}

interface Question {
  rule: string;
  title: string;
  level: "error" | "warning" | "info" | "hint";
  message: string;
  question: string;
  range: Target["range"];
  /** Why it is kept; missing while it is open. */
  reason?: string;
  /** Part of the change under review. */
  isNew: boolean;
}

/** What the server's command `thinktwice.next` gives. */
interface Queue {
  open: number;
  answered: number;
  next: { uri: string; rule: string; range: Target["range"]; message: string; arrived: boolean } | null;
}

interface FileNode {
  kind: "file";
  uri: vscode.Uri;
  path: string;
  parent: DecidedNode | undefined;
  questions: QuestionNode[];
}

interface DecidedNode {
  kind: "decided";
  files: FileNode[];
  count: number;
}

export interface QuestionNode extends Target {
  kind: "question";
  parent: FileNode;
  said: Question;
}

type Node = FileNode | DecidedNode | QuestionNode;

const ICONS: Record<Question["level"], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon("error", new vscode.ThemeColor("problemsErrorIcon.foreground")),
  warning: new vscode.ThemeIcon("warning", new vscode.ThemeColor("problemsWarningIcon.foreground")),
  info: new vscode.ThemeIcon("info", new vscode.ThemeColor("problemsInfoIcon.foreground")),
  hint: new vscode.ThemeIcon("lightbulb"),
};
const QUIET = 300;
const AGAIN = 1_500;

export class ReviewView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly parts: vscode.Disposable[];
  private answer: Answer | undefined;
  private roots: Node[] = [];
  private open: QuestionNode[] = [];
  private isStale = true;
  private asking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isChangeOnly = true;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView("thinktwice.review", { treeDataProvider: this, showCollapseAll: true });
    this.showChangeOnly(true);
    this.parts = [
      this.changed,
      this.view,
      this.view.onDidChangeVisibility(() => this.later()),
      server.onDidStart(() => this.stale()),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.scheme !== "output")) {
          this.stale();
        }
      }),
      vscode.workspace.onDidSaveTextDocument(() => this.stale()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("thinktwice")) {
          this.stale();
        }
      }),
    ];
  }

  showChangeOnly(isChangeOnly: boolean): void {
    this.isChangeOnly = isChangeOnly;
    void vscode.commands.executeCommand("setContext", "thinktwice.isChangeOnly", isChangeOnly);
    this.build();
  }

  /** Asks the server anew. */
  async refresh(): Promise<void> {
    this.isStale = true;
    await this.current();
  }

  /** Opens the next question after the cursor, or the one before it, through all files and round. */
  async step(by: 1 | -1): Promise<void> {
    if (by > 0 && this.isChangeOnly && this.server.has("thinktwice.next")) {
      return this.stepInChange();
    }
    await this.current();
    const next = this.open[this.indexAfter(by)];
    if (next === undefined) {
      this.sayNothingOpen();
      return;
    }
    const number = this.open.indexOf(next) + 1;
    await this.go(next, `Question ${number} of ${this.open.length}: ${next.said.message}`);
  }

  /** The server knows which of the change comes next: what arrived at once and was not read is asked about first. */
  private async stepInChange(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const here = editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
    const queue = await this.server.execute<Queue>("thinktwice.next", here ?? {});
    if (queue?.next == null) {
      this.sayNothingOpen();
      return;
    }
    const { uri, rule, range, message, arrived } = queue.next;
    const left = `${queue.open} open, ${queue.answered} answered`;
    await this.go(targetOf(vscode.Uri.parse(uri), rule, range), `${arrived ? "Not read yet" : "Question"} (${left}): ${message}`);
  }

  private async go(target: Target, message: string): Promise<void> {
    const range = rangeOf(target);
    // Not as a text document: a notebook's cell is shown in its notebook.
    const selection = new vscode.Range(range.start, range.start);
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(target.uri), {
      selection,
    } satisfies vscode.TextDocumentShowOptions);
    vscode.window.activeTextEditor?.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
    vscode.window.setStatusBarMessage(message, 10_000);
    const node = this.open.find((open) => open.uri === target.uri && open.rule === target.rule && rangeOf(open).isEqual(range));
    if (this.view.visible && node !== undefined) {
      await this.view.reveal(node, { select: true, focus: false });
    }
  }

  private sayNothingOpen(): void {
    const where = this.isChangeOnly ? "in the change under review" : "in this workspace";
    void vscode.window.showInformationMessage(`thinktwice: no open question ${where}.`);
  }

  /** What is chosen in the view. */
  get selection(): Target | undefined {
    const [chosen] = this.view.selection;
    return isTarget(chosen) ? chosen : undefined;
  }

  private indexAfter(by: 1 | -1): number {
    const { open } = this;
    const editor = vscode.window.activeTextEditor;
    const file = editor?.document.uri.toString();
    const order = [...new Set(open.map((question) => question.uri))];
    if (editor === undefined || file === undefined || !order.includes(file)) {
      return by > 0 ? 0 : open.length - 1;
    }
    const at = editor.selection.active;
    const isPast = (question: QuestionNode): boolean => {
      const place = order.indexOf(question.uri) - order.indexOf(file);
      const start = rangeOf(question).start;
      return by > 0 ? place > 0 || (place === 0 && start.isAfter(at)) : place < 0 || (place === 0 && start.isBefore(at));
    };
    const found = by > 0 ? open.findIndex(isPast) : open.findLastIndex(isPast);
    return found >= 0 ? found : by > 0 ? 0 : open.length - 1;
  }

  private stale(): void {
    this.isStale = true;
    this.later();
  }

  private later(delay = QUIET): void {
    clearTimeout(this.timer);
    // A list that nobody sees costs nothing.
    if (this.view.visible) {
      this.timer = setTimeout(() => void this.current(), delay);
    }
  }

  private async current(): Promise<void> {
    while (this.isStale || this.asking !== undefined) {
      if (this.asking === undefined) {
        this.isStale = false;
        this.asking = this.ask().finally(() => (this.asking = undefined));
      }
      await this.asking;
    }
  }

  private async ask(): Promise<void> {
    try {
      this.answer = this.server.has("thinktwice.review")
        ? await this.server.execute<Answer>("thinktwice.review", {})
        : undefined;
    } catch {
      // The server fell meanwhile; when it is back it is asked again.
      this.answer = undefined;
    }
    this.build();
    if (this.answer?.isComplete === false) {
      this.isStale = true;
      this.later(AGAIN);
    }
  }

  private build(): void {
    const files = (this.answer ?? fromDiagnostics()).files;
    const wanted = (question: Question): boolean => question.isNew || !this.isChangeOnly;
    const nodes = (isWanted: (question: Question) => boolean, parent?: DecidedNode): FileNode[] =>
      files.flatMap(({ uri, path, questions }) => {
        const node: FileNode = { kind: "file", uri: vscode.Uri.parse(uri), path, parent, questions: [] };
        node.questions = questions
          .filter((question) => isWanted(question) && wanted(question))
          .map((said) => ({ kind: "question", parent: node, said, ...targetOf(node.uri, said.rule, said.range) }));
        return node.questions.length > 0 ? [node] : [];
      });
    const open = nodes((question) => question.reason === undefined);
    this.open = open.flatMap((file) => file.questions);
    this.roots = open;
    const decided: DecidedNode = { kind: "decided", files: [], count: 0 };
    if (vscode.workspace.getConfiguration("thinktwice.review").get("showDecided") === true) {
      decided.files = nodes((question) => question.reason !== undefined, decided);
      decided.count = decided.files.reduce((sum, file) => sum + file.questions.length, 0);
    }
    // An open question stands above everything that was decided.
    if (decided.count > 0) {
      this.roots = [...open, decided];
    }
    const count = this.open.length;
    this.view.badge = count > 0 ? { value: count, tooltip: `${count} open` } : undefined;
    this.view.description = `${count} open${decided.count > 0 ? `, ${decided.count} decided` : ""}`;
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    switch (node?.kind) {
      case undefined:
        return this.roots;
      case "decided":
        return node.files;
      case "file":
        return node.questions;
      case "question":
        return [];
    }
  }

  getParent(node: Node): Node | undefined {
    return node.kind === "decided" ? undefined : node.parent;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "decided": {
        const item = new vscode.TreeItem("Decided", vscode.TreeItemCollapsibleState.Collapsed);
        item.id = "decided";
        item.description = String(node.count);
        item.iconPath = new vscode.ThemeIcon("pass");
        return item;
      }
      case "file": {
        const item = new vscode.TreeItem(node.uri, vscode.TreeItemCollapsibleState.Expanded);
        item.id = `${node.parent === undefined ? "open" : "decided"} ${node.uri.toString()}`;
        item.iconPath = vscode.ThemeIcon.File;
        item.description = `${node.path.split("/").slice(0, -1).join("/")} ${node.questions.length}`.trim();
        item.accessibilityInformation = { label: `${node.path}, ${node.questions.length} ${node.questions.length === 1 ? "question" : "questions"}` };
        return item;
      }
      case "question":
        return questionItem(node);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.parts).dispose();
  }
}

function questionItem(node: QuestionNode): vscode.TreeItem {
  const { said } = node;
  const range = rangeOf(node);
  const line = range.start.line + 1;
  // Back quotes are Markdown, which a label is not.
  const item = new vscode.TreeItem(plain(said.reason ?? said.message));
  item.description = `${said.rule} :${line}`;
  item.iconPath = said.reason === undefined ? ICONS[said.level] : new vscode.ThemeIcon("pass");
  item.contextValue = said.reason === undefined ? "open" : "decided";
  const texts = [said.title, plain(said.message), plain(said.question)];
  item.tooltip = [...new Set(texts.filter((text) => text !== ""))].join("\n\n");
  const state = said.reason === undefined ? said.level : `decided, ${plain(said.reason)}`;
  item.accessibilityInformation = { label: `${state}: ${plain(said.message)}, ${said.rule}, line ${line}` };
  item.command = {
    command: "vscode.open",
    title: "Open",
    arguments: [node.parent.uri, { selection: range, preserveFocus: true } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}

/** What is on the screen has to do where the server has no review. */
function fromDiagnostics(): Answer {
  const levels: Question["level"][] = ["error", "warning", "info", "hint"];
  const files = vscode.languages.getDiagnostics().flatMap(([uri]) => {
    const questions = questionsIn(uri).map(
      (diagnostic): Question => ({
        rule: ruleOf(diagnostic),
        title: ruleOf(diagnostic),
        level: levels[diagnostic.severity] ?? "info",
        message: diagnostic.message,
        question: "",
        range: diagnostic.range,
        isNew: true,
      }),
    );
    return questions.length > 0 ? [{ uri: uri.toString(), path: vscode.workspace.asRelativePath(uri), questions }] : [];
  });
  return { files, open: 0, decided: 0, isComplete: true };
}
