#!/usr/bin/env python3
"""Compares what `thinktwice tests` says of a project with what its tests run.

    tests/bench/reached.py BINARY FOLDER=COVERAGE... [--all]

COVERAGE is what the project's own tests gave, kept outside of the folder, where thinktwice would read it:

    coverage run --source FOLDER -m pytest && coverage json -o COVERAGE.json                  (Python)
    RUSTFLAGS=-Cinstrument-coverage cargo test, then llvm-cov export --format=lcov > COVERAGE.lcov   (Rust)

A function is untested where no line of its body ran. Prints for each project, and for all together, how many functions
there are, how many are untested, and precision, recall and F1 of those that are said to be; with --all also each that is
wrongly told or missed. Functions that were never defined (of another platform), and those of tests and examples, do not count.
"""

import argparse
import json
import subprocess
from pathlib import Path

# Code for the tests themselves, for readers and for building.
BESIDE = {"tests", "test", "testing", "docs", "doc", "examples", "example", "bench", "benches", "benchmarks", "tools", "scripts"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("projects", nargs="+", metavar="FOLDER=COVERAGE")
    arguments.add_argument("--all", action="store_true")
    chosen = arguments.parse_args()
    together = []
    for project in chosen.projects:
        folder, _, report = project.partition("=")
        folder = Path(folder).resolve()
        ran = (lines_of_json if report.endswith(".json") else lines_of_lcov)(folder, Path(report))
        verdicts = list(compare(chosen.binary, folder, ran))
        print(row(folder.name, verdicts))
        if chosen.all:
            for place, is_untested, is_told in sorted(verdicts):
                if is_untested != is_told:
                    print("   ", "missed" if is_untested else "wrong ", place)
        together += verdicts
    if len(chosen.projects) > 1:
        print(row("together", together))


def lines_of_json(folder, report):
    """Path -> line -> whether it ran, of coverage.py's JSON."""
    files = json.loads(report.read_text())["files"]
    return {
        inside(folder, name): {
            **dict.fromkeys(file["missing_lines"], False),
            **dict.fromkeys(file["executed_lines"], True),
        }
        for name, file in files.items()
    }


def lines_of_lcov(folder, report):
    """The same of lcov. A function that was compiled several times ran if one of them did."""
    files, file = {}, {}
    for line in report.read_text().splitlines():
        kind, _, rest = line.partition(":")
        if kind == "SF":
            file = files.setdefault(inside(folder, rest), {})
        elif kind == "DA":
            number, count = map(int, rest.split(",")[:2])
            file[number] = file.get(number, False) or count > 0
    return files


def inside(folder, name):
    path = folder / name
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else name


def compare(binary, folder, ran):
    """(place, is untested, is told to be) of each function that both know."""
    said = subprocess.run([binary, "tests", "--format", "json", "."], cwd=folder, capture_output=True, text=True, check=False)
    for module in json.loads(said.stdout)["modules"]:
        path = module["path"]
        lines = ran.get(path)
        if lines is None or BESIDE & set(Path(path).parts):
            continue
        functions = [(function["line"], function["end-line"], function) for function in module["functions"]]
        is_rust = path.endswith(".rs")
        for first, last, function in functions:
            if not is_rust and lines.get(first) is False:
                # Never defined in this run: of another platform, or inside a function that did not run.
                continue
            # A function inside this one has a verdict of its own.
            within = [(start, end) for start, end, _ in functions if first < start and end <= last]
            body = [
                has_run
                for line, has_run in lines.items()
                # Python runs the line of `def` when the module is imported.
                if first + (not is_rust) <= line <= last and not any(start <= line <= end for start, end in within)
            ]
            if body:
                place = f"{path}:{first} {function['name']}, {function.get('through') or function['reached']}"
                yield place, not any(body), function["reached"] == "not"


def row(name, verdicts):
    untested = sum(is_untested for _, is_untested, _ in verdicts)
    told = sum(is_told for _, _, is_told in verdicts)
    right = sum(is_untested and is_told for _, is_untested, is_told in verdicts)
    precision, recall = right / max(1, told), right / max(1, untested)
    f1 = 2 * right / max(1, told + untested)
    share = 100 * told / max(1, len(verdicts))
    return (
        f"{name:20} {len(verdicts):6} functions, {untested:5} untested; precision {precision:.2f}, recall {recall:.2f}, "
        f"F1 {f1:.3f}; {share:.1f} % told"
    )


if __name__ == "__main__":
    main()
