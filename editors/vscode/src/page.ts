// The explain panel: a rule's page with the names of a finding. No script runs in it, nothing is loaded from
// elsewhere, and all of it is text, headings and links: keys and screen readers find their way.

import MarkdownIt from "markdown-it";
import * as vscode from "vscode";

import type { Target } from "./targets";

export class PagePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  show(markdown: string, target: Target): void {
    const media = vscode.Uri.joinPath(this.context.extensionUri, "media");
    this.panel ??= this.open(media);
    const { webview } = this.panel;
    const style = webview.asWebviewUri(vscode.Uri.joinPath(media, "page.css"));
    this.panel.title = `${/^# (.+)$/m.exec(markdown)?.[1] ?? target.rule}`;
    webview.html = html(markdown, target, style.toString(), webview.cspSource);
    this.panel.reveal(undefined, true);
  }

  private open(media: vscode.Uri): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      "thinktwice.page",
      "thinktwice",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: false,
        enableFindWidget: true,
        enableCommandUris: ["thinktwice.showTarget", "thinktwice.keepHere", "thinktwice.compareHere"],
        localResourceRoots: [media],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(media, "file.svg");
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

/** The document of a page. */
export function html(markdown: string, target: Target, style: string, source: string): string {
  const link = (text: string, command: string): string =>
    `<a href="command:${command}?${escaped(encodeURIComponent(JSON.stringify([target])))}">${text}</a>`;
  const file = target.uri.split("/").at(-1) ?? target.uri;
  const place = `${escaped(decodeURIComponent(file))}:${target.range.start.line + 1}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(target.rule)}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<nav aria-label="This question">${link(`Go to ${place}`, "thinktwice.showTarget")} ${link("Keep it, because ...", "thinktwice.keepHere")}</nav>
<main>
${renderer().render(markdown)}
</main>
</body>
</html>
`;
}

function renderer(): InstanceType<typeof MarkdownIt> {
  // Names in a page come from the code, which anyone may have written: no HTML, no pictures.
  const markdown = new MarkdownIt({ html: false, linkify: false }).disable("image");
  markdown.validateLink = (address) => /^https?:/.test(address);
  markdown.renderer.rules["fence"] = (tokens, index) => {
    const { info, content } = tokens[index]!;
    const [, kind] = info.trim().split(/\s+/);
    const marked = new Set(/lines=([\d,]+)/.exec(info)?.[1]?.split(",").map(Number));
    const lines = content.replace(/\n$/, "").split("\n");
    const rows = lines.map((line, number) => (marked.has(number + 1) ? `<mark>${escaped(line)}</mark>` : escaped(line)));
    const caption = { bad: "A question is asked here", good: "Nothing is said here" }[kind ?? ""];
    const heading = caption === undefined ? "" : `<figcaption>${caption}</figcaption>`;
    return `<figure class="${escaped(kind ?? "")}">${heading}<pre tabindex="0"><code>${rows.join("\n")}</code></pre></figure>\n`;
  };
  return markdown;
}

function escaped(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}
