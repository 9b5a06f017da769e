//! What is kept on disk between runs: it makes them shorter and never other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use super::support::{Run, Workspace, run};

/// Longer than files may change without a sign in their metadata.
const SETTLED: Duration = Duration::from_millis(2_200);

/// A workspace in which one file alone, two files together, declared tests and manifests all have something to say.
fn workspace() -> Workspace {
    let body = "    total = 0\n    for row in rows:\n        if row.kind == \"paid\":\n            total += row.amount * \
                row.rate\n        elif row.kind == \"open\":\n            total -= row.fee\n        else:\n            \
                total += row.rest\n    return round(total, 2)\n";
    let swallow =
        "def read(path):\n    try:\n        return open(path).read()\n    except Exception:\n        pass\n";
    Workspace::new(&[
        ("pyproject.toml", "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"requests\"]\n"),
        ("shop/__init__.py", ""),
        (
            "shop/bills.py",
            &format!("import os\n\n\ndef sum_bills(rows):\n{body}\n\n{swallow}\nprint(os.pathh)\n"),
        ),
        (
            "shop/orders.py",
            &format!(
                "from shop.bills import sum_bils\nimport attrs_helper_x\n\n\ndef sum_orders(rows):\n{body}"
            ),
        ),
        (
            "tests/test_bills.py",
            "from shop.bills import sum_bills\n\n\ndef test_sum():\n    assert sum_bills([]) == 0\n",
        ),
        (
            "src/lib.rs",
            "#[cfg(test)]\nmod helpers;\n\npub fn load(path: &str) -> String {\n    std::fs::read_to_string(path).unwrap()\n}\n",
        ),
        (
            "src/helpers.rs",
            "pub fn make(path: &str) -> String {\n    std::fs::read_to_string(path).unwrap()\n}\n",
        ),
    ])
}

fn check(workspace: &Workspace) -> String {
    let run = workspace.run(&["check", "--all", "--format", "json"]);
    assert!(run.code < 2, "{}", run.err);
    run.out
}

/// The same without a cache.
fn check_anew(workspace: &Workspace) -> String {
    workspace.run(&["check", "--all", "--format", "json", "--no-cache"]).out
}

