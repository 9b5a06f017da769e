"""Adds to `import-names.txt` what real distributions provide.

    python3 import_names.py WHEEL-OR-SITE-PACKAGES...
    python3 import_names.py --index [NAME...]

Reads which files a wheel holds, or the RECORD of every `*.dist-info` in an environment's `site-packages`. With --index the
newest wheels of the named distributions, or of all in `popular-names.txt`, are asked for: only the list of files at
their end is fetched, one request for the release and one or two for the list.

A line of the table is an import and the distributions that provide it, those used most first. Only imports are listed whose
name is not their distribution's; of packages that several distributions share (`google`), the parts. What many
distributions have that share no word with it (`utils`, `src`) says nothing of any of them and is left out.
"""

import argparse
import concurrent.futures
import json
import re
import struct
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE / "import-names.txt"
POPULAR = HERE / "popular-names.txt"
INDEX = "https://pypi.org"
# Parts of these belong to different distributions.
SHARED = {"google", "azure", "zope", "jaraco", "backports", "opentelemetry", "sphinxcontrib", "ruamel", "airflow", "paste", "keras", "mpl_toolkits", "logilab", "oslo", "repoze", "plone", "collective", "snowflake", "flufl", "tencentcloud", "aliyun", "nvidia", "pulumi", "langchain", "llama_index", "dagster", "kfp", "odoo"}
# Folders beside the code, and names that a project of one's own has as likely as a distribution.
NOT_IMPORTED = set("""
    agent app apps archive automl auxiliary benches benchmarks bin book build build_backend build_tests build_tools build_utils
    catalog certs checker ci clear cli client clients commands common config configs conformance context contrib controllers
    core cpp cron dashboard data dataframe datastore demo deploy desktop dev development dist doc docs dummy e2e etc example
    example_projects exampleapp examples exceptions ext extension_templates external fabfile factories frameworks gateway gen
    generator geometry handlers helpers hooks include integrations interactive internal ir jupyter_notebooks lib lib64 logger main
    makemigrations manage menus models mysite newsfragments node_modules notebooks notes options physics playground plot
    plugin plugins polls profiling projects prompts queries recipes resources runner runtests runtime schemas schemavalidation
    scripts sdk secret serializer series server services settings setup share simulation source_dir src stages store studio
    system_tests targets telemetry_utils test test_project testapp testing tests tools transport troubleshooting types util
    utilities utility utils v2 vendor venv version views web __pycache__
""".split())
# An import that more have whose names share nothing with it, or each other, is nobody's own.
MOST_STRANGERS = 2
# The end of a wheel in which the list of its files mostly stands, in bytes.
END = 98_304


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def distribution_of(file_name):
    return file_name.split("-")[0]


def installed(place):
    """Distribution and the files it installs."""
    place = Path(place)
    if place.is_dir():
        for record in place.glob("*.dist-info/RECORD"):
            lines = record.read_text(errors="replace").splitlines()
            yield distribution_of(record.parent.name), [line.rsplit(",", 2)[0].strip('"') for line in lines]
    else:
        with zipfile.ZipFile(place) as wheel:
            yield distribution_of(place.name), wheel.namelist()


def released(name):
    """The same of the newest release that the index has; no files if it has no wheel."""
    release = json.loads(fetched(f"{INDEX}/pypi/{name}/json"))
    wheels = [file for file in release["urls"] if file["filename"].endswith(".whl")]
    if not wheels:
        return name, []
    wheel = min(wheels, key=lambda file: (not file["filename"].endswith("none-any.whl"), file["size"]))
    return name, listed(urllib.parse.urljoin(f"{INDEX}/simple/{name}/", wheel["url"]), wheel["size"])


def listed(url, size):
    """The names in a ZIP archive of so many bytes, by the list at its end."""
    end = fetched(url, f"bytes=-{min(size, END)}")
    place = end.rfind(b"PK\5\6")
    length, start = struct.unpack("<II", end[place + 12 : place + 20])
    before = start - (size - len(end))
    entries = end[before : before + length] if before >= 0 else fetched(url, f"bytes={start}-{start + length - 1}")
    names, at = [], 0
    while entries[at : at + 4] == b"PK\1\2":
        name, extra, comment = struct.unpack("<HHH", entries[at + 28 : at + 34])
        names.append(entries[at + 46 : at + 46 + name].decode(errors="replace"))
        at += 46 + name + extra + comment
    return names


def fetched(url, part=None):
    request = urllib.request.Request(url, headers={"Range": part} if part else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def imports(paths):
    for path in paths:
        parts = path.split("/")
        if parts[0].endswith((".dist-info", ".data")) or parts[0] in {"..", ""} or parts[0].split(".")[0] in NOT_IMPORTED:
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
        elif re.fullmatch(r"[A-Za-z]\w*", names[0]):
            yield names[0]


def is_akin(name, distribution):
    """Whether the two share a word, or one holds the other: `attr` and `attrs`."""
    plain = [re.sub(r"[-_.]", "", text.lower()) for text in (name, distribution)]
    words = set(re.split(r"[-_.]", name.lower())) & set(distribution.split("-"))
    return bool(words) or plain[0] in plain[1] or plain[1] in plain[0]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--index", action="store_true")
    arguments.add_argument("places", nargs="*")
    chosen = arguments.parse_args()
    if chosen.index:
        names = chosen.places or POPULAR.read_text().split()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            add(found for found in pool.map(tried, names) if found)
    else:
        add(found for place in chosen.places for found in installed(place))


def tried(name):
    try:
        return released(name)
    except (OSError, ValueError, KeyError, struct.error) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None


def add(found):
    """Adds distributions and the files they install to the table."""
    ranks = {name: rank for rank, name in enumerate(POPULAR.read_text().split())}
    provided = {normalized(distribution): sorted(set(imports(paths))) for distribution, paths in found}
    by_use = sorted(provided, key=lambda distribution: (ranks.get(distribution, len(ranks)), distribution))
    # What has a distribution of its name is that: others carry a copy along.
    of_own_name = {name for name in provided if name in map(normalized, provided[name])}
    providers = {}
    for distribution in by_use:
        for name in provided[distribution]:
            if len(name) > 1 and normalized(name) not in {distribution} | of_own_name:
                providers.setdefault(name, []).append(distribution)
    lines = TABLE.read_text().splitlines()
    head = [line for line in lines if line.startswith("#")]
    table = {name: known for name, *known in (line.split() for line in lines if line and not line.startswith("#"))}
    for name, distributions in providers.items():
        akin = [distribution for distribution in distributions if is_akin(name, distribution)]
        strangers = {distribution.split("-")[0] for distribution in distributions if distribution not in akin}
        known = table.setdefault(name, [])
        known += [one for one in (akin if len(strangers) > MOST_STRANGERS else distributions) if one not in known]
    lines = [f"{name} {' '.join(known)}" for name, known in sorted(table.items()) if known]
    TABLE.write_text("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
