#!/usr/bin/env python3
"""Packs a built binary for those who install without Rust: a wheel, packages of npm, a Debian package.

    packaging/pack.py BINARY OUT [--platform linux-x64|linux-arm64|darwin-x64|darwin-arm64|win32-x64|win32-arm64]

Needs nothing but Python, and dpkg-deb for the Debian package (made for Linux only). The same packages come from the same binary.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text())
VERSION = PACKAGE["workspace"]["package"]["version"]
HOME = PACKAGE["workspace"]["package"]["repository"]
ABOUT = PACKAGE["package"]["description"]
LICENSES = ["LICENSE-MIT", "LICENSE-APACHE"]
LATEST_DATE = (1980, 1, 1, 0, 0, 0)

# Platform of npm -> tag of a wheel (glibc's version is read from the binary), architecture of Debian.
PLATFORMS = {
    "linux-x64": ("manylinux_{glibc}_x86_64", "amd64"),
    "linux-arm64": ("manylinux_{glibc}_aarch64", "arm64"),
    "darwin-x64": ("macosx_10_12_x86_64", None),
    "darwin-arm64": ("macosx_11_0_arm64", None),
    "win32-x64": ("win_amd64", None),
    "win32-arm64": ("win_arm64", None),
}


def wheel_tag(platform, binary):
    tag = PLATFORMS[platform][0]
    if "{glibc}" not in tag:
        return tag
    needed = [tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", binary)]
    if not needed:  # A static binary runs on both C libraries.
        machine = tag.rsplit("}_")[1]
        return f"manylinux_2_17_{machine}.musllinux_1_1_{machine}"
    major, minor = max([*needed, (2, 17)])
    return tag.format(glibc=f"{major}_{minor}")


def wheel(binary, platform, name, out):
    tag = wheel_tag(platform, binary)
    info = f"thinktwice-{VERSION}.dist-info"
    metadata = (
        f"Metadata-Version: 2.4\nName: thinktwice\nVersion: {VERSION}\nSummary: {ABOUT}\n"
        f"License-Expression: MIT OR Apache-2.0\nProject-URL: Source, {HOME}\nRequires-Python: >=3.8\n"
        "Description-Content-Type: text/markdown\n\n" + (ROOT / "README.md").read_text()
    )
    about = f"Wheel-Version: 1.0\nGenerator: thinktwice\nRoot-Is-Purelib: false\n"
    about += "".join(f"Tag: py3-none-{part}\n" for part in tag.split("."))
    files = {
        f"thinktwice-{VERSION}.data/scripts/{name}": (binary, 0o755),
        f"{info}/METADATA": (metadata.encode(), 0o644),
        f"{info}/WHEEL": (about.encode(), 0o644),
        **{f"{info}/licenses/{file}": ((ROOT / file).read_bytes(), 0o644) for file in LICENSES},
    }
    record = ""
    for path, (content, _) in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = ((record + f"{info}/RECORD,,\n").encode(), 0o644)
    target = out / f"thinktwice-{VERSION}-py3-none-{tag}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, (content, mode) in files.items():
            entry = zipfile.ZipInfo(path, LATEST_DATE)
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target


def npm_archive(target, files):
    with tarfile.open(target, "w:gz", compresslevel=9) as archive:
        for path, (content, mode) in files.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size, entry.mode = len(content), mode
            archive.addfile(entry, io.BytesIO(content))
    return target


def npm(binary, platform, name, out):
    """One package for the platform, and the one that people name, which picks among those."""
    system, processor = platform.split("-")
    shared = {"version": VERSION, "license": "MIT OR Apache-2.0", "repository": HOME}
    own = {"name": f"@thinktwice-dev/{platform}", **shared, "os": [system], "cpu": [processor]}
    main = {
        "name": "thinktwice",
        **shared,
        "description": ABOUT,
        "bin": {"thinktwice": "thinktwice.js"},
        "optionalDependencies": {f"@thinktwice-dev/{known}": VERSION for known in PLATFORMS},
    }
    texts = {file: ((ROOT / file).read_bytes(), 0o644) for file in LICENSES}
    start = (ROOT / "packaging/npm/thinktwice.js").read_bytes()
    return [
        npm_archive(
            out / f"thinktwice-{platform}-{VERSION}.tgz",
            {"package.json": (json.dumps(own, indent=2).encode(), 0o644), f"bin/{name}": (binary, 0o755), **texts},
        ),
        npm_archive(
            out / f"thinktwice-{VERSION}.tgz",
            {
                "package.json": (json.dumps(main, indent=2).encode(), 0o644),
                "thinktwice.js": (start, 0o755),
                "README.md": ((ROOT / "README.md").read_bytes(), 0o644),
                **texts,
            },
        ),
    ]


def debian(path, architecture, out):
    """With the manual and the completions, which the binary itself writes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        for place in ("DEBIAN", "usr/bin", "usr/share/doc/thinktwice", "usr/share/bash-completion/completions"):
            (root / place).mkdir(parents=True)
        (root / "usr/share/zsh/vendor-completions").mkdir(parents=True)
        binary = root / "usr/bin/thinktwice"
        shutil.copyfile(path, binary)
        binary.chmod(0o755)
        subprocess.run([path, "man", root / "usr/share/man/man1"], check=True)
        for shell, place in (
            ("bash", "usr/share/bash-completion/completions/thinktwice"),
            ("zsh", "usr/share/zsh/vendor-completions/_thinktwice"),
        ):
            said = subprocess.run([path, "completions", shell], check=True, capture_output=True)
            (root / place).write_bytes(said.stdout)
        licenses = "\n\n".join((ROOT / file).read_text() for file in LICENSES)
        (root / "usr/share/doc/thinktwice/copyright").write_text(licenses)
        needed = re.findall(rb"GLIBC_(\d+)\.(\d+)", binary.read_bytes())
        major, minor = max([tuple(map(int, found)) for found in needed] or [(2, 17)])
        size = sum(file.stat().st_size for file in root.rglob("*") if file.is_file()) // 1024
        (root / "DEBIAN/control").write_text(
            f"Package: thinktwice\nVersion: {VERSION}-1\nArchitecture: {architecture}\nSection: devel\n"
            f"Priority: optional\nInstalled-Size: {size}\nHomepage: {HOME}\n"
            + (f"Depends: libc6 (>= {major}.{minor}), libgcc-s1\n" if needed else "")
            + f"Recommends: git\nMaintainer: thinktwice <thinktwice@users.noreply.github.com>\nDescription: {ABOUT}\n"
        )
        target = out / f"thinktwice_{VERSION}-1_{architecture}.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "--build", root, target], check=True, stdout=subprocess.DEVNULL)
        return target


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--platform", choices=PLATFORMS, default="linux-x64")
    said = arguments.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    name = "thinktwice.exe" if said.platform.startswith("win32") else "thinktwice"
    binary = said.binary.read_bytes()
    made = [wheel(binary, said.platform, name, said.out), *npm(binary, said.platform, name, said.out)]
    architecture = PLATFORMS[said.platform][1]
    if architecture and shutil.which("dpkg-deb"):
        made.append(debian(said.binary.resolve(), architecture, said.out))
    for path in made:
        print(f"{path.stat().st_size / 1e6:6.1f} MB  {path}")


if __name__ == "__main__":
    main()