/// How many of how many files the doctor has from the cache.
fn known(workspace: &Workspace) -> (usize, usize) {
    let said = workspace.run(&["doctor"]).out;
    let line = said.lines().find(|line| line.starts_with("cache")).unwrap_or_else(|| panic!("{said}"));
    let words: Vec<&str> = line.rsplit_once("knew ").unwrap().1.split(' ').collect();
    (words[0].parse().unwrap(), words[2].parse().unwrap())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Files of the cache that hold something about the workspace.
fn entries(workspace: &Workspace) -> Vec<PathBuf> {
    let mut files = files(workspace.cache());
    files.retain(|path| !path.ends_with("CACHEDIR.TAG"));
    files
}

#[test]
fn warm_cold_and_uncached_runs_say_the_same_whatever_changed() {
    let workspace = workspace();
    let cold = check(&workspace);
    for rule in ["swallowed-exception", "duplicate-function", "nonexistent-stdlib-attribute"] {
        assert!(cold.contains(rule), "the workspace has something to say about {rule}: {cold}");
    }
    let same = |what: &str| {
        let anew = check_anew(&workspace);
        assert_eq!(check(&workspace), anew, "{what}");
        assert_eq!(check(&workspace), anew, "{what}, once more");
    };
    same("nothing");
    std::thread::sleep(SETTLED);
    same("nothing, and metadata count");
    workspace.write("shop/orders.py", b"def sum_orders(rows):\n    return len(rows)\n");
    same("the twin of a duplicate");
    workspace.write("shop/more.py", workspace.read("shop/bills.py").as_bytes());
    same("a new file");
    fs::remove_file(workspace.root().join("tests/test_bills.py")).unwrap();
    same("the test is gone");
    workspace.write("src/lib.rs", workspace.read("src/lib.rs").replace("#[cfg(test)]\n", "").as_bytes());
    same("a module that was test code");
    workspace.write(
        "pyproject.toml",
        workspace.read("pyproject.toml").replace("requests", "attrs_helper_x").as_bytes(),
    );
    same("a dependency");
    workspace.write("attrs_helper_x/__init__.pyc", b"");
    same("a module that is not under review");
    workspace.write("shop/more.py", b"from shop import version, tables\n");
    workspace.write(".gitignore", b"# what the build writes\n");
    same("two modules that are nowhere");
    std::thread::sleep(SETTLED);
    same("they still are");
    workspace.write(".gitignore", b"shop/version.py\nshop/tables.py\n");
    same("the build writes them");
    workspace.write(
        "thinktwice.toml",
        b"[rules]\nswallowed-exception = \"error\"\nduplicate-function = \"off\"\n",
    );
    same("the configuration");
    fs::create_dir_all(workspace.root().join(".thinktwice/rules/no-print")).unwrap();
    same("an empty rule");
}

#[test]
fn what_an_edit_does_to_other_files_is_said_from_the_cache_too() {
    let workspace = workspace();
    let helper = |name: &str, last: &str| {
        format!(
            "import csv\n\n\ndef {name}(path, limit):\n    rows = csv.reader(open(path))\n    kept = sorted(rows, key=len)\n    print(len(kept))\n    \
             return {last}\n"
        )
    };
    for number in 0..40 {
        workspace.write(
            &format!("shop/part{number}.py"),
            format!("def part_{number}(x):\n    return x + {number}\n").as_bytes(),
        );
    }
    workspace.write("shop/tables.py", helper("load_rows", "kept[:limit]").as_bytes());
    let same = |what: &str| {
        assert_eq!(check(&workspace), check_anew(&workspace), "{what}");
        check(&workspace)
    };
    let bills = workspace.read("shop/bills.py");
    let orders = workspace.read("shop/orders.py");
    assert!(same("at first").contains("duplicate-function"));
    // The finding in the other file names this line.
    workspace.write("shop/orders.py", format!("# the orders\n{orders}").as_bytes());
    same("the twin stands elsewhere");
    workspace.write("shop/orders.py", orders.replace("sum_orders", "add_orders").as_bytes());
    same("the twin has another name");
    workspace.write("shop/orders.py", orders.replace("round(total, 2)", "int(total)").as_bytes());
    same("the twin differs");
    workspace.write(
        "shop/orders.py",
        orders.replace("def sum_orders(rows):\n", "def test_sum(rows):\n").as_bytes(),
    );
    same("the twin is called a test");
    workspace.write("shop/orders.py", b"x = 1\n");
    same("the twin is gone");
    workspace.write("shop/part7.py", orders.as_bytes());
    same("there is another twin");
    workspace.write("shop/part8.py", helper("load_all_rows", "list(kept)").as_bytes());
    same("another way to write a helper");
    workspace.write("shop/part8.py", helper("part_8", "list(kept)").as_bytes());
    same("it has another name");
    workspace.write("shop/bills.py", bills.replace("def sum_bills", "def add_bills").as_bytes());
    same("what a test imports has another name");
    for path in ["shop/part7.py", "shop/part8.py"] {
        fs::remove_file(workspace.root().join(path)).unwrap();
    }
    same("two files are gone");
    workspace.write("src/lib.rs", workspace.read("src/lib.rs").replace("#[cfg(test)]\n", "").as_bytes());
    same("a module is no test code any more");
}

/// A change of a text: what stands there, what comes in its place.
type Edit = (&'static str, &'static str, &'static str, &'static str);

/// Edits one after the other, each of a file of [`with_all_sorts`].
const EDITS: [Edit; 25] = [
    ("everything moves", "shop/bills.py", "import os", "# bills\nimport os"),
    ("a comment in a body", "shop/bills.py", "    total = 0", "    # nothing yet\n    total = 0"),
    ("a literal of a copy", "shop/bills.py", "round(total, 2)", "round(total, 3)"),
    ("the end of a file", "shop/prices.py", "    return gross\n", "    return gross\n\n# the end\n"),
    ("a statement more", "shop/prices.py", "    gross = net", "    rate = 1\n    gross = net"),
    (
        "a call of what nobody knows",
        "shop/prices.py",
        "    gross = net",
        "    len(str(net))\n    gross = net",
    ),
    ("a call of a function", "shop/prices.py", "    gross = net", "    lone(net)\n    gross = net"),
    ("the call goes away", "shop/prices.py", "    lone(net)\n", "    pass\n"),
    ("a caller that no test reaches", "shop/far.py", "    a = x", "    lone(x)\n    a = x"),
    ("a test reaches it", "tests/test_prices.py", "    assert gross(1)", "    far(1)\n    assert gross(1)"),
    ("a test checks nothing", "tests/test_prices.py", "    assert gross(1) == 1", "    gross(1)"),
    ("a helper checks it", "tests/test_prices.py", "    gross(1)", "    check_price(gross(1))"),
    ("the helper moves", "tests/helpers.py", "def check", "import json\n\n\ndef check"),
    ("the helper does not check", "tests/helpers.py", "    assert price", "    print(price)"),
    ("a parameter has another name", "shop/prices.py", "def gross(net, tax=0)", "def gross(net, vat=0)"),
    ("no function of this name", "shop/far.py", "def far(", "def farther("),
    ("a name that is not there", "shop/far.py", "    a = x", "    a = prices.nett(x)"),
    ("it is there", "shop/prices.py", "def lone", "def nett(x):\n    return x\n\n\ndef lone"),
    ("something is deprecated", "shop/prices.py", "def gross", "@warnings.deprecated(\"no\")\ndef gross"),
    (
        "another import",
        "shop/far.py",
        "from shop import prices",
        "from shop import prices\nimport attrs_helper_x",
    ),
    ("the import moves", "shop/far.py", "from shop", "# far\nfrom shop"),
    (
        "a method of Rust",
        "src/shapes.rs",
        "fn area(&self) -> u32 {",
        "fn area(&self) -> u32 {\n        let _ = self.side();",
    ),
    (
        "a trait",
        "src/shapes.rs",
        "impl Square",
        "impl Default for Square {\n    fn default() -> Square {\n        Square(1)\n    }\n}\n\nimpl Square",
    ),
    ("a name of the package", "shop/__init__.py", "", "total = 1\n"),
    ("a declared test", "src/lib.rs", "#[cfg(test)]\nmod helpers;", "mod helpers;"),
];

/// The same with calls that lead from file to file, so that edits of one have a say in what is said of others.
fn with_all_sorts() -> Workspace {
    let workspace = workspace();
    let files = [
        (
            "shop/prices.py",
            "import warnings\n\n\ndef gross(net, tax=0):\n    gross = net + tax\n    if gross < 0:\n        raise ValueError(net)\n    \
             return gross\n\n\ndef lone(x):\n    a = x + 1\n    b = a + 1\n    c = b + 1\n    return c\n\n\ndef near(x):\n    a = x * 2\n    \
             b = a * 2\n    c = b * 2\n    return c\n",
        ),
        (
            "shop/far.py",
            "from shop import prices\nfrom shop.prices import gross, lone, near\n\n\ndef far(x):\n    a = x\n    b = gross(a, tax=2)\n    \
             c = near(b)\n    return c\n",
        ),
        // Names taken by a longer path than what is imported, and from inside of the package.
        ("shop/deep.py", "import shop\n\nprint(shop.prices.nett)\n"),
        ("shop/inside.py", "from . import total\n\nprint(total)\n"),
        ("tests/helpers.py", "def check_price(price):\n    assert price > 0\n"),
        (
            "tests/test_prices.py",
            "from shop.far import far\nfrom shop.prices import gross\nfrom tests.helpers import check_price\n\n\n\
             def test_gross():\n    assert gross(1) == 1\n",
        ),
        (
            "src/shapes.rs",
            "pub struct Square(u32);\n\nimpl Square {\n    pub fn side(&self) -> u32 {\n        self.0\n    }\n\n    \
             pub fn area(&self) -> u32 {\n        let side = self.0;\n        let area = side * side;\n        \
             println!(\"{area}\");\n        area\n    }\n}\n",
        ),
    ];
    files.iter().for_each(|(path, text)| workspace.write(path, text.as_bytes()));
    workspace
}

#[test]
fn an_edit_of_any_kind_is_said_from_the_cache_as_without_it() {
    let workspace = with_all_sorts();
    workspace.git(&["init", "-q"]);
    workspace.commit_at(1_700_000_000, "all");
    let ways = [["check", "--format", "json", "--all"], ["check", "--format", "json", "--diff=HEAD"]];
    let same = |what: &str, way: usize| {
        let anew = workspace.run(&[&ways[way][..], &["--no-cache"]].concat()).out;
        assert_eq!(workspace.run(&ways[way]).out, anew, "{what}: {:?}", ways[way]);
    };
    same("at first", 0);
    same("at first", 1);
    // From here on metadata of folders count.
    std::thread::sleep(SETTLED);
    for (number, (what, path, old, new)) in EDITS.into_iter().enumerate() {
        let text = workspace.read(path);
        assert!(text.contains(old), "{what}");
        // Editors save in either way.
        let saved = if number % 2 == 0 { path.to_owned() } else { format!("{path}~") };
        workspace.write(&saved, text.replacen(old, new, 1).as_bytes());
        fs::rename(workspace.root().join(&saved), workspace.root().join(path)).unwrap();
        same(what, number / 2 % 2);
    }
}

#[test]
fn a_file_is_parsed_once_and_then_when_it_changes() {
    let workspace = workspace();
    check(&workspace);
    assert_eq!(known(&workspace), (6, 6));
    // Written again and no other: the text counts.
    workspace.write("shop/bills.py", workspace.read("shop/bills.py").as_bytes());
    assert_eq!(known(&workspace), (6, 6));
    workspace.write("shop/bills.py", b"x = 1\n");
    assert_eq!(known(&workspace), (5, 6));
    assert_eq!(known(&workspace), (6, 6));
    workspace.run(&["check", "--select", "bare-except"]);
    assert_eq!(known(&workspace), (6, 6), "another question has entries of its own");
    workspace.write("thinktwice.toml", b"cache = \"off\"\n");
    assert!(workspace.run(&["doctor"]).out.contains("switched off"));
    assert_eq!(check(&workspace), check_anew(&workspace));
}

#[test]
fn an_edit_within_the_same_moment_is_seen() {
    let workspace = workspace();
    for number in 0..20 {
        let text = format!("import os\nprint(os.path{number:02})\n");
        workspace.write("shop/bills.py", text.as_bytes());
        let said = check(&workspace);
        assert!(said.contains(&format!("path{number:02}")), "{number}: {said}");
    }
}

#[test]
fn duplicates_and_tests_answer_from_the_cache_as_without_it() {
    let workspace = workspace();
    for command in [&["duplicates", "--format", "json"][..], &["tests", "--format", "json"]] {
        let anew = workspace.run(&[command, &["--no-cache"]].concat()).out;
        assert_eq!(workspace.run(command).out, anew);
        assert_eq!(workspace.run(command).out, anew);
    }
}

#[test]
fn what_is_damaged_is_made_again() {
    let workspace = workspace();
    let good = check(&workspace);
    assert_eq!(check(&workspace), good);
    let all = entries(&workspace);
    let has =
        |name: &str| all.iter().any(|path| path.file_name().unwrap().to_string_lossy().starts_with(name));
    assert!(has("index") && has("facts-") && has("answers"), "{all:?}");
    type Damage = fn(Vec<u8>) -> Vec<u8>;
    let damages: [(&str, Damage); 5] = [
        ("empty", |_| Vec::new()),
        ("cut", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("turned", |mut bytes| {
            let middle = bytes.len() * 2 / 3;
            bytes[middle] ^= 0x40;
            bytes
        }),
        ("foreign", |_| b"SQLite format 3\0 and so on".repeat(100)),
        ("longer", |bytes| [bytes, vec![7; 100]].concat()),
    ];
    for (name, damage) in damages {
        for path in entries(&workspace) {
            // What was damaged before may have been tidied away meanwhile.
            let Ok(before) = fs::read(&path) else { continue };
            if before.is_empty() {
                continue;
            }
            fs::write(&path, damage(before)).unwrap();
            assert_eq!(check(&workspace), good, "{name}: {}", path.display());
            assert_eq!(known(&workspace), (6, 6), "{name}: {}", path.display());
        }
    }
    fs::remove_dir_all(workspace.cache().join("thinktwice")).unwrap();
    assert_eq!(check(&workspace), good);
}

#[test]
fn many_processes_at_once_do_not_disturb_each_other() {
    let workspace = workspace();
    for number in 0..60 {
        let text = format!(
            "def f{number}(path):\n    try:\n        return open(path)\n    except Exception:\n        pass\n"
        );
        workspace.write(&format!("shop/part{number}.py"), text.as_bytes());
    }
    let good = check_anew(&workspace);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| [check(&workspace), check(&workspace)])).collect();
        for run in runs {
            assert!(run.join().unwrap().iter().all(|said| *said == good));
        }
    });
    assert_eq!(known(&workspace), (66, 66));
}

