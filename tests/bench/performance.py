#!/usr/bin/env python3
"""Measures thinktwice beside ruff, ast-grep and jscpd, on the same files in one run, and prints a Markdown table.

    tests/bench/performance.py [--profile release] [--install] [--update] [--only PART,...]

Parts: typing, scan, duplicates, workspace, instructions. --install fetches peers and corpora into target/bench (by pip);
without it, what is not there is left out. --update writes the tables into docs/performance.md. Linux only: CPU time
comes from its clocks. CPU times and ratios can be compared between machines; wall times need a machine at rest.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tarfile
import time
from pathlib import Path

from lsp import Document, Server

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "target" / "bench"
PAGE = ROOT / "docs" / "performance.md"
# What pip asks to say what a source package is; without isolation it takes those that are there.
BUILDERS = ["setuptools", "wheel"]
PACKAGES = ["ruff==0.17.6", "ast-grep-cli==0.51.1", "jscpd==5.4.2"]
# Sources of Python: 158,000 lines in Django's own package, a million with all of these.
SOURCES = ["Django==5.2", "sympy==1.13.3", "ansible-core==2.18.1"]
LENGTHS = [661, 5_000, 20_000]
KINDS = ["typing", "paste", "delete", "undo", "quote", "brace"]
# No names: who types behind one of these breaks the item around it, which is what `quote` and `brace` are there for.
KEYWORDS = {
    "assert", "async", "break", "class", "const", "continue", "def", "elif", "else", "enum", "except", "finally", "for",
    "from", "impl", "import", "let", "loop", "match", "mod", "mut", "not", "pass", "pub", "raise", "return", "static",
    "struct", "super", "trait", "try", "type", "unsafe", "use", "where", "while", "with", "yield",
}  # fmt: skip


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--profile", default="release")
    arguments.add_argument("--install", action="store_true")
    arguments.add_argument("--update", action="store_true")
    arguments.add_argument("--only", default="typing,scan,duplicates,workspace,instructions")
    chosen = arguments.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    if chosen.install:
        install()
    shell("cargo", "build", "--locked", "--quiet", "--profile", chosen.profile)
    bench = Bench(chosen.profile)
    known = [typing, scan, duplicates, workspace, instructions]
    parts = {part.__name__: part for part in known}
    text = "\n".join(parts[name](bench) for name in chosen.only.split(","))
    print(text)
    if chosen.update:
        update(text)


class Bench:
    """The programs and the corpora that are there."""

    def __init__(self, profile):
        self.profile = profile
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        self.own = str(target / ("debug" if profile == "dev" else profile) / "thinktwice")
        self.ruff = found("ruff")
        self.ast_grep = found("ast-grep")
        self.jscpd = found("jscpd")
        self.corpus = BENCH / "corpus"
        repository(self.corpus)
        self.django = next(self.corpus.glob("[Dd]jango-*"), None)

    def floor(self, what, *paths):
        """Seconds of CPU that parsing alone takes, by path."""
        command = ["cargo", "bench", "--locked", "--quiet", "--profile", self.profile, "--bench", "floor", "--", what]
        said = shell(*command, *map(str, paths))
        return {path: float(seconds) for seconds, path in (line.split(" ", 1) for line in said.splitlines())}


def install():
    python = BENCH / "venv" / "bin" / "python"
    if not python.exists():
        shell(sys.executable, "-m", "venv", str(BENCH / "venv"))
    shell(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *BUILDERS, *PACKAGES)
    corpus = BENCH / "corpus"
    for source in SOURCES:
        name, version = source.split("==")
        if any(corpus.glob(f"*-{version}")):
            continue
        packed = BENCH / "packed"
        download = [str(python), "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation"]
        shell(*download, "--no-binary", ":all:", "--dest", str(packed), source)
        archive = next(path for path in packed.iterdir() if path.name.endswith(f"-{version}.tar.gz"))
        with tarfile.open(archive) as files:
            files.extractall(corpus, filter="data")


def found(program):
    here = BENCH / "venv" / "bin" / program
    return str(here) if here.exists() else shutil.which(program)


def shell(*command, cwd=ROOT):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def typing(bench):
    """From a keystroke to its diagnostics."""
    rows = []
    for suffix in (".py", ".rs"):
        for length in LENGTHS:
            text = document_of(bench, suffix, length)
            if text is None:
                continue
            # A project of its own: beside a longer part of the same text each function would have a copy.
            path = path_for_typing(suffix, length)
            folder = path.parent
            repository(folder, path.name, text)
            servers = {"thinktwice": [bench.own, "lsp"]}
            if bench.ruff and suffix == ".py":
                servers["ruff"] = [bench.ruff, "server"]
            if bench.ast_grep:
                servers["ast-grep"] = [bench.ast_grep, "lsp", "-c", str(rules_of_ast_grep(folder))]
            measured = {name: edits(command, folder, path) for name, command in servers.items()}
            floor = 1e3 * bench.floor("edit", path)[str(path)]
            for name, figures in measured.items():
                rows.append([path.name, name, *figures, ratio(measured, name, 0), ratio(measured, name, 6)])
            rows.append([path.name, "parsing alone", *[""] * 6, f"{floor:.2f}", *[""] * 6])
    head = [
        "file", "", *KINDS, "CPU", "p99", "start", "publishes", "MB", "wall / own", "CPU / own",
    ]  # fmt: skip
    says = (
        "Milliseconds from an edit to its diagnostics, as a client sees them (medians; `CPU` is the server's own time for "
        "an edit, `p99` of two hundred keys). `start`: from starting the process to the first diagnostics. `publishes`: "
        "after a burst of forty keys. `MB`: resident with the file open. The last columns are ratios to thinktwice."
    )
    return table("Typing", says, head, rows)


def path_for_typing(suffix, length):
    return BENCH / "typing" / f"lines{length}{suffix[1:]}" / f"lines{length}{suffix}"


def repository(folder, name=None, text=""):
    """A repository of its own, with a file committed: `target`, in which it is, is ignored by this one."""
    folder.mkdir(parents=True, exist_ok=True)
    shell("git", "init", "--quiet", str(folder))
    if name:
        (folder / name).write_text(text)
        who = ["-c", "user.name=thinktwice", "-c", "user.email=thinktwice@example.org"]
        shell("git", "add", name, cwd=folder)
        shell("git", *who, "commit", "--quiet", "--allow-empty", "--message", "What is typed into", cwd=folder)


def document_of(bench, suffix, length):
    """A text of so many lines: files of the corpus, one after another."""
    if suffix == ".py":
        files = sorted((bench.django / "django" / "db").rglob("*.py")) if bench.django else []
    else:
        metadata = json.loads(shell("cargo", "metadata", "--locked", "--format-version", "1"))
        folders = {package["name"]: Path(package["manifest_path"]).parent for package in metadata["packages"]}
        files = [path for name in ("rayon", "regex-automata") if name in folders for path in sorted(folders[name].rglob("*.rs"))]
    lines = []
    for path in files:
        text = path.read_text().split("\n")
        # The sources of Rust's packages have inner attributes only at their beginning.
        lines += [line for line in text if not line.startswith(("#!", "from __future__", "//!"))]
        if len(lines) >= length:
            return "\n".join(lines[:length]) + "\n"
    return None


def rules_of_ast_grep(folder):
    """Thirty-five patterns as ast-grep has them, about what ours look for."""
    rules = folder / "rules"
    if not rules.exists():
        rules.mkdir(parents=True)
        python = """raise $A|raise $A from $B|assert $A == $A|assert True|eval($A)|exec($A)|print($A)|open($A)|
            $A.execute(f"$B")|subprocess.run($A, shell=True)|os.system($A)|hashlib.md5($A)|pickle.loads($A)|
            yaml.load($A)|requests.get($A)|time.sleep($A)|random.random()|def $F($A=[]): $$$B|datetime.now()|
            tempfile.mktemp()|raise Exception($A)|return None|pass|while True: $$$B|lambda $A: $B"""
        rust = """$A.unwrap()|$A.expect($B)|let _ = $A;|panic!($A)|todo!()|unsafe { $$$B }|$A.clone()|
            println!($$$A)|std::process::exit($A)|loop { $$$B }"""
        for language, patterns in (("python", python), ("rust", rust)):
            for number, pattern in enumerate(re.split(r"\|\s*", patterns)):
                rule = {"id": f"{language}-{number}", "language": language, "message": "m", "severity": "warning"}
                rule["rule"] = {"pattern": pattern.strip()}
                (rules / f"{language}{number}.yml").write_text(json.dumps(rule))
    config = folder / "sgconfig.yml"
    config.write_text('{"ruleDirs": ["rules"]}')
    return config


def edits(command, root, path):
    """Medians by kind of edit, and the other figures of a row."""
    state = BENCH / "state"
    shutil.rmtree(state, ignore_errors=True)
    server = Server(command, root, {"XDG_STATE_HOME": str(state), "XDG_CACHE_HOME": str(state)})
    document = Document(server, path, path.read_text())
    document.open()
    start = time.perf_counter() - server.begun
    time.sleep(1)
    wall = {kind: [] for kind in KINDS}
    cpu = []

    def edit(kind, *change):
        before = server.cpu()
        wall[kind].append(document.edit(*change))
        cpu.append(server.cpu() - before)
        # A person sees the diagnostics before the next key.
        time.sleep(0.012)

    opened = '"""' if path.suffix == ".py" else '"'
    for part in range(5):
        line, column = place_for_typing(document, (part + 0.5) / 5)
        # Of forty keys the slowest would stand for the hundredth part.
        for _ in range(5):
            for number, letter in enumerate("_newname"):
                edit("typing", (line, column + number), (line, column + number), letter)
            for number in reversed(range(8)):
                edit("undo", (line, column + number), (line, column + number + 1), "")
        top = next(at for at in range(line, -1, -1) if re.match(r"\S", document.lines[at]) or at == 0)
        block = "\n".join(document.lines[40:80]) + "\n"
        edit("paste", (top, 0), (top, 0), block)
        edit("delete", (top, 0), (top + 40, 0), "")
        for kind, text in (("quote", opened), ("brace", "{")):
            edit(kind, (top, 0), (top, 0), text)
            edit(kind, (top, 0), (top, len(text)), "")
    line, column = place_for_typing(document, 0.37)
    publishes = server.publishes
    for number in range(40):
        begun = document.edit((line, column + number), (line, column + number), "x", waits=False)
        time.sleep(0.008)
    document.shown(begun)
    publishes = server.publishes - publishes
    memory = server.memory()
    server.stop()
    # One that publishes without versions may have shown an older text.
    typed = sorted(wall["typing"])
    medians = [f"{1e3 * statistics.median(wall[kind]):.1f}" for kind in KINDS]
    return [
        *medians, f"{1e3 * statistics.median(cpu):.1f}", f"{1e3 * typed[int(len(typed) * 0.99)]:.1f}", f"{1e3 * start:.0f}",
        str(publishes), f"{memory:.0f}",
    ]  # fmt: skip


