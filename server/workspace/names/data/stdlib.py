"""Makes `stdlib.txt`: the names of Python's standard library, when each came and when it went.

    python3 stdlib.py --stubs OLD/typeshed:8-13 --stubs NEW/typeshed:10-14 --interpreter python3.8 ...

`--stubs` is a typeshed folder (mypy, pyright and jedi ship one) and the minor versions of Python 3 for which it speaks;
later ones win. Interpreters, oldest first, add public names that no stub mentions: what a module happens to import, what
is put into it at run time. Only names of modules are listed, all platforms together.

A line is a module, then its names. `name+9` is there since 3.9, `name-12` until 3.12, where it is gone; a name without
a mark is there in every version. The same marks stand behind modules.
"""

import argparse
import ast
import json
import subprocess
from pathlib import Path

FIRST, LAST = 8, 14
HERE = Path(__file__).parent

# Names of other implementations.
ELSEWHERE = {"sys": ["pypy_version_info", "pypy_translation_info", "pypy_find_executable", "getandroidapilevel"]}

RUNTIME = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
found = {"": sorted(getattr(sys, "stdlib_module_names", ()))}
for name in json.load(sys.stdin):
    if name.split(".")[-1] in {"this", "antigravity", "__main__", "idlelib", "turtledemo"}:
        continue
    try:
        module = importlib.import_module(name)
    except BaseException:
        continue
    found[name] = [key for key in dir(module) if not key.startswith("_")]
