#!/usr/bin/env python3
"""Holds `thinktwice history` against a slow and plain computation of the same figures, on any repository.

    tests/bench/history.py [--profile release] [--since 2016-01-01] REPOSITORY...

Each commit of the mainline has a diff of its own and each file a list of owners; the code at each month's end is checked out
and looked at by `thinktwice check`. Every figure that differs is printed, and makes the script fail. What notes attest and
commits declare is held in tests/it/judge_history.rs; here the sum of the tiers is compared.
"""

import argparse
import collections
import datetime
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Rules that need one file alone: the history asks no others.
RULES = [
    "swallowed-exception", "broad-except", "discarded-result", "unwrap-on-external-input", "panic-in-result-fn",
    "mutable-default-argument", "http-call-without-timeout", "clone-in-loop", "shell-injection", "unused-parameter",
    "suppression-without-reason", "open-todo", "stub-body", "tautological-assertion",
]
SUFFIXES = (".py", ".rs")
DAY = 86_400
GIT = ["git", "-c", "diff.renameLimit=2000", "-c", "core.quotePath=false", "-c", "core.attributesFile=/dev/null"]
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
NAMED = re.compile(r"\s*(?:Fixes:|This reverts commit)\s*([0-9a-fA-F]{7,})")
FIX = {"fix", "fixes", "fixed", "fixing", "bugfix", "hotfix", "bug"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--profile", default="release")
    arguments.add_argument("--since", default="2016-01-01")
    arguments.add_argument("repositories", nargs="+", type=Path)
    chosen = arguments.parse_args()
    program = ROOT / "target" / chosen.profile / "thinktwice"
    different = sum(compare(program, repository.resolve(), chosen.since) for repository in chosen.repositories)
    sys.exit(1 if different else 0)


def compare(program, repository, since):
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        run("git", "clone", "--quiet", "--shared", repository, clone)
        config = Path(folder) / "thinktwice.toml"
        config.write_text(f"select = {json.dumps(RULES)}\n")
        told = json.loads(run(program, "history", "--since", since, "--config", config, "--format", "json", cwd=clone))
        plain = Plain(clone, since, program, config)
        wrong = [f"{path}: {told[path]} in place of {value}" for path, value in plain.whole().items() if told[path] != value]
        months = {month["month"]: month for month in told["months"]}
        if sorted(months) != sorted(plain.months):
            wrong.append(f"months: {sorted(months)} in place of {sorted(plain.months)}")
        figures = 0
        for name, wanted in plain.figures().items():
            month = months.get(name, {})
            month["all-tiers"] = sum(month.get("tiers", {}).values())
            for figure, value in wanted.items():
                figures += 1
                if month.get(figure) != value:
                    wrong.append(f"{name} {figure}: {month.get(figure)} in place of {value}")
        print(f"{repository.parent.name if repository.name == 'repo' else repository.name}: {len(plain.commits)} commits,"
              f" {len(plain.months)} months, {figures} figures, {len(wrong)} differ")
        for line in wrong:
            print(f"  {line}")
        return len(wrong)


class Plain:
    def __init__(self, clone, since, program, config):
        self.clone, self.program, self.config = clone, program, config
        self.months = collections.defaultdict(lambda: collections.Counter())
        self.sizes, self.files = collections.defaultdict(list), collections.defaultdict(list)
        self.owners, self.heat, self.runs = {}, collections.defaultdict(lambda: [0, 0]), set()
        self.named, self.traced = set(), set()
        globs = [f"*{suffix}" for suffix in SUFFIXES]
        listed = self.git("log", "--first-parent", "--reverse", "--format=%H %ct", f"--since={since}T00:00:00Z", "HEAD", "--", *globs)
        self.commits = [(line.split()[0], int(line.split()[1])) for line in listed.splitlines()]
        self.newest = self.commits[-1][1]
        for number in range(len(self.commits)):
            self.tell(number, globs)
            is_last = number + 1 == len(self.commits)
            if is_last or self.month(number) != self.month(number + 1):
                self.look(number)

    def git(self, *arguments):
        done = subprocess.run([*GIT, *arguments], cwd=self.clone, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace")

    def month(self, number):
        return datetime.datetime.fromtimestamp(self.commits[number][1], datetime.timezone.utc).strftime("%Y-%m")

    def tell(self, number, globs):
        commit, time = self.commits[number]
        parents = self.git("rev-list", "--parents", "-1", commit).split()[1:]
        before = parents[0] if parents else self.git("hash-object", "-t", "tree", "/dev/null").strip()
        diff = self.git("diff", "-U0", "-w", "-M", "--no-prefix", "--no-ext-diff", "--no-textconv", before, commit, "--", *globs)
        message = self.git("log", "-1", "--format=%B", commit)
        month = self.months[self.month(number)]
        names = next((match[1] for match in map(NAMED.match, message.splitlines()) if match), None)
        words = re.split(r"[^0-9a-z]+", message.splitlines()[0].lower() if message.strip() else "")
        is_fix = names is None and any(word in FIX for word in words)
        if names:
            month["fixes-named"] += 1
            self.named.update([at for at, (other, _) in enumerate(self.commits[: number + 1]) if other.startswith(names)][:1])
        added, deleted, hunks, edits, files = [], [], [], {}, 0
        source = target = None
        lines = diff.split("\n")
        at = 0

        def finish():
            nonlocal files
            if source is None and target is None:
                return
            files += 1
            owners = self.owners.pop(source, None) or []
            for start, old, new in reversed(edits.get("hunks", [])):
                # Lines older than what is looked at have no owner.
                owners.extend([None] * (start + old - len(owners)))
                owners[start : start + old] = [number] * new
            if target is not None:
                self.owners[target] = owners
                self.heat[target][0] += 1

        while at < len(lines):
            line = lines[at]
            at += 1
            if line.startswith("diff --git "):
                finish()
                source, target, edits = None, None, {}
            elif line.startswith("rename from "):
                source = line[12:]
            elif line.startswith("rename to "):
                target = line[10:]
            elif line.startswith("--- "):
                source = path_of(line[4:])
            elif line.startswith("+++ "):
                target = path_of(line[4:])
            elif match := HUNK.match(line):
                start, old, _, new = (int(part) if part is not None else 1 for part in match.groups())
                start = start if old == 0 else start - 1
                owners = self.owners.get(source, [])
                run_of_lines, place = [], start
                for _ in range(old + new):
                    while not lines[at].startswith(("+", "-")):
                        at += 1
                    text = lines[at]
                    at += 1
                    if text[0] == "+":
                        added.append(text[1:])
                        if telling(text[1:]):
                            run_of_lines.append(text[1:].strip())
                        continue
                    deleted.append(text[1:])
                    owner = owners[place] if place < len(owners) else None
                    place += 1
                    if owner is None:
                        continue
                    age = time - self.commits[owner][1]
                    if age <= 14 * DAY and self.newest - self.commits[owner][1] >= 14 * DAY:
                        self.months[self.month(owner)]["churned"] += 1
                    if is_fix and telling(text[1:]) and age <= 90 * DAY:
                        self.traced.add(owner)
                edits.setdefault("hunks", []).append((start, old, new))
                hunks.append(run_of_lines)
                self.heat[target if target is not None else source][1] += old + new
        finish()
        gone = collections.Counter(line.strip() for line in deleted if telling(line))
        moved = 0
        for line in (line.strip() for line in added if telling(line)):
            if gone[line] > 0:
                gone[line] -= 1
                moved += 1
        copied, runs = 0, set()
        for hunk in hunks:
            windows = [tuple(hunk[start : start + 5]) for start in range(len(hunk) - 4)]
            runs.update(windows)
            copied += len({place for start, window in enumerate(windows) if window in self.runs for place in range(start, start + 5)})
        self.runs |= runs
        month["commits"] += 1
        month["added"] += len(added)
        month["deleted"] += len(deleted)
        month["ripe"] += len(added) if self.newest - time >= 14 * DAY else 0
        month["moved"] += moved
        month["copied"] += max(copied - moved, 0)
        self.sizes[self.month(number)].append(len(added) + len(deleted))
        self.files[self.month(number)].append(files)

    def look(self, number):
        """The code at the end of a month."""
        self.git("checkout", "--quiet", "--force", "--detach", self.commits[number][0])
        found = run(self.program, "check", "--all", "--no-cache", "--config", self.config, "--format", "json", cwd=self.clone, codes=(0, 1))
        month = self.months[self.month(number)]
        month["undecided"] = len(json.loads(found)["findings"])
        paths = [path for path in self.git("ls-files", "-z").split("\0") if path.endswith(SUFFIXES)]
        texts = [(self.clone / path) for path in paths if not (self.clone / path).is_symlink()]
        month["lines"] = sum(text.read_bytes().decode("utf-8", "replace").removesuffix("\n").count("\n") + 1 for text in texts if text.stat().st_size)

    def figures(self):
        figures = {}
        for at in range(len(self.commits)):
            month = self.months[self.month(at)]
            month["fixed-named"] += at in self.named
            month["fixed-estimate"] += at in self.traced and at not in self.named
        for name, month in self.months.items():
            wanted = {
                figure: month[figure]
                for figure in ["commits", "added", "deleted", "ripe", "churned", "moved", "copied", "fixes-named",
                               "fixed-named", "fixed-estimate", "undecided", "lines"]
            }
            sizes, files = sorted(self.sizes[name]), sorted(self.files[name])
            wanted["size-median"], wanted["size-ninety"] = sizes[len(sizes) * 50 // 100], sizes[len(sizes) * 90 // 100]
            wanted["files-median"] = files[len(files) * 50 // 100]
            wanted["all-tiers"] = month["added"]
            figures[name] = wanted
        return figures

    def whole(self):
        hot = [{"path": path, "commits": commits, "lines": lines} for path, (commits, lines) in self.heat.items() if path in self.owners]
        hot.sort(key=lambda file: (-file["commits"], -file["lines"], file["path"]))
        return {"hot": hot[:15]}


def telling(line):
    return sum(character.isalnum() for character in line.strip()) >= 4


def path_of(text):
    text = text.rstrip("\t").strip('"')
    return None if text == "/dev/null" else text


def run(*command, cwd=None, codes=(0,)):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(f"{command}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
