//! Packages that do not exist, are not declared, or are not the ones that were meant.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use thinktwice::judge::{Options, Review};
use thinktwice_engine::document::Document;

use crate::support::{Workspace, places};

const FAMILY: [&str; 4] = ["check", "--select", "dependencies", "--format"];

/// What a run says of each of these rules, as `path:line`.
fn found(workspace: &Workspace, rules: &[&str]) -> Vec<String> {
    let report = workspace.run(&[&FAMILY[..], &["json"]].concat()).out;
    let mut found: Vec<String> = rules.iter().flat_map(|rule| places(&report, rule)).collect();
    found.sort();
    found
}

const UNKNOWN: &str = "unknown-package";
const UNDECLARED: &str = "undeclared-dependency";
const LOOKALIKE: &str = "lookalike-package";

/// Names as models make them up: whole inventions, two real names joined, slips, names of npm.
const INVENTED: [&str; 40] = [
    "flask_jwt_easyauth",
    "pandas_autoclean_toolkit",
    "quickvalidate_schema",
    "llm_prompt_sanitizer_pro",
    "asyncbatcherx",
    "torch_autotune_helper",
    "secure_config_vault",
    "dataframe_diffing",
    "fastapi_ratelimitly",
    "smart_retry_engine",
    "sqlalchemy_easy_audit_log",
    "pydantic_yaml_settings_loader",
    "redis_flask_cache_manager",
    "numpy_pandas_bridge",
    "django_fastapi_adapter_kit",
    "boto3_s3_easy_sync",
    "requests_async_session_pool",
    "celery_redis_dashboard_pro",
    "scikit_torch_pipeline",
    "openai_langchain_bridge_utils",
    "matplotlib_seaborn_themes_plus",
    "aiohttp_requests_compat_layer",
    "pytest_django_fixture_factory",
    "kafka_celery_bridge_worker",
    "reqeusts",
    "pandsa",
    "numppy",
    "beautifulsuop4",
    "matplotlb",
    "tensorflwo",
    "sqlachemy",
    "djagno",
    "flaskk_cors",
    "pilllow",
    "lodash",
    "axios",
    "dotenv_expand",
    "mongoose",
    "nodemailer",
    "socket_io_client",
];

#[test]
fn names_that_models_make_up_are_all_found() {
    let code: String = INVENTED.iter().map(|name| format!("import {name}\n")).collect();
    let workspace = Workspace::new(&[
        ("requirements.txt", "requests\nflask\nnumpy\npandas\nredis\ncelery\n"),
        ("shop/__init__.py", ""),
        ("shop/main.py", &code),
    ]);
    let found = found(&workspace, &[UNKNOWN, UNDECLARED, LOOKALIKE]);
    let missed: Vec<&str> = (1..)
        .zip(INVENTED)
        .filter(|(line, _)| !found.contains(&format!("shop/main.py:{line}")))
        .map(|(_, name)| name)
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}

#[test]
fn a_project_that_tests_work_on_may_want_anything() {
    let project = "[build-system]\nrequires = [\"flask-jwt-easyauth\"]\n[project]\nname = \"made-up\"\ndependencies = [\"quickvalidate-schema\"]\n";
    let workspace = Workspace::new(&[
        ("pyproject.toml", project),
        ("tests/data/sample/pyproject.toml", project),
        ("tests/requirements.txt", "flask-jwt-easyauth\n"),
    ]);
    let found = found(&workspace, &[UNKNOWN]);
    assert_eq!(found, ["pyproject.toml:2", "pyproject.toml:5", "tests/requirements.txt:1"]);
}

#[test]
fn what_is_declared_by_the_name_of_its_import_has_another_one() {
    let workspace = Workspace::new(&[("requirements.txt", "yaml==6.0.1\n"), ("main.py", "import yaml\n")]);
    let text = workspace.run(&["check", "--select", UNKNOWN]).out;
    assert!(text.contains("did you mean `pyyaml`"), "{text}");
}

