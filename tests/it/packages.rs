//! Packages that do not exist, are not declared, or are not the ones that were meant.

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
    ]);
    let run = workspace.run(&["check", "--select", "dependencies"]);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(run.err.contains("pyproject.toml:4: read in part only: "), "{}", run.err);
    assert_eq!(found(&workspace, &[UNKNOWN, UNDECLARED]), ["app/main.py:2"]);
}
