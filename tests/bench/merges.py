#!/usr/bin/env python3
"""Reports of real merges: what `thinktwice report --diff` costs beyond `thinktwice check --diff`, and whether it is sound.

    tests/bench/merges.py [--profile release] [--count 7] REPOSITORY...

The newest merges of each repository that change code are checked out, one after the other. Of each report it is asked that
its Markdown is what it looks like (with markdown-it-py: no raw HTML, each heading and each entry one), and that only findings on
changed lines make the command fail. Times are those of the better of two runs, without a cache, and of CPU and of the wall.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".py", ".rs")
HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
# It speaks of what was taken out, at the place where it stood.
OF_THE_GONE = "test-weakened"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--profile", default="release")
    arguments.add_argument("--count", type=int, default=7)
    arguments.add_argument("repositories", nargs="+", type=Path)
    chosen = arguments.parse_args()
    program = ROOT / "target" / chosen.profile / "thinktwice"
    faults, slowest = 0, 0.0
    print("| repository | merge | files | open | check, s CPU / wall | report, s CPU / wall | more, s CPU / wall |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for repository in map(Path.resolve, chosen.repositories):
        name = repository.parent.name.split("+")[-1] if repository.name == "repo" else repository.name
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder) / name
            git(Path(folder), "clone", "--quiet", "--shared", str(repository), str(clone))
            for merge in merges(clone)[: chosen.count]:
                git(clone, "checkout", "--quiet", "--force", "--detach", merge)
                base = f"{merge}^1"
                check = timed(clone, program, "check", "--no-cache", "--diff", base)
                told = timed(clone, program, "report", "--no-cache", "--diff", base)
                report = json.loads(timed(clone, program, "report", "--diff", base, "--format", "json")[3])
                found = wrong(clone, base, merge, report, told)
                more = [told[at] - check[at] for at in (0, 1)]
                slowest = max(slowest, more[1])
                count = sum(len(group["findings"]) for group in report["open"])
                print(f"| {name} | {merge[:10]} | {len(report['files'])} | {count} | {check[0]:.2f} / {check[1]:.2f} |"
                      f" {told[0]:.2f} / {told[1]:.2f} | {more[0]:+.2f} / {more[1]:+.2f} |", flush=True)
                for fault in found:
                    faults += 1
                    print(f"  {fault}")
    print(f"\nslowest: {slowest:+.2f} s of wall beyond the check; {faults} faults")
    sys.exit(1 if faults else 0)


def merges(clone):
    """Merges of the mainline that change code, newest first."""
    globs = [f"*{suffix}" for suffix in SUFFIXES]
    log = git(clone, "log", "--first-parent", "--merges", "--diff-merges=first-parent", "--format=%x01%H", "--name-only", "HEAD", "--", *globs)
    return [entry.split()[0] for entry in log.split("\x01")[1:] if len(entry.split()) > 1]


def wrong(clone, base, merge, report, told):
    faults = []
    code, markdown = told[2], told[3]
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inline = [child for token in tokens for child in token.children or []]
    if any(token.type.startswith("html") for token in [*tokens, *inline]):
        faults.append("the Markdown has raw HTML")
    if sum(line.startswith("#") for line in markdown.splitlines()) != sum(token.type == "heading_open" for token in tokens):
        faults.append("a heading of the Markdown is none")
    if sum(line.startswith("- ") for line in markdown.splitlines()) != sum(token.type == "list_item_open" for token in tokens):
        faults.append("an entry of the Markdown is none")
    changed = {path: lines_of(clone, base, merge, path) for path in report["files"]}
    loud = [finding for group in report["open"] for finding in group["findings"] if finding["level"] in ("warning", "error")]
    if (code == 1) != bool(loud):
        faults.append(f"ends with {code}, with {len(loud)} findings that fail")
    for finding in loud:
        if finding["rule"] != OF_THE_GONE and not any(abs(finding["line"] - line) <= finding.get("lines", 1) for line in changed[finding["path"]]):
            faults.append(f"{finding['path']}:{finding['line']} {finding['rule']} is on no changed line")
    return faults


def lines_of(clone, base, merge, path):
    """The lines of a file that the merge adds or changes, and those around what it takes out."""
    lines = set()
    for match in map(HUNK.match, git(clone, "diff", "-U0", "-M", base, merge, "--", path).splitlines()):
        if match:
            start, count = int(match[2]), int(match[3] or 1)
            lines.update(range(start, start + count) if count else (start, start + 1))
    return lines


def timed(clone, program, *arguments):
    """CPU and wall in seconds, exit code and output: the better of two runs."""
    best = None
    for _ in range(2):
        before, began = os.times(), time.perf_counter()
        done = subprocess.run([program, *arguments], cwd=clone, capture_output=True, text=True)
        wall, after = time.perf_counter() - began, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        if done.returncode > 1:
            sys.exit(f"{arguments}: {done.stderr}")
        if best is None or wall < best[1]:
            best = (cpu, wall, done.returncode, done.stdout)
    return best


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
