"""Adds to `import-names.txt` what real distributions provide.

    python3 import_names.py WHEEL-OR-SITE-PACKAGES...

Reads the RECORD and top_level.txt of every `*.dist-info` in a wheel or in an environment's `site-packages`. A line of the
table is an import and the distributions that provide it, those used most first. Only imports are listed whose name
is not their distribution's; of packages that several distributions share (`google`), the parts.
"""

import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE / "import-names.txt"
# Parts of these belong to different distributions.
SHARED = {"google", "azure", "zope", "jaraco", "backports", "opentelemetry", "sphinxcontrib", "ruamel", "airflow", "paste", "keras", "mpl_toolkits", "logilab", "oslo", "repoze", "plone", "collective", "snowflake", "flufl", "tencentcloud", "aliyun", "nvidia", "pulumi", "langchain", "llama_index", "dagster", "kfp", "odoo"}
NOT_IMPORTED = {"tests", "test", "docs", "doc", "examples", "example", "benchmarks", "scripts", "bin", "share", "etc", "lib", "include", "data", "__pycache__"}


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def records(place):
    """Distribution and the files it installs."""
    place = Path(place)
    if place.is_dir():
        for record in place.glob("*.dist-info/RECORD"):
            yield record.parent.name.split("-")[0], record.read_text(errors="replace").splitlines()
    else:
        with zipfile.ZipFile(place) as wheel:
            for name in wheel.namelist():
                if name.endswith(".dist-info/RECORD"):
                    yield name.split("-")[0], wheel.read(name).decode(errors="replace").splitlines()


def imports(lines):
    for line in lines:
        path = line.rsplit(",", 2)[0].strip('"')
        parts = path.split("/")
        if parts[0].endswith((".dist-info", ".data")) or parts[0] in {"..", "", "__pycache__"} | NOT_IMPORTED:
            continue
        if not path.endswith((".py", ".so", ".pyd", ".pyi")):
            continue
        names = [part.split(".")[0] for part in parts]
        if len(names) > 1 and names[0] in SHARED:
            # As deep as the first package of its own.
            deep = 2
            while deep < len(names) - 1 and names[deep - 1] in {"cloud", "ai", "api", "providers", "mgmt", "instrumentation", "exporter", "proto"}:
                deep += 1
            if names[deep - 1] != "__init__":
                yield ".".join(names[:deep])
        elif all(re.fullmatch(r"[A-Za-z]\w*", name) for name in names[:1]):
            yield names[0]


def main():
    table = {}
    head = []
    for line in TABLE.read_text().splitlines():
        if line.startswith("#"):
            head.append(line)
        elif line:
            name, *distributions = line.split()
            table[name] = distributions
    for place in sys.argv[1:]:
        for distribution, lines in records(place):
            for name in sorted(set(imports(lines))):
                if normalized(name.replace(".", "-")) == normalized(distribution) or len(name) < 2:
                    continue
                known = table.setdefault(name, [])
                if normalized(distribution) not in known:
                    known.append(normalized(distribution))
    table = {name: known for name, known in table.items() if "." in name or known != [normalized(name)]}
    lines = [f"{name} {' '.join(distributions)}" for name, distributions in sorted(table.items())]
    TABLE.write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
