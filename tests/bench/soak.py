#!/usr/bin/env python3
"""Edits a large workspace for a long time and looks at the memory of the server.

    tests/bench/soak.py BINARY [--minutes 30] [--lines 500000] [--sources FOLDER] [--csv FILE]

The workspace is made of copies of the Python and Rust files below --sources (by itself: Python's standard library and
the crates that Cargo has unpacked), each with names of its own. A script with a fixed seed opens, types, pastes,
deletes, undoes, saves, closes, asks for hovers and actions, and now and then switches a branch of 200 files. Ends with 1
if a straight line through the memory of the second half rises by more than 1 MB, if an answer does not come, or if the
server burns CPU while nothing happens.
"""

import argparse
import csv
import random
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from lsp import Document, Server


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("--minutes", type=float, default=30)
    arguments.add_argument("--lines", type=int, default=500_000)
    arguments.add_argument("--sources", type=Path, action="append")
    arguments.add_argument("--csv", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        state = Path(folder) / "state"
        state.mkdir()
        lines = make(root, chosen.lines, chosen.sources or default_sources())
        print(f"workspace: {lines} lines in {sum(1 for _ in root.rglob('*.*'))} files")
        server = Server([str(Path(chosen.binary).resolve()), "lsp"], root, {"XDG_STATE_HOME": str(state)})
        begun = time.perf_counter()
        server.wait_for_index()
        print(f"indexed after {time.perf_counter() - begun:.1f} s, {server.memory():.1f} MB")
        measured = soak(server, root, chosen.minutes * 60)
        idle = idle_cpu(server)
        server.stop()
    if chosen.csv:
        with chosen.csv.open("w", newline="") as file:
            csv.writer(file).writerows([("seconds", "megabytes", "edits"), *measured])
    by_minute = {}
    for seconds, memory, _ in measured:
        by_minute.setdefault(int(seconds // 60), []).append(memory)
    for minute, memory in by_minute.items():
        print(f"minute {minute:3}: {min(memory):7.1f} to {max(memory):7.1f} MB")
    slope = rise(measured)
    print(f"edits: {measured[-1][2]}; rise over the second half: {slope:+.2f} MB; idle: {idle:.2f} % CPU")
    sys.exit(0 if slope < 1 and idle < 0.5 else 1)


def default_sources():
    registry = Path.home() / ".cargo" / "registry" / "src"
    return [Path(sysconfig.get_paths()["stdlib"]), *([registry] if registry.is_dir() else [])]


def make(root, wanted, sources):
    """Copies sources until there are enough lines; says how many there are. Copies differ in their names."""
    root.mkdir()
    git(root, "init", "--quiet")
    files = [path for source in sources for path in sorted(source.rglob("*")) if path.suffix in (".py", ".rs")]
    random.Random(1).shuffle(files)
    lines, turn = 0, 0
    while lines < wanted:
        if not files:
            sys.exit(f"no Python and Rust files below {', '.join(map(str, sources))}")
        for path in files:
            try:
                text = path.read_text()
            except (UnicodeDecodeError, OSError):
                continue
            # Longer ones are tables, mostly.
            if not 20 < text.count("\n") < 3000:
                continue
            if turn:
                text = text.replace("def ", f"def v{turn}_").replace("fn ", f"fn v{turn}_")
            target = root / f"part{turn}_{len(text) % 97}" / f"{path.stem}_{lines}{path.suffix}"
            target.parent.mkdir(exist_ok=True)
            target.write_text(text)
            lines += text.count("\n")
            if lines >= wanted:
                break
        turn += 1
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "start")
    return lines


def git(root, *arguments):
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"]
    subprocess.run(["git", *settings, *arguments], cwd=root, check=True)


def soak(server, root, seconds):
    """Edits for so long; gives (seconds, megabytes, edits) of each round."""
    chance = random.Random(2)
    files = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".rs"))
    measured = []
    edits = 0
    begun = time.perf_counter()
    while (now := time.perf_counter() - begun) < seconds:
        # The same forty files come again and again: a new file may cost memory, an old one may not.
        path = files[chance.randrange(40) * len(files) // 40]
        document = Document(server, path, path.read_text())
        document.open()
        for _ in range(chance.randrange(3, 12)):
            edits += scene(document, chance)
        if chance.random() < 0.2:
            switch(server, chance.sample(files, min(200, len(files))))
        document.close()
        measured.append((now, server.memory(), edits))
    return measured


def scene(document, chance):
    """What a person does in a minute; leaves the text as it was. Gives the number of edits."""
    at = chance.randrange(len(document.lines))
    end = (at, len(document.lines[at]))
    kind = chance.randrange(5)
    if kind == 0:
        for number, letter in enumerate("  # why"):
            place = (at, end[1] + number)
            document.edit(place, place, letter)
        document.edit(end, (at, end[1] + 7), "")
        return 8
    if kind == 1:
        block = document.lines[:40]
        document.edit((0, 0), (0, 0), "\n".join(block) + "\n")
        document.edit((0, 0), (len(block), 0), "")
        return 2
    if kind == 2:
        opened = chance.choice(['"""', '"', "(", "{"])
        document.edit(end, end, opened)
        document.edit(end, (at, end[1] + len(opened)), "")
        return 2
    if kind == 3:
        last = min(at + 10, len(document.lines) - 1)
        gone = "\n".join([*document.lines[at:last], ""]) if last > at else ""
        document.edit((at, 0), (last, 0), "")
        document.edit((at, 0), (at, 0), gone)
        return 2
    document.ask("textDocument/hover", at, 0)
    document.ask("textDocument/codeAction", at, 0)
    return 0


def switch(server, paths):
    """A branch with other files, and back."""
    for mark in ("\n# other branch\n", None):
        for path in paths:
            text = path.read_text()
            added = "\n// other branch\n" if path.suffix == ".rs" and mark else mark
            path.write_text(text + added if mark else text.rsplit("\n", 2)[0])
        changes = [{"uri": path.as_uri(), "type": 2} for path in paths]
        server.notify("workspace/didChangeWatchedFiles", {"changes": changes})


def rise(measured):
    """Megabytes by which a straight line through the second half rises."""
    half = [(seconds, memory) for seconds, memory, _ in measured if seconds >= measured[-1][0] / 2]
    slope, _ = statistics.linear_regression(*zip(*half))
    return slope * (half[-1][0] - half[0][0])


def idle_cpu(server):
    """Per cent of a core while nothing happens. What the last edits began has a minute to end, since others may be at work."""
    time.sleep(5)
    for _ in range(60):
        before = server.cpu()
        time.sleep(1)
        if server.cpu() - before < 0.01:
            break
    begun, before = time.perf_counter(), server.cpu()
    time.sleep(10)
    return 100 * (server.cpu() - before) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
