//! Names that modules do not hold: of the standard library in the versions that a project runs on, of the workspace, of
//! installed packages.

use crate::support::{Workspace, places};

const STDLIB: &str = "nonexistent-stdlib-attribute";
const PROJECT: &str = "unknown-project-name";

#[track_caller]
fn found(workspace: &Workspace, rule: &str) -> Vec<String> {
    places(&workspace.run(&["check", "--select", rule, "--format", "json"]).out, rule)
}

/// Names that Python's own lists of changes say were removed, by the version that has them no more.
/// From "Removed" in https://docs.python.org/3/whatsnew/3.9.html to 3.14.html.
const REMOVED: [(u8, &[&str]); 6] = [
    (
        9,
        &[
            "base64.encodestring",
            "base64.decodestring",
            "fractions.gcd",
            "sys.getcheckinterval",
            "sys.setcheckinterval",
        ],
    ),
    (
        10,
        &[
            "formatter",
            "parser",
            "symbol",
            "collections.Mapping",
            "collections.MutableMapping",
            "collections.Callable",
        ],
    ),
    (11, &["asyncio.coroutine", "binhex", "inspect.getargspec", "inspect.formatargspec", "binascii.b2a_hqx"]),
    (
        12,
        &[
            "asynchat",
            "asyncore",
            "imp",
            "smtpd",
            "distutils.core",
            "ssl.wrap_socket",
            "ssl.match_hostname",
            "locale.format",
            "pkgutil.ImpImporter",
            "sqlite3.OptimizedUnicode",
            "ssl.RAND_pseudo_bytes",
            "configparser.SafeConfigParser",
        ],
    ),
    (
        13,
        &[
            "aifc",
            "audioop",
            "cgi",
            "cgitb",
            "chunk",
            "crypt",
            "imghdr",
            "mailcap",
            "msilib",
            "nis",
            "nntplib",
            "ossaudiodev",
            "pipes",
            "sndhdr",
            "spwd",
            "sunau",
            "telnetlib",
            "uu",
            "xdrlib",
            "lib2to3",
            "locale.resetlocale",
            "webbrowser.MacOSX",
            "re.template",
            "unittest.makeSuite",
            "typing.io",
        ],
    ),
    (
        14,
        &[
            "ast.Num",
            "ast.Str",
            "ast.Bytes",
            "ast.NameConstant",
            "ast.Ellipsis",
            "asyncio.AbstractChildWatcher",
            "asyncio.FastChildWatcher",
            "asyncio.get_child_watcher",
            "pkgutil.get_loader",
            "pkgutil.find_loader",
            "pty.master_open",
            "pty.slave_open",
            "importlib.abc.ResourceReader",
        ],
    ),
];

#[test]
fn every_name_that_was_removed_is_found_when_the_oldest_supported_version_is_newer() {
    for (minor, names) in REMOVED {
        let code: String = names.iter().map(|path| line(path)).collect();
        let manifest = |minor: u8| format!("[project]\nname = \"a\"\nrequires-python = \">=3.{minor}\"\n");
        let after = Workspace::new(&[("pyproject.toml", &manifest(minor)), ("a.py", &code)]);
        let found_after = found(&after, STDLIB);
        let missed: Vec<&&str> = (1..)
            .zip(names)
            .filter(|(line, _)| !found_after.contains(&format!("a.py:{line}")))
            .map(|(_, name)| name)
            .collect();
        assert_eq!(missed, Vec::<&&str>::new(), "3.{minor}");
    }
}

/// An import of a module, or of a name from one.
fn line(path: &str) -> String {
    match path.rsplit_once('.') {
        Some((module, name)) => format!("from {module} import {name}\n"),
        None => format!("import {path}\n"),
    }
}

#[test]
fn what_an_older_version_still_has_is_left_alone_and_what_it_has_not_yet_is_said() {
    let workspace = Workspace::new(&[
        ("setup.cfg", "[metadata]\nname = a\n[options]\npython_requires = >=3.8\n"),
        (
            "a.py",
            "import asyncore\nfrom inspect import getargspec\nfrom functools import cache\nimport zoneinfo\n",
        ),
    ]);
    assert_eq!(found(&workspace, STDLIB), ["a.py:3", "a.py:4"]);
    // Where nothing says on what the code runs, versions are nobody's fault.
    let workspace = Workspace::new(&[(
        "a.py",
        "import asyncore\nfrom functools import cache\nimport os\nos.getcwdir()\n",
    )]);
    assert_eq!(found(&workspace, STDLIB), ["a.py:4"]);
}