def place_for_typing(document, part):
    """The end of a name in the middle of a statement."""
    begin = int(len(document.lines) * part)
    for line in range(begin, len(document.lines)):
        match = re.match(r"\s+(?:return |self\.|let |if )?([a-z_]{3,})", document.lines[line])
        if match and match[1] not in KEYWORDS:
            return line, match.end()
    return begin, 0


def ratio(measured, name, column):
    if name == "thinktwice":
        return ""
    return f"{float(measured[name][column]) / max(float(measured['thinktwice'][column]), 0.01):.1f}"


def scan(bench):
    """Whole folders by the command: cold, warm, and after one file has changed: for readers only, and for other code."""
    if bench.django is None:
        return ""
    rows = []
    # A project of its own: of a part of a project the rest is read, too.
    alone = BENCH / "alone"
    repository(alone)
    shutil.copytree(bench.django / "django", alone / "django", dirs_exist_ok=True)
    for name, folder in (("django/", alone), ("all sources", bench.corpus)):
        lines = sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))
        cache = BENCH / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        own = [bench.own, "check", "--all", "--quiet", "--fail-on", "never", "--format", "json", str(folder)]
        environment = {"XDG_CACHE_HOME": str(cache), "RUFF_CACHE_DIR": str(cache / "ruff")}
        changed = next(path for path in sorted(folder.rglob("query.py")))
        text = changed.read_text()
        commands = {"thinktwice": own}
        if bench.ruff:
            ruff = [bench.ruff, "check", "--isolated", "--exit-zero", "--quiet", "--select"]
            commands["ruff"] = [*ruff, "E,F,B,S,SIM,C4,PL,RUF,UP,BLE,TRY,ARG,ERA,PT,T20,FBT,A,N", str(folder)]
        results = {}
        for program, command in commands.items():
            cold, warm = measure(command, environment), measure(command, environment)
            results[program] = [cold, warm]
            for added in ("\n# changed\n", "\n\ndef changed(rows):\n    return list(rows)\n"):
                changed.write_text(text + added)
                results[program].append(measure(command, environment))
            changed.write_text(text)
        results["thinktwice"].append(of_a_change(bench, folder, changed, environment))
        if bench.ast_grep:
            config = rules_of_ast_grep(bench.corpus)
            results["ast-grep"] = [measure([bench.ast_grep, "scan", "-c", str(config), "--json=stream", str(folder)], {})]
        floor = bench.floor("scan", folder)[str(folder)]
        base = results["thinktwice"][0]
        for program, runs in results.items():
            shown = [f"{wall:.2f} / {cpu:.2f}" for wall, cpu, _ in runs]
            rows.append([
                f"{name}, {lines:,} lines", program, *shown, *[""] * (5 - len(shown)), f"{max(run[2] for run in runs):.0f}",
                "" if program == "thinktwice" else f"{runs[0][1] / base[1]:.2f}", f"{runs[0][1] / floor:.2f}",
            ])  # fmt: skip
        rows.append([f"{name}, {lines:,} lines", "parsing alone", f"- / {floor:.2f}", "", "", "", "", "", "", "1.00"])
    head = [
        "folder", "", "cold", "again", "a comment added", "a function added", "a change", "MB", "CPU / own", "CPU / parsing",
    ]  # fmt: skip
    says = (
        "Seconds of wall and of CPU. `cold`: without a cache of its own (the system has read the files before). "
        "`a change`: a comment was added, and `--diff HEAD` asks about that alone; elsewhere all findings of all files are "
        "written. ast-grep keeps no cache. `MB`: the most that was resident."
    )
    return table("Scanning", says, head, rows)