#[test]
fn what_is_named_after_a_service_may_bring_a_module_of_another_name() {
    let manifest = |declared: &str| {
        format!("[project]\nname = \"shop\"\ndependencies = [\"{declared}\"]\n").into_bytes()
    };
    let workspace = Workspace::new(&[("shop.py", "import plaidstack.analytics\n")]);
    workspace.write("pyproject.toml", &manifest("plaid-python == 2.0.2"));
    assert_eq!(found(&workspace, &[UNKNOWN]), [""; 0]);
    workspace.write("pyproject.toml", &manifest("requests"));
    assert_eq!(found(&workspace, &[UNKNOWN]), ["shop.py:1"]);
}

#[test]
fn a_distribution_for_a_version_brings_what_it_is_named_after() {
    let is_known = |requirement: &str| {
        let workspace = Workspace::new(&[
            ("requirements.txt", requirement),
            ("shop/__init__.py", ""),
            ("shop/main.py", "import frobnikatlib\n"),
        ]);
        !found(&workspace, &[UNKNOWN, UNDECLARED, LOOKALIKE]).contains(&"shop/main.py:1".to_owned())
    };
    assert!(is_known("frobnikatlib3k\n") && is_known("frobnikatlib34\n"));
    assert!(!is_known("requests\n") && !is_known("frobnikatlib3000\n"));
}

#[test]
fn what_a_virtual_environment_holds_is_known_and_says_who_brings_it() {
    let files = [
        ("pyproject.toml", "[project]\nname = \"shop\"\ndependencies = [\"acme-platform\"]\n"),
        ("shop/__init__.py", ""),
        ("shop/main.py", "import acme\nimport acme_inner\nimport surely_absent_thing_xyz\n"),
        (".venv/pyvenv.cfg", ""),
        (".venv/lib/python3.12/site-packages/acme/__init__.py", ""),
        (".venv/lib/python3.12/site-packages/acme_platform-1.0.dist-info/RECORD", "acme/__init__.py,,\n"),
        (".venv/lib/python3.12/site-packages/acme_inner/__init__.py", ""),
        (".venv/lib/python3.12/site-packages/deep_parts-2.0.dist-info/RECORD", "acme_inner/__init__.py,,\n"),
    ];
    let workspace = Workspace::new(&files);
    assert_eq!(found(&workspace, &[UNKNOWN]), ["shop/main.py:3"]);
    assert_eq!(found(&workspace, &[UNDECLARED]), ["shop/main.py:2"]);
    let run = workspace.run(&["check", "--select", UNDECLARED]);
    assert!(run.out.contains("no manifest declares `deep-parts`"), "{}", run.out);
    assert!(run.out.contains("it is installed because something else needs it"), "{}", run.out);
}

#[test]
fn each_manifest_format_declares() {
    let code = "import requests\n";
    let manifests = [
        ("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"requests>=2\"]\n"),
        (
            "pyproject.toml",
            "[project]\nname = \"a\"\n[project.optional-dependencies]\nweb = [\"requests\"]\n",
        ),
        ("pyproject.toml", "[project]\nname = \"a\"\n[dependency-groups]\nweb = [\"requests\"]\n"),
        (
            "pyproject.toml",
            "[tool.poetry]\nname = \"a\"\n[tool.poetry.dependencies]\npython = \"^3.9\"\nrequests = \"^2\"\n",
        ),
        (
            "pyproject.toml",
            "[tool.poetry]\nname = \"a\"\n[tool.poetry.group.web.dependencies]\nrequests = \"^2\"\n",
        ),
        ("requirements.txt", "# all\nrequests[socks] >= 2 ; python_version > '3'\n"),
        ("requirements/base.txt", "requests\n"),
        ("setup.cfg", "[metadata]\nname = a\n[options]\ninstall_requires =\n    requests>=2\n"),
        ("setup.py", "from setuptools import setup\nsetup(name='a', install_requires=['requests>=2'])\n"),
        ("Pipfile", "[packages]\nrequests = \"*\"\n"),
        ("environment.yml", "dependencies:\n  - python=3.12\n  - requests=2.31\n"),
    ];
    for (path, text) in manifests {
        let workspace = Workspace::new(&[(path, text), ("app/main.py", code)]);
        assert_eq!(found(&workspace, &[UNDECLARED]), Vec::<String>::new(), "{path}: {text}");
        let other = text.replace("requests", "flask");
        let workspace = Workspace::new(&[(path, &other), ("app/main.py", code)]);
        assert_eq!(found(&workspace, &[UNDECLARED]), ["app/main.py:1"], "{path}: {other}");
    }
}