#[test]
fn names_of_an_installed_package_are_read_and_never_run() {
    let site = ".venv/lib/python3.12/site-packages";
    let workspace = Workspace::new(&[
        ("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"requests\"]\n"),
        (
            "a.py",
            "from requests import gett, Session\nimport requests.models\nimport requests\n\nrequests.models.Reply()\nrequests.post('x')\n",
        ),
        (".venv/pyvenv.cfg", ""),
        (&format!("{site}/requests-2.0.dist-info/RECORD"), "requests/__init__.py,,\n"),
        (
            &format!("{site}/requests/__init__.py"),
            "from .api import get, post\nfrom .models import Session\nraise SystemExit('run')\n",
        ),
        (&format!("{site}/requests/api.py"), "def get(): ...\ndef post(): ...\n"),
        (&format!("{site}/requests/models.py"), "class Session: ...\nclass Response: ...\n"),
    ]);
    assert_eq!(found(&workspace, PROJECT), ["a.py:1", "a.py:5"]);
    let run = workspace.run(&["check", "--select", PROJECT]);
    assert!(run.out.contains("`gett` is not in `requests`; the nearest name there is `get`"), "{}", run.out);
}

#[test]
fn modules_that_a_build_writes_are_there() {
    let package = |manifest: (&str, &str)| {
        let workspace = Workspace::new(&[
            ("pyproject.toml", "[project]\nname = \"a\"\n"),
            manifest,
            ("src/a/__init__.py", ""),
            ("src/a/b.py", "from . import made\nfrom .made import version\nfrom a.invented import version\n"),
        ]);
        found(&workspace, PROJECT)
    };
    // What leads through a module that is not there is told with its first import.
    assert_eq!(package(("tox.ini", "[tox]\n")), ["src/a/b.py:1", "src/a/b.py:3"]);
    let told = [
        ("pyproject.toml", "[tool.hatch]\nbuild.hooks.vcs.version-file = \"src/a/made.py\"\n"),
        ("pyproject.toml", "[tool.hatch.build.targets.wheel.hooks.version]\npath = \"src/a/made.py\"\n"),
        ("pyproject.toml", "[tool.setuptools_scm]\nwrite_to = \"src/a/made.py\"\n"),
        // Relative to the folder of packages.
        ("pyproject.toml", "[tool.pdm.version]\nsource = \"scm\"\nwrite_to = \"a/made.py\"\n"),
        ("pyproject.toml", "[tool.versioningit.write]\nfile = \"src/a/made.py\"\n"),
        (
            "pyproject.toml",
            "[tool.poetry-dynamic-versioning.files.\"src/a/made.py\"]\npersistent-substitution = true\n",
        ),
        ("pyproject.toml", "[[tool.scikit-build.generate]]\npath = \"a/made.py\"\ntemplate = \"\"\n"),
        ("pyproject.toml", "[tool.coverage.run]\nomit = [\"*/a/made.py\"]\n"),
        ("pyproject.toml", "[tool.maturin]\nmodule-name = \"a.made\"\n"),
        ("pyproject.toml", "[[tool.setuptools-rust.ext-modules]]\ntarget = \"a.made\"\n"),
        ("pyproject.toml", "[[tool.setuptools.ext-modules]]\nname = \"a.made\"\nsources = []\n"),
        ("hatch.toml", "[build.hooks.vcs]\nversion-file = \"src/a/made.py\"\n"),
        ("setup.py", "setup(ext_modules=[\n    Extension(\n        'a.made',\n        ['made.c'])])\n"),
        ("setup.py", "setup(use_scm_version={'write_to': 'src/a/made.py'})\n"),
        (".gitignore", "/src/a/made.py\n"),
        ("src/.gitignore", "made*\n!made_by_hand.py\n"),
        ("meson.build", "py.extension_module('made', 'made.c', subdir: 'a')\n"),
    ];
    for manifest in told {
        assert_eq!(package(manifest), ["src/a/b.py:3"], "{manifest:?}");
    }
}
