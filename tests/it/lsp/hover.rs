//! The hover over a finding.

use serde_json::Value;

use super::client::{Setup, uri};
use super::{PYTHON, RUST, folder};

fn text(hover: &Value) -> String {
    let text = hover["contents"]["value"].as_str().unwrap_or_default();
    // The page's place differs from run to run.
    let page = text.find("](file://").map(|at| (at + 2, at + text[at..].find(')').unwrap()));
    let text = page.map_or(text.to_owned(), |(from, to)| format!("{}[page]{}", &text[..from], &text[to..]));
    // How often a rule was judged right changes with the judgments.
    let Some((before, rest)) = text.split_once(" % of judged reports") else { return text };
    let before = before.trim_end_matches(|digit: char| digit.is_ascii_digit());
    format!("{before}N % of judged reports{rest}")
}

#[test]
fn names_what_is_here_and_asks_one_question() {
    let root = folder();
    let (python, rust) = (uri(&root.path().join("a.py")), uri(&root.path().join("a.rs")));
    let mut client = Setup::new(root.path()).start();
    client.open(&python, "python", PYTHON);
    client.open(&rust, "rust", RUST);
    client.diagnostics(&python);
    client.diagnostics(&rust);
    insta::assert_snapshot!(text(&client.hover(&python, 5, 8)), @r"
    `load_settings` ignores every failure of `open`

    **Ask yourself:** When `open` fails in `load_settings`, nothing is recorded. What does the code after it work with?

    Fine when the failure is expected here and a comment says why.

    **swallowed-exception** · confidence high, N % of judged reports right · undecided · [Explain this]([page])
    ");
    insta::assert_snapshot!(text(&client.hover(&rust, 4, 8)), @r"
    `save` throws away what `fs::write` gives back

    **Ask yourself:** If `fs::write` fails or gives something unexpected, who notices, and is `save` still right to report success?

    Fine when the outcome changes nothing for anybody, and a comment says so.

    **discarded-result** · confidence medium, N % of judged reports right · undecided · [Explain this]([page])
    ");
    assert_eq!(client.hover(&python, 0, 0), Value::Null);
    assert_eq!(client.hover(&python, 6, 9), Value::Null, "only the marked line speaks");
    assert_eq!(client.hover("untitled:nothing", 0, 0), Value::Null);
}

#[test]
fn is_short() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    let text = text(&client.hover(&file, 5, 8));
    assert!(text.lines().count() <= 12, "{text}");
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    assert!(words <= 95, "{words} words: {text}");
}

#[test]
fn is_plain_for_clients_that_render_nothing() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).with("textDocument/hover", Value::Null).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    let hover = client.hover(&file, 5, 8);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!text(&hover).contains("**"), "{hover}");
}

#[test]
fn links_to_a_page_that_is_there() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    let hover = client.hover(&file, 5, 8);
    let text = hover["contents"]["value"].as_str().unwrap();
    let link = text.split("[Explain this](file://").nth(1).unwrap().split(')').next().unwrap().to_owned();
    let page = std::fs::read_to_string(&link).unwrap();
    assert!(page.contains("load_settings") && page.contains("## Why it matters"), "{page}");
    client.stop();
    assert!(!std::path::Path::new(&link).exists(), "pages go with the server");
}

#[test]
fn follows_the_text_before_it_is_analysed_again() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", PYTHON);
    client.diagnostics(&file);
    for line in 0..60 {
        client.edit(&file, [0, 0, 0, 0], "\n");
        let hover = client.hover(&file, 6 + line, 8);
        assert!(text(&hover).contains("load_settings"), "after {line} edits: {hover}");
    }
}

#[test]
fn names_of_the_code_are_no_markdown() {
    let root = folder();
    let file = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&file, "python", &PYTHON.replace("json.load(handle)", "x['![a](http://b/c.png)'](handle)"));
    client.diagnostics(&file);
    let hover = text(&client.hover(&file, 5, 8));
    let above_footer = hover.rsplit_once('\n').unwrap().0;
    let outside: String = above_footer.split('`').step_by(2).collect();
    assert!(!outside.contains("]("), "{hover}");
}

#[test]
fn what_is_held_back_comes_when_it_is_asked_for() {
    let root = folder();
    super::write(root.path(), "thinktwice.toml", "explain = \"ask-first\"\nignore = [\"untested-change\"]\n");
    let python = uri(&root.path().join("a.py"));
    let mut client = Setup::new(root.path()).start();
    client.open(&python, "python", PYTHON);
    client.diagnostics(&python);
    insta::assert_snapshot!(text(&client.hover(&python, 5, 8)), @r"
    `load_settings` ignores every failure of `open`

    **Ask yourself:** When `open` fails in `load_settings`, nothing is recorded. What does the code after it work with?

    **swallowed-exception** · confidence high, N % of judged reports right · undecided · [Explain this]([page])
    ");
}