def duplicates(bench):
    """Code that stands twice, in whole folders."""
    if bench.django is None:
        return ""
    rows = []
    folders = (
        ("Python's own library with its tests", standard_library()),
        ("Django with its tests", bench.django),
        ("the same, nothing named as a test", without_test_names(bench.django)),
        ("all sources", bench.corpus),
    )
    for name, folder in folders:
        if folder is None:
            continue
        lines = sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))
        cache = BENCH / "cache"
        environment = {"XDG_CACHE_HOME": str(cache)}
        results = {}
        for options in ([], ["--tests"]):
            shutil.rmtree(cache, ignore_errors=True)
            own = [bench.own, "duplicates", *options, str(folder)]
            results[" ".join(["thinktwice duplicates", *options])] = [measure(own, environment), measure(own, environment)]
        if bench.jscpd:
            silent = [bench.jscpd, "--silent", "--reporters", "silent", "--format", "python"]
            results["jscpd --similarity=0.7"] = [measure([*silent, "--similarity=0.7", str(folder)], {})]
            results["jscpd"] = [measure([*silent, str(folder)], {})]
        floor = bench.floor("scan", folder)[str(folder)]
        base = results["thinktwice duplicates"][0]
        for program, runs in results.items():
            shown = [f"{wall:.2f} / {cpu:.2f}" for wall, cpu, _ in runs]
            rows.append([
                f"{name}, {lines:,} lines", f"`{program}`", *shown, *[""] * (2 - len(shown)), f"{max(run[2] for run in runs):.0f}",
                "" if runs[0] is base else f"{runs[0][1] / base[1]:.2f}", f"{runs[0][1] / floor:.2f}",
            ])  # fmt: skip
    head = ["folder", "", "cold", "again", "MB", "CPU / own", "CPU / parsing"]
    says = (
        "Seconds of wall and of CPU. With `--similarity` jscpd compares syntax trees, too, of all files but those of tests; thinktwice "
        "leaves tests out without `--tests`. Where no name says that a file holds tests, both compare the trees of all of them. jscpd "
        "keeps no cache."
    )
    return table("Duplicates", says, head, rows)