#[test]
fn lock_files_say_what_something_else_brings_in() {
    let locks = [
        ("uv.lock", "version = 1\n[[package]]\nname = \"requests\"\nversion = \"2\"\n"),
        ("poetry.lock", "[[package]]\nname = \"requests\"\nversion = \"2\"\n"),
        ("pdm.lock", "[[package]]\nname = \"requests\"\nversion = \"2\"\n"),
        ("pylock.toml", "[[packages]]\nname = \"requests\"\nversion = \"2\"\n"),
        ("Pipfile.lock", "{\"default\": {\"requests\": {\"version\": \"==2\"}}}"),
    ];
    for (path, text) in locks {
        let manifest = ("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"flask>=3\"]\n");
        let workspace = Workspace::new(&[manifest, (path, text), ("app/main.py", "import requests\n")]);
        let run = workspace.run(&["check", "--select", UNDECLARED]);
        assert!(
            run.out.contains("the lock file has it because something else needs it"),
            "{path}: {}",
            run.out
        );
    }
}

#[test]
fn a_broken_manifest_is_one_problem_and_everything_else_works() {
    let workspace = Workspace::new(&[
        ("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"flask\"]\n[tool.\n"),
        ("app/main.py", "import flask\nimport surely_invented_package_name\n"),
        // It may stand in the part that was not read.
        ("app/other.py", "import requests\n"),
    ]);
    let run = workspace.run(&["check", "--select", "dependencies"]);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(run.err.contains("pyproject.toml:4: read in part only: "), "{}", run.err);
    assert_eq!(found(&workspace, &[UNKNOWN, UNDECLARED]), ["app/main.py:2"]);
}

const SHOP: &str = "[project]\nname = \"shop\"\ndependencies = [\"flask>=3\"]\n";

#[test]
fn what_many_files_import_is_said_once_a_project_with_the_other_places() {
    let workspace = Workspace::new(&[
        ("shop/pyproject.toml", SHOP),
        ("shop/shop/a.py", "import flask\nimport requests\n"),
        ("shop/shop/b.py", "import requests.adapters\n"),
        ("shop/shop/c.py", "from requests import get\nimport surely_absent_thing_xyz\n"),
        ("shop/shop/d.py", "import surely_absent_thing_xyz\n"),
        ("shop/tests/test_a.py", "import requests\n"),
        ("web/requirements.txt", "flask\n"),
        ("web/main.py", "import requests\n"),
    ]);
    assert_eq!(found(&workspace, &[UNKNOWN]), ["shop/shop/c.py:2"]);
    assert_eq!(found(&workspace, &[UNDECLARED]), ["shop/shop/a.py:2", "web/main.py:1"]);
    let run = workspace.run(&["check", "--select", UNDECLARED]);
    let said = "`requests` is imported here and in 2 other files, but no manifest declares `requests`";
    assert!(run.out.contains(said), "{}", run.out);
    assert!(run.out.contains("also imported in b.py"), "{}", run.out);

    // Who asks about one file is told of it.
    let run = workspace.run(&["check", "shop/shop/c.py", "--select", UNDECLARED, "--format", "json"]);
    assert_eq!(places(&run.out, UNDECLARED), ["shop/shop/c.py:1"]);

    // One answer is the project's answer.
    let answered =
        "import flask\nimport requests  # thinktwice: allow undeclared-dependency -- the image has it\n";
    workspace.write("shop/shop/a.py", answered.as_bytes());
    assert_eq!(found(&workspace, &[UNDECLARED]), ["web/main.py:1"]);
}

