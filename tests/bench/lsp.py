"""A client of any language server on standard input and output, for measuring. Python's standard library only."""

import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix"]}}},
    },
    "window": {"workDoneProgress": True},
    "workspace": {"configuration": True, "workspaceFolders": True},
}


class Server:
    """A running server and what it said."""

    def __init__(self, command, root, environment=None):
        self.root = Path(root).resolve()
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.root,
            env=None if environment is None else {**os.environ, **environment},
        )
        self.said = threading.Condition()
        self.asked = 0
        self.answers = {}
        self.diagnostics = {}
        self.publishes = 0
        self.indexed = None
        self.is_over = False
        threading.Thread(target=self._read, daemon=True).start()
        reply, _ = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.root.as_uri(),
                "workspaceFolders": [{"uri": self.root.as_uri(), "name": "folder"}],
                "capabilities": CAPABILITIES,
            },
        )
        self.encoding = reply["capabilities"].get("positionEncoding", "utf-16")
        sync = reply["capabilities"].get("textDocumentSync")
        # 1: of each edit it wants the whole text, and would take a piece for it.
        self.wants_whole_texts = (sync.get("change") if isinstance(sync, dict) else sync) == 1
        self.notify("initialized", {})

    def _read(self):
        output = self.process.stdout
        while True:
            length = 0
            while line := output.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length == 0:
                with self.said:
                    self.is_over = True
                    self.said.notify_all()
                return
            message = json.loads(output.read(length))
            came = time.perf_counter()
            if "method" in message and "id" in message:
                result = None
                if message["method"] == "workspace/configuration":
                    result = [None for _ in message["params"]["items"]]
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
            with self.said:
                if "method" not in message:
                    self.answers[message["id"]] = (message, came)
                elif message["method"] == "textDocument/publishDiagnostics":
                    params = message["params"]
                    self.publishes += 1
                    self.diagnostics[params["uri"]] = (params.get("version"), params["diagnostics"], came)
                elif message["method"] == "$/progress" and message["params"]["value"].get("kind") == "end":
                    self.indexed = came
                self.said.notify_all()

    def _send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params):
        self.asked += 1
        self._send({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params})
        return self.asked

    def wait(self, what, found, limit=120):
        """Waits until `found` gives something."""
        end = time.perf_counter() + limit
        with self.said:
            while (result := found()) is None:
                left = end - time.perf_counter()
                if self.is_over or left <= 0:
                    raise RuntimeError(f"{what} did not come" + (", the server has ended" if self.is_over else ""))
                self.said.wait(left)
            return result

    def request(self, method, params):
        """The result and how long it took."""
        begun = time.perf_counter()
        number = self.ask(method, params)
        message, came = self.wait(method, lambda: self.answers.pop(number, None))
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        return message["result"], came - begun

    def wait_for_index(self, limit=600):
        self.wait("the end of indexing", lambda: self.indexed, limit)

    def cpu(self):
        """Seconds of CPU so far, to the nanosecond, whatever else runs on the machine."""
        return time.clock_gettime(((~self.process.pid) << 3) | 2)

    def memory(self):
        """Megabytes resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(10)
        except (RuntimeError, BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


class Document:
    """An open document, as an editor has it."""

    def __init__(self, server, path, text):
        self.server = server
        self.uri = Path(path).resolve().as_uri()
        self.language = "rust" if str(path).endswith(".rs") else "python"
        self.lines = text.split("\n")
        self.version = 1

    def text(self):
        return "\n".join(self.lines)

    def open(self):
        """Seconds until the first diagnostics."""
        begun = time.perf_counter()
        item = {"uri": self.uri, "languageId": self.language, "version": self.version, "text": self.text()}
        self.server.notify("textDocument/didOpen", {"textDocument": item})
        return self.shown(begun)

    def close(self):
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def column(self, line, characters):
        before = self.lines[line][:characters]
        if self.server.encoding == "utf-8":
            return len(before.encode())
        return len(before.encode("utf-16-le")) // 2

    def edit(self, start, end, text, waits=True):
        """Puts `text` in place of a range of (line, character); seconds until its diagnostics, if they are waited for."""
        (line, character), (end_line, end_character) = start, end
        change_range = {
            "start": {"line": line, "character": self.column(line, character)},
            "end": {"line": end_line, "character": self.column(end_line, end_character)},
        }
        new = self.lines[line][:character] + text + self.lines[end_line][end_character:]
        self.lines[line : end_line + 1] = new.split("\n")
        self.version += 1
        change = {"text": self.text()} if self.server.wants_whole_texts else {"range": change_range, "text": text}
        begun = time.perf_counter()
        self.server.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [change]},
        )
        return self.shown(begun) if waits else begun

    def shown(self, begun):
        """Seconds from `begun` until the diagnostics of this version."""

        def found():
            known = self.server.diagnostics.get(self.uri)
            is_current = known and known[2] > begun and (known[0] is None or known[0] >= self.version)
            return known[2] if is_current else None

        return self.server.wait("diagnostics of the present version", found) - begun

    def ask(self, method, line, character):
        """Seconds until the answer to a question about a place."""
        place = {"line": line, "character": self.column(line, character)}
        params = {"textDocument": {"uri": self.uri}, "position": place}
        if method == "textDocument/codeAction":
            params = {
                "textDocument": {"uri": self.uri},
                "range": {"start": place, "end": place},
                "context": {"diagnostics": []},
            }
        return self.server.request(method, params)[1]