#[test]
fn a_killed_process_costs_nothing_but_time() {
    let workspace = workspace();
    for number in 0..200 {
        workspace.write(&format!("shop/part{number}.py"), workspace.read("shop/bills.py").as_bytes());
    }
    let good = check_anew(&workspace);
    for delay in (0..400).step_by(40) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_thinktwice"))
            .args(["check", "--all", "--format", "json"])
            .current_dir(workspace.root())
            .env("XDG_CACHE_HOME", workspace.cache())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // What a process leaves that is killed while it writes.
    check(&workspace);
    let folder = entries(&workspace)
        .iter()
        .find(|path| path.ends_with("index"))
        .unwrap()
        .parent()
        .unwrap()
        .to_path_buf();
    fs::write(folder.join(".tmpAbC123"), "half of a").unwrap();
    fs::File::options().append(true).open(folder.join(".tmpAbC123")).unwrap().set_modified(ago(120)).unwrap();
    assert_eq!(check(&workspace), good);
    workspace.write("shop/new.py", b"x = 1\n");
    check(&workspace);
    assert!(!folder.join(".tmpAbC123").exists(), "what nobody names goes away");
}

#[test]
fn without_a_place_to_write_all_works_as_without_a_cache() {
    let workspace = workspace();
    let good = check_anew(&workspace);
    let is_good = |run: Run| assert!(run.out == good && run.err.is_empty(), "{}{}", run.out, run.err);
    let arguments = ["check", "--all", "--format", "json"];
    // Nothing can be made there, whoever asks.
    is_good(run(&workspace.root(), &arguments, Path::new("/proc/nowhere")));
    let file = workspace.cache().join("a file");
    fs::write(&file, "").unwrap();
    is_good(run(&workspace.root(), &arguments, &file));
    let shell = |script: &str| {
        let output = Command::new("sh")
            .args([
                "-c",
                &format!("{script} exec \"$0\" check --all --format json"),
                env!("CARGO_BIN_EXE_thinktwice"),
            ])
            .current_dir(workspace.root())
            .env_remove("HOME")
            .env("XDG_CACHE_HOME", workspace.cache())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), good, "{script}");
        assert!(output.stderr.is_empty(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    };
    // Each write fails, as on a full disk.
    shell("trap '' XFSZ; ulimit -f 0;");
    assert!(entries(&workspace).iter().all(|path| *path == file), "{:?}", entries(&workspace));
    shell("unset XDG_CACHE_HOME;");
    let said = run(&workspace.root(), &["doctor"], Path::new("/proc/nowhere"));
    assert!(said.out.contains("cannot be written"), "{}", said.out);
}

