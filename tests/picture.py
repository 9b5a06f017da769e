"""Draws the README's picture from what the command prints on the sample project.

    pip install rich
    python tests/picture.py target/release/thinktwice tests/sample/terminal.svg
"""

import os
import re
import subprocess
import sys

from rich.console import Console
from rich.text import Text

program, picture = sys.argv[1:]
arguments = ["check", "--all", "tests/sample/shop/orders.py", "tests/sample/shop/reports.py"]
shown = subprocess.run(
    [program, *arguments],
    env={**os.environ, "CLICOLOR_FORCE": "1", "COLUMNS": "110"},
    capture_output=True,
    text=True,
    check=False,
)
if shown.returncode != 1:
    sys.exit(shown.stderr)
blocks = shown.stdout.split("\n\n")
with open(os.devnull, "w", encoding="utf-8") as nowhere:
    console = Console(record=True, width=110, file=nowhere)
    console.print(Text(f"$ thinktwice {' '.join(arguments)}", style="bold"))
    console.print(Text.from_ansi("\n\n".join(blocks[:6])))
    console.print(Text("…"))
    drawn = console.export_svg(title="thinktwice")
# The picture must not load a font from anywhere; the viewer's own monospace one will do.
drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
with open(picture, "w", encoding="utf-8") as file:
    file.write(drawn)
