// The life of the server: started once, started again when asked to or when it fell, left alone when it falls
// again and again.

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State as ClientState,
  type ErrorHandler,
  type LanguageClientOptions,
} from "vscode-languageclient/node";

import { findProgram, type Program } from "./find";
import { wantsLens } from "./lenses";
import { serverSettings } from "./settings";
import { LANGUAGES, type Status } from "./status";

const FALLS_ALLOWED = 4;
const FALLS_WITHIN = 3 * 60_000;

/** What the extension does with commands of the server that need a person. */
export type CommandHandler = (
  command: string,
  args: unknown[],
  next: (command: string, args: unknown[]) => vscode.ProviderResult<unknown>,
) => vscode.ProviderResult<unknown>;

export class Server implements vscode.Disposable {
  client: LanguageClient | undefined;
  program: Program | undefined;
  /** The server is there, anew or again. */
  readonly onDidStart: vscode.Event<void>;
  private readonly started = new vscode.EventEmitter<void>();
  private readonly log = vscode.window.createOutputChannel("thinktwice", { log: true });
  private readonly trace = vscode.window.createOutputChannel("thinktwice trace", { log: true });
  private change: Promise<void> = Promise.resolve();
  private falls: number[] = [];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly status: Status,
    private readonly handle: CommandHandler,
  ) {
    this.onDidStart = this.started.event;
  }

  /** Starts the server, after stopping the one that runs. Calls wait for each other. */
  restart(): Promise<void> {
    this.change = this.change.then(() => this.stopNow()).then(() => this.startNow());
    return this.change;
  }

  stop(): Promise<void> {
    this.change = this.change.then(() => this.stopNow());
    return this.change;
  }

  /** Whether the server has this command. */
  has(command: string): boolean {
    return this.client?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command) ?? false;
  }

  /** Runs a command of the server; `undefined` when there is no server. */
  async execute<T>(command: string, argument: unknown): Promise<T | undefined> {
    const { client } = this;
    if (client === undefined || !client.isRunning()) {
      return undefined;
    }
    return client.sendRequest<T>("workspace/executeCommand", { command, arguments: [argument] });
  }

  showLogs(): void {
    this.log.show();
  }

  showTrace(): void {
    if (this.trace.logLevel !== vscode.LogLevel.Trace) {
      this.trace.info("set this channel's log level to Trace (the gear above) to see the messages");
    }
    this.trace.show();
  }

  private async startNow(): Promise<void> {
    this.status.set({ kind: "starting" });
    this.falls = [];
    try {
      const program = await findProgram(this.context, this.log);
      this.program = program;
      // Without `transport` the client adds no argument and speaks over standard input and output.
      const client = new LanguageClient(
        "thinktwice",
        "thinktwice",
        { command: program.path, args: ["lsp"] },
        this.clientOptions(),
      );
      this.client = client;
      client.onDidChangeState(({ newState }) => this.onState(newState));
      await client.start();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.log.error(why);
      this.client = undefined;
      this.status.set({ kind: "stopped", detail: why });
      void this.complain(why, "Open Settings");
    }
  }

  private async stopNow(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It fell before it could be stopped.
      this.log.debug(String(error));
    }
  }

  private onState(state: ClientState): void {
    if (state === ClientState.Running && this.program !== undefined) {
      const { version, how } = this.program;
      this.status.set({ kind: "running", detail: `${version}, ${how}` });
      this.started.fire();
    }
  }

  private clientOptions(): LanguageClientOptions {
    const isWorkspace = vscode.workspace.getConfiguration("thinktwice").get("problems") === "workspace";
    return {
      documentSelector: LANGUAGES.flatMap((language) =>
        ["file", "untitled", "vscode-notebook-cell"].map((scheme) => ({ language, scheme })),
      ),
      outputChannel: this.log,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: {
        settings: serverSettings(),
        asksForReason: true,
        showsPages: true,
        hoversDiagnostics: true,
        compares: true,
        openFilesOnly: !isWorkspace,
      },
      // Links in hovers may run this one command and no other.
      markdown: { isTrusted: { enabledCommands: ["thinktwice.explain"] } },
      errorHandler: this.errorHandler(),
      initializationFailedHandler: () => false,
      middleware: {
        executeCommand: (command, args, next) => this.handle(command, args, next),
        provideCodeLenses: async (document, token, next) => (await next(document, token))?.filter(wantsLens),
        workspace: {
          configuration: (params) =>
            params.items.map((item) =>
              item.section === "thinktwice"
                ? serverSettings(item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri))
                : null,
            ),
        },
      },
    };
  }

  private errorHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const now = Date.now();
        this.falls = [...this.falls.filter((then) => now - then < FALLS_WITHIN), now];
        if (this.falls.length <= FALLS_ALLOWED) {
          this.log.warn(`the server has ended; it is started again (${this.falls.length} of ${FALLS_ALLOWED})`);
          this.status.set({ kind: "restarting", detail: "it had ended by itself" });
          return { action: CloseAction.Restart, handled: true };
        }
        const why = `The thinktwice server has ended ${this.falls.length} times within three minutes. It is not started again by itself.`;
        this.log.error(why);
        this.status.set({ kind: "stopped", detail: why });
        void this.complain(why, "Restart");
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private async complain(why: string, remedy: "Restart" | "Open Settings"): Promise<void> {
    const choice = await vscode.window.showErrorMessage(why, remedy, "Show Logs");
    if (choice === "Show Logs") {
      this.showLogs();
    } else if (choice === "Restart") {
      await this.restart();
    } else if (choice === "Open Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "thinktwice.path");
    }
  }

  dispose(): void {
    vscode.Disposable.from(this.started, this.log, this.trace).dispose();
  }
}
