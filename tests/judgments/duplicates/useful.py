#!/usr/bin/env python3
"""How many of the judged pairs of duplicated code are worth a reader's time: right, and half of arguable."""

import json
from pathlib import Path


def share(pairs):
    worth = sum({"right": 1.0, "arguable": 0.5, "wrong": 0.0}[pair["verdict"]] for pair in pairs)
    return f"{worth / len(pairs):4.0%} of {len(pairs):3}" if pairs else "none"


print(f"{'':28}{'as drawn':>14}{'without tests':>16}")
drawn = []
for file in sorted(Path(__file__).parent.glob("*.jsonl")):
    pairs = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    drawn.append((file.stem, pairs))
for name, pairs in [*drawn, ("all", [pair for _, pairs in drawn for pair in pairs])]:
    print(f"{name:28}{share(pairs):>14}{share([pair for pair in pairs if not pair['tests']]):>16}")