#[test]
fn a_crate_says_once_what_its_files_use_undeclared() {
    let workspace = Workspace::new(&[
        ("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n"),
        ("src/lib.rs", "mod words;\nuse regex::Regex;\n\npub fn word() -> Option<Regex> {\n    None\n}\n"),
        ("src/words.rs", "use regex::Captures;\nuse std::fs;\n"),
    ]);
    assert_eq!(found(&workspace, &[UNDECLARED]), ["src/lib.rs:2"]);
}

#[test]
fn what_is_said_of_imports_follows_the_imports_of_other_files() {
    let start = [
        ("pyproject.toml", SHOP),
        ("shop/a.py", "import requests\n"),
        ("shop/b.py", "import flask\n"),
        ("shop/c.py", "import os\n\nimport requests\n"),
    ];
    let workspace = Workspace::new(&start);
    let open = || {
        let (review, problems) = Review::open(vec![workspace.root()], Options::default());
        assert_eq!(problems, []);
        review.index(&review.files(), 2, &|_, _| {}, &AtomicBool::new(false));
        review
    };
    let review = open();
    let said = |review: &Review| -> BTreeMap<String, Vec<String>> {
        let files = review.known_files().into_iter();
        let said = files.map(|path| {
            let findings = review.findings(&path).into_iter().filter(|it| it.rule.family == "dependencies");
            let lines = findings.map(|finding| format!("{} {:?}", finding.message, finding.related));
            (path.strip_prefix(workspace.root()).unwrap().display().to_string(), lines.collect())
        });
        said.collect()
    };
    // What a server shows, which asks again for the files that an edit is said to touch.
    let mut shown = said(&review);
    let steps: [(&str, Option<&str>); 9] = [
        ("shop/b.py", Some("import flask\nimport requests\n")),
        ("shop/a.py", Some("\n\"\"\"Said at length.\"\"\"\nimport requests\n")),
        ("shop/a.py", Some("def late():\n    import requests\n")),
        ("shop/d.py", Some("import requests\n")),
        ("shop/d.py", None),
        ("shop/a.py", Some("import requests\nimport surely_absent_thing_xyz\n")),
        ("shop/b.py", Some("import surely_absent_thing_xyz\n")),
        ("shop/b.py", Some("try:\n    import surely_absent_thing_xyz\nexcept ImportError:\n    pass\n")),
        ("shop/c.py", Some("import os\n")),
    ];
    for (name, text) in steps {
        let path = workspace.root().join(name);
        let touched = match text {
            Some(text) => {
                workspace.write(name, text.as_bytes());
                let mut document = Document::new(review.language_of(&path).unwrap(), text);
                document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
                review.check_document(&path, &document, None, None).touched
            }
            None => {
                std::fs::remove_file(&path).unwrap();
                review.remove(&path)
            }
        };
        let fresh = said(&open());
        shown.retain(|file, _| fresh.contains_key(file));
        let now = said(&review);
        for file in touched.iter().chain([&path]) {
            let file = file.strip_prefix(workspace.root()).unwrap().display().to_string();
            shown.extend(now.get(&file).map(|said| (file, said.clone())));
        }
        assert_eq!(shown, fresh, "after {name} became {text:?}");
    }
}

#[test]
fn the_names_of_folders_above_the_workspace_say_nothing() {
    let open = [("tests/shop/requirements.txt", "numpy\n"), ("tests/shop/shop/main.py", "import numpy\n")];
    let workspace = Workspace::new(&open);
    let wildcards = |folder: &str| {
        let arguments = ["check", folder, "--all", "--select", "wildcard-version", "--format", "json"];
        places(&workspace.run(&arguments).out, "wildcard-version")
    };
    assert_eq!(wildcards("tests/shop"), ["tests/shop/requirements.txt:1"]);
    workspace.write("main.py", b"");
    assert_eq!(wildcards("."), Vec::<String>::new());
}