#[test]
fn what_is_long_unused_goes_away() {
    let workspace = workspace();
    check(&workspace);
    let base = workspace.cache().join("thinktwice");
    let old = base.join("gone-0123456789abcdef/0123456789abcdef");
    let fresh = base.join("other-0123456789abcdef/0123456789abcdef");
    for folder in [&old, &fresh] {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("index"), "x").unwrap();
    }
    fs::File::options().append(true).open(old.join("index")).unwrap().set_modified(ago(40 * 86_400)).unwrap();
    workspace.write("shop/new.py", b"x = 1\n");
    check(&workspace);
    assert!(!old.parent().unwrap().exists() && fresh.exists());
    assert!(base.join("CACHEDIR.TAG").exists());
    // One pack more for each change, until they are joined.
    for number in 0..12 {
        workspace.write("shop/new.py", format!("x = {number}\n").as_bytes());
        check(&workspace);
    }
    let packs =
        entries(&workspace).into_iter().filter(|path| path.to_string_lossy().contains("facts-")).count();
    // Those that were joined are removed when nobody can be about to read them.
    assert!(packs <= 16, "{packs}");
    assert_eq!(known(&workspace), (7, 7));
}

fn ago(seconds: u64) -> SystemTime {
    SystemTime::now() - Duration::from_secs(seconds)
}
