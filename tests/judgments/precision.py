#!/usr/bin/env python3
"""How often each rule was right, from the judgments of this folder.

    precision.py [--reports FOLDER] [--write] [--least N]

FOLDER holds OWNER+NAME.json, what `thinktwice check . --profile strict --format json` writes in the repository at the
judged commit. With it, only judgments whose report is still made count; a repository without a file there counts in
full. --write puts the figure into the header of the rules with at least N judgments (10 unless told otherwise) and takes
it out of the others. Python 3.11 and nothing else.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
QUERIES = HERE.parent.parent / "queries"
VERDICTS = ("right", "arguable", "wrong")


def judgments():
    for file in sorted(HERE.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            judgment = json.loads(line)
            if judgment["verdict"] not in VERDICTS:
                sys.exit(f"{file.name}:{number}: verdict {judgment['verdict']!r}")
            yield judgment


def reported(folder, repository, cache={}):
    """The places that are still reported in a repository, or None where nobody looked."""
    if folder is None:
        return None
    if repository not in cache:
        file = folder / (repository.replace("/", "+") + ".json")
        cache[repository] = None
        if file.exists():
            findings = json.loads(file.read_text(encoding="utf-8"))["findings"]
            cache[repository] = {(f["path"], f["line"], f["rule"]) for f in findings}
    return cache[repository]


def count(folder):
    counts = collections.defaultdict(collections.Counter)
    for judgment in judgments():
        places = reported(folder, judgment["repository"])
        place = (judgment["path"], judgment["line"], judgment["rule"])
        counts[judgment["rule"]]["judged"] += 1
        if places is None or place in places:
            counts[judgment["rule"]][judgment["verdict"]] += 1
    return counts


def precision(counter):
    made = sum(counter[verdict] for verdict in VERDICTS)
    return made, (counter["right"] + counter["arguable"] / 2) / made if made else None


def write(counts, least):
    for page in sorted(QUERIES.glob("*/*/rule.md")):
        made, value = precision(counts.get(page.parent.name, collections.Counter()))
        text = page.read_text(encoding="utf-8")
        opening, header, rest = text.split("+++\n", 2)
        header = re.sub(r"(?m)^precision = .*\n", "", header)
        if value is not None and made >= least:
            header = re.sub(r"(?m)^(status = .*\n)", lambda match: f"{match[1]}precision = {value:.2f}\n", header, count=1)
        changed = "+++\n".join((opening, header, rest))
        if changed != text:
            page.write_text(changed, encoding="utf-8")
            print(f"{page.parent.name}: {page.relative_to(QUERIES.parent)} written")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=pathlib.Path, help="folder of OWNER+NAME.json")
    parser.add_argument("--write", action="store_true", help="put the figures into the headers of the rules")
    parser.add_argument("--least", type=int, default=10, help="fewest judgments for a figure in a header")
    options = parser.parse_args()
    counts = count(options.reports)
    print(f"{'rule':34} {'judged':>6} {'made':>5} {'right':>5} {'arguable':>8} {'wrong':>5} {'precision':>9}")
    for rule, counter in sorted(counts.items()):
        made, value = precision(counter)
        figure = "-" if value is None else f"{value:.2f}"
        print(f"{rule:34} {counter['judged']:6} {made:5} {counter['right']:5} {counter['arguable']:8} {counter['wrong']:5} {figure:>9}")
    if options.write:
        write(counts, options.least)


if __name__ == "__main__":
    main()