def standard_library():
    """A copy of what the Python that runs this brought along; None where its tests are a package of their own."""
    library = Path(sysconfig.get_path("stdlib"))
    if not (library / "test" / "test_os.py").exists() and not (library / "test" / "test_os").exists():
        return None
    copy = BENCH / "library"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(library, copy, ignore=shutil.ignore_patterns("site-packages", "__pycache__"))
    return copy


def without_test_names(folder):
    """A copy of a folder in which no file or folder has `test` in its name."""
    copy = BENCH / "untold"
    shutil.rmtree(copy, ignore_errors=True)
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).parts
        target = copy.joinpath(*(part.replace("test", "tzst").replace("Test", "Tzst") for part in parts))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return copy


def of_a_change(bench, folder, changed, environment):
    """What `check --diff HEAD` takes where one file differs from the last commit."""
    who = ["-c", "user.name=thinktwice", "-c", "user.email=thinktwice@example.org", "-c", "gc.auto=0"]
    shell("git", "add", "--all", cwd=folder)
    shell("git", *who, "commit", "--quiet", "--message", "What is changed", cwd=folder)
    text = changed.read_text()
    own = [bench.own, "check", "--diff", "HEAD", "--quiet", "--fail-on", "never", "--format", "json", str(folder)]
    # Once for what is kept of all files, once for what is kept of these.
    for added in ("\n# first\n", "\n# changed\n"):
        changed.write_text(text + added)
        measured = measure(own, environment)
    changed.write_text(text)
    # Without a commit as before: what else is measured is not a change.
    shell("git", "update-ref", "-d", "HEAD", cwd=folder)
    return measured