print(json.dumps(found))
"""


class Stub:
    """The names of one stub in one version."""

    def __init__(self, library, module, version):
        self.library, self.module, self.version = library, module, version
        self.names, self.imported, self.exported = set(), set(), None
        self.read(library.tree(module).body)
        if self.exported is not None:
            self.names |= {name for name in self.exported}

    def holds(self, test):
        """Whether the condition holds; None if that depends on the platform."""
        if isinstance(test, ast.BoolOp):
            values = [self.holds(value) for value in test.values]
            if isinstance(test.op, ast.And):
                return False if False in values else None if None in values else True
            return True if True in values else None if None in values else False
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            value = self.holds(test.operand)
            return None if value is None else not value
        if isinstance(test, ast.Compare) and ast.unparse(test.left) == "sys.version_info":
            wanted = ast.literal_eval(test.comparators[0])[:2]
            here = (3, self.version)[: len(wanted)]
            return {
                ast.GtE: here >= wanted, ast.Lt: here < wanted, ast.Gt: here > wanted,
                ast.LtE: here <= wanted, ast.Eq: here == wanted, ast.NotEq: here != wanted,
            }[type(test.ops[0])]
        return None

    def read(self, body):
        for node in body:
            if isinstance(node, ast.If):
                value = self.holds(node.test)
                if value is not False:
                    self.read(node.body)
                if value is not True:
                    self.read(node.orelse)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.names.add(node.name)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.assign(target.id, node.value)
                    elif isinstance(target, ast.Tuple):
                        self.names |= {part.id for part in target.elts}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self.assign(node.target.id, node.value)
            elif isinstance(node, ast.AugAssign) and ast.unparse(node.target) == "__all__":
                self.export(node.value)
            elif isinstance(node, ast.TypeAlias) if hasattr(ast, "TypeAlias") else False:
                self.names.add(node.name.id)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname == alias.name:
                        self.names.add(alias.name)
            elif isinstance(node, ast.ImportFrom):
                self.import_from(node)
            elif isinstance(node, ast.Try):
                self.read(node.body)

    def assign(self, name, value):
        if name == "__all__":
            self.exported = set()
            self.export(value)
        else:
            self.names.add(name)

    def export(self, value):
        self.exported = self.exported or set()
        if isinstance(value, (ast.List, ast.Tuple)):
            self.exported |= {part.value for part in value.elts if isinstance(part, ast.Constant)}
        elif isinstance(value, ast.Attribute):
            module = ast.unparse(value.value)
            self.exported |= self.library.names(module, self.version)

    def import_from(self, node):
        base = self.module.split(".")
        if node.level:
            drop = node.level - (1 if self.library.is_package(self.module) else 0)
            base = base[: len(base) - drop] if drop else base
            module = ".".join(base + ([node.module] if node.module else []))
        else:
            module = node.module
        for alias in node.names:
            if alias.name == "*":
                self.names |= {name for name in self.library.names(module, self.version) if name[0] != "_"}
            elif alias.asname == alias.name or node.level and module == self.module:
                self.names.add(alias.name)


class Library:
    def __init__(self, folder, versions):
        folder = Path(folder)
        self.folder = folder / "stdlib" if (folder / "stdlib").is_dir() else folder
        first, last = versions.split("-")
        self.versions = range(int(first), int(last) + 1)
        self.trees, self.known = {}, {}
        self.limits = {}
        for line in (self.folder / "VERSIONS").read_text().splitlines():
            line = line.split("#")[0].strip()
            if line:
                module, span = line.split(":")
                first, _, last = span.strip().partition("-")
                self.limits[module] = (first.strip(), last.strip())

    def path(self, module):
        path = self.folder.joinpath(*module.split("."))
        return path / "__init__.pyi" if path.is_dir() else path.with_suffix(".pyi")

    def is_package(self, module):
        return self.folder.joinpath(*module.split(".")).is_dir()

    def tree(self, module):
        if module not in self.trees:
            path = self.path(module)
            self.trees[module] = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
        return self.trees[module]

    def modules(self, version):
        for path in sorted(self.folder.rglob("*.pyi")):
            parts = path.relative_to(self.folder).with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if not module or module.split(".")[0] in {"_typeshed", "typing_extensions"}:
                continue
            if self.has(module, version):
                yield module

    def has(self, module, version):
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            first, last = self.limits.get(".".join(parts[:end]), ("3.0", ""))
            number = lambda text: tuple(int(part) for part in text.split("."))
            if number(first) > (3, version) or last and number(last) < (3, version):
                return False
        return True

    def names(self, module, version):
        key = (module, version)
        if key not in self.known:
            self.known[key] = set()
            self.known[key] = Stub(self, module, version).names
        return self.known[key]


def mark(versions):
    present = sorted(versions)
    text = "" if present[0] <= FIRST else f"+{present[0]}"
    return text + ("" if present[-1] >= LAST else f"-{present[-1] + 1}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stubs", action="append", required=True)
    parser.add_argument("--interpreter", action="append", default=[])
    said = parser.parse_args()
    there = {}
    for text in said.stubs:
        folder, versions = text.rsplit(":", 1)
        library = Library(folder, versions)
        for version in library.versions:
            # What an older stub says of this version is out of date.
            for names in there.values():
                for known in names.values():
                    known.discard(version)
            for module in library.modules(version):
                names = there.setdefault(module, {})
                names.setdefault("", set()).add(version)
                for name in library.names(module, version):
                    names.setdefault(name, set()).add(version)
    modules = sorted(there)
    for module in modules:
        if "." in module:
            parent, _, name = module.rpartition(".")
            there[parent].setdefault(name, set()).update(there[module][""])
    of_stubs = {module: set(names) for module, names in there.items()}
    for interpreter in said.interpreter:
        run = subprocess.run([interpreter, "-c", RUNTIME], input=json.dumps(modules), capture_output=True, text=True)
        version = int(subprocess.run([interpreter, "-c", "import sys; print(sys.version_info[1])"], capture_output=True, text=True).stdout)
        for module, names in json.loads(run.stdout.splitlines()[-1]).items():
            if module == "":
                # Modules of which no stub says anything: they are there, and that is all.
                for name in [*names, "test"]:
                    if name not in of_stubs:
                        there[name] = {"": set(range(FIRST, LAST + 1))}
                continue
            for name in names:
                # The newest interpreter speaks for the versions after it, but not of names that stubs know better.
                is_newest = interpreter == said.interpreter[-1] and name not in of_stubs[module]
                last = LAST if is_newest else version
                there[module].setdefault(name, set()).update(range(version, last + 1))
    for module, names in ELSEWHERE.items():
        for name in names:
            there[module].setdefault(name, set()).update(there[module][""])
    lines = []
    for module in sorted(there):
        names = there[module]
        versions = names.pop("")
        if not versions:
            continue
        own = sorted(name for name in names if names[name] and (not name.startswith("_") or name.startswith("__")))
        # A mark that the module has already need not be on its names.
        marks = [name + (mark(names[name]) if names[name] != versions else "") for name in own]
        lines.append(" ".join([module + mark(versions), *marks]))
    head = [line for line in (HERE / "stdlib.txt").read_text().splitlines() if line.startswith("#")]
    (HERE / "stdlib.txt").write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