def measure(command, environment):
    """Wall and CPU seconds and most megabytes of a command."""
    subprocess.run(["sync"], check=True)
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: ended with {process.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def workspace(bench):
    """A server in the largest folder: when it answers, and how it answers while it reads the rest."""
    if bench.django is None:
        return ""
    state = BENCH / "state"
    shutil.rmtree(state, ignore_errors=True)
    lines = sum(path.read_bytes().count(b"\n") for path in bench.corpus.rglob("*.py"))
    rows = []
    for name in ("first start", "second start"):
        environment = {"XDG_STATE_HOME": str(state), "XDG_CACHE_HOME": str(state)}
        server = Server([bench.own, "lsp"], bench.corpus, environment)
        path = bench.django / "django" / "db" / "models" / "query.py"
        document = Document(server, path, path.read_text())
        document.open()
        first = time.perf_counter() - server.begun
        hovers, actions = [], []
        number = 0
        while server.indexed is None and time.perf_counter() - server.begun < 300:
            number += 1
            line = 97 * number % len(document.lines)
            hovers.append(document.ask("textDocument/hover", line, 0))
            actions.append(document.ask("textDocument/codeAction", line, 0))
            time.sleep(0.02)
        indexed = (server.indexed or time.perf_counter()) - server.begun
        # What tests reach is found once the index is complete, so that no key has to wait for it.
        time.sleep(8)
        memory = server.memory()
        before = server.cpu()
        time.sleep(5)
        idle = (server.cpu() - before) / 5
        server.stop()
        per_line = memory * 2**20 / lines
        rows.append([
            name, f"{1e3 * first:.0f}", f"{indexed:.1f}", high(hovers), high(actions), f"{memory:.0f}", f"{per_line:.0f}",
            f"{100 * idle:.1f}",
        ])  # fmt: skip
    head = ["", "first diagnostics, ms", "index complete, s", "hover p95, ms", "code action p95, ms", "MB", "bytes a line", "idle, % of a core"]  # fmt: skip
    says = f"The server in a workspace of {lines:,} lines. Hovers and code actions are asked for while it is indexed."
    return table("A large workspace", says, head, rows)


def high(times):
    return f"{1e3 * sorted(times)[int(len(times) * 0.95)]:.1f}" if times else "-"


def instructions(bench):
    """What does not depend on what else the machine does."""
    if shutil.which("valgrind") is None:
        return ""
    inputs = {"start (`rules list`)": ["rules", "list"]}
    for suffix in (".py", ".rs"):
        path = path_for_typing(suffix, 5_000)
        if path.exists():
            inputs[f"check of 5,000 lines ({suffix})"] = ["check", "--all", "--jobs", "1", "--fail-on", "never", str(path)]
    rows = []
    for name, arguments in inputs.items():
        state = {**os.environ, "XDG_CACHE_HOME": str(BENCH / "none"), "XDG_STATE_HOME": str(BENCH / "none")}
        shutil.rmtree(BENCH / "none", ignore_errors=True)
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", bench.own, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=state)
        counted = re.search(r"Collected : (\d+)", done.stderr)
        rows.append([name, f"{int(counted[1]) / 1e6:,.0f}" if counted else "-"])
    says = "Counted by valgrind's callgrind, so that a change for the worse is seen on a busy machine, too."
    return table("Instructions", says, ["input", "million instructions"], rows)


def table(title, says, head, rows):
    lines = [f"### {title}", "", says, "", "| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def update(text):
    page = PAGE.read_text()
    begin, end = "<!-- figures: made by tests/bench/performance.py -->\n", "<!-- end of figures -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    commit = shell("git", "rev-parse", "--short", "HEAD").strip()
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    made = (
        f"Commit {commit}, {datetime.date.today()}, {os.cpu_count()} cores ({model[1] if model else platform.machine()}), "
        f"{memory:.0f} GB, {platform.system()} {platform.release().split('-')[0]}; load {os.getloadavg()[1]:.1f}.\n\n"
    )
    PAGE.write_text(f"{before}{begin}{made}{text}{end}{after}")


if __name__ == "__main__":
    main()
