//! The page of a rule: sections of Markdown, and the fenced examples that run as tests.
//!
//! Only as much Markdown is understood as the pages need: `## ` headings and fenced blocks.

use crate::finding::Level;

/// A second-level heading and what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'t> {
    /// The heading.
    pub title: &'t str,
    /// The Markdown under it, without the blank lines around it.
    pub body: &'t str,
}

/// A fenced block that says what the rule reports in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name of its language.
    pub language: String,
    /// What is to be reported.
    pub expected: Expected,
    /// The files it is made of, one unless the block starts more with `# --- path` lines.
    pub files: Vec<ExampleFile>,
    /// Line of the fence in its file, from 1.
    pub line: u32,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// Path with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// How many lines of the block stand above it.
    pub lines_above: u32,
}

/// What an example's rule reports in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing.
    Nothing,
    /// These lines of the block, from 1 and in order, all of this level if one is given.
    Lines(Vec<u32>, Option<Level>),
}

/// The sections of a page, in order.
pub fn sections(page: &str) -> Vec<Section<'_>> {
    let mut found: Vec<Section<'_>> = Vec::new();
    let mut body_start = 0;
    for line in lines(page) {
        let Some(title) = line.text.strip_prefix("## ").filter(|_| line.fence.is_none()) else { continue };
        if let Some(last) = found.last_mut() {
            last.body = page[body_start..line.start].trim();
        }
        found.push(Section { title: title.trim(), body: "" });
        body_start = line.start + line.text.len();
    }
    if let Some(last) = found.last_mut() {
        last.body = page[body_start..].trim();
    }
    found
}

/// The examples of a page; lines are counted in the page. An error is a line and a message.
pub(crate) fn examples(page: &str, languages: &[String]) -> Result<Vec<Example>, (u32, String)> {
    let mut found = Vec::new();
    let mut is_under_examples = false;
    let mut open: Option<(Example, String, String)> = None;
    for (number, line) in (1..).zip(lines(page)) {
        if line.fence.is_none() && line.text.starts_with("## ") {
            is_under_examples = line.text.trim_end() == "## Examples";
        }
        match line.fence {
            Some(Fence::Opens(info)) => {
                let head = read_info(info, languages).map_err(|message| (number, message))?;
                match head {
                    Some((language, expected, path)) => {
                        let example = Example { language, expected, files: Vec::new(), line: number };
                        open = Some((example, path, String::new()));
                    }
                    None if is_under_examples => {
                        return Err((
                            number,
                            format!("say what the block is: ```{} good, or bad lines=...", info.trim()),
                        ));
                    }
                    None => {}
                }
            }
            Some(Fence::Inside) => {
                if let Some((_, _, text)) = &mut open {
                    text.push_str(line.text);
                    text.push('\n');
                }
            }
            Some(Fence::Closes) => {
                if let Some((mut example, path, text)) = open.take() {
                    example.files = split_files(path, &text);
                    found.push(example);
                }
            }
            None => {}
        }
    }
    match open {
        Some((example, ..)) => Err((example.line, "this block is never closed".to_string())),
        None => Ok(found),
    }
}

/// Language, expectation and path of an info string; `None` for a block that is not run.
fn read_info(info: &str, languages: &[String]) -> Result<Option<(String, Expected, String)>, String> {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or_default().to_string();
    let kind = words.next();
    if !matches!(kind, Some("good" | "bad")) {
        return Ok(None);
    }
    if !languages.contains(&language) {
        return Err(format!("the header's `languages` do not name `{language}`"));
    }
    let mut lines = Vec::new();
    let mut level = None;
    let mut path = None;
    for word in words {
        match word.split_once('=') {
            Some(("lines", numbers)) => {
                for number in numbers.split(',') {
                    lines.push(number.parse().map_err(|_| format!("`{number}` is no line number"))?);
                }
            }
            Some(("level", name)) => {
                let known = Level::from_name(name);
                level = Some(known.ok_or(format!("`{name}` is no level: error, warning, info or hint"))?);
            }
            Some(("path", text)) => path = Some(text.to_string()),
            _ => return Err(format!("`{word}` is not understood: lines=1,2 level=hint path=src/a.py")),
        }
    }
    lines.sort_unstable();
    let path = path.unwrap_or_else(|| match language.as_str() {
        "python" => "example.py".to_string(),
        "rust" => "src/example.rs".to_string(),
        other => format!("example.{other}"),
    });
    match (kind, lines.is_empty(), level) {
        (Some("bad"), true, _) => Err("a bad block says which lines are reported: lines=3".to_string()),
        (Some("bad"), false, level) => Ok(Some((language, Expected::Lines(lines, level), path))),
        (_, true, None) => Ok(Some((language, Expected::Nothing, path))),
        _ => Err("a good block has neither lines nor a level: nothing is reported in it".to_string()),
    }
}

/// Cuts a block at its `# --- path` lines.
fn split_files(path: String, text: &str) -> Vec<ExampleFile> {
    let mut files = vec![ExampleFile { path, text: String::new(), lines_above: 0 }];
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let marked = line.strip_prefix("# --- ").or_else(|| line.strip_prefix("// --- "));
        if let Some(path) = marked {
            files.push(ExampleFile {
                path: path.trim().to_string(),
                text: String::new(),
                lines_above: number,
            });
        } else if let Some(file) = files.last_mut() {
            file.text.push_str(line);
        }
    }
    if files.len() > 1 && files[0].text.trim().is_empty() {
        files.remove(0);
    }
    files
}

#[derive(Clone, Copy)]
enum Fence<'t> {
    Opens(&'t str),
    Inside,
    Closes,
}

struct PageLine<'t> {
    start: usize,
    text: &'t str,
    fence: Option<Fence<'t>>,
}

/// The lines of a page, each with its part in a fenced block.
fn lines(page: &str) -> impl Iterator<Item = PageLine<'_>> {
    let mut start = 0;
    let mut open_length = None;
    page.split_inclusive('\n').map(move |line| {
        let text = line.trim_end_matches(['\n', '\r']);
        let ticks = text.len() - text.trim_start_matches('`').len();
        let fence = match open_length {
            None if ticks >= 3 => {
                open_length = Some(ticks);
                Some(Fence::Opens(&text[ticks..]))
            }
            None => None,
            Some(length) if ticks >= length && text.trim_end().len() == ticks => {
                open_length = None;
                Some(Fence::Closes)
            }
            Some(_) => Some(Fence::Inside),
        };
        let here = PageLine { start, text, fence };
        start += line.len();
        here
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "## Examples\n\n```python bad lines=4,2 level=hint path=tests/a.py\na\n## not a heading\n```\n\n\
        ```python good\n# --- src/a.py\nx\n# --- b.py\ny\n```\n\n## Ways out\n\n```sh\nls\n```\n";

    #[test]
    fn examples_say_what_is_expected_of_which_files() {
        let found = examples(PAGE, &["python".to_string()]).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].expected, Expected::Lines(vec![2, 4], Some(Level::Hint)));
        assert_eq!((found[0].line, found[0].files[0].path.as_str()), (3, "tests/a.py"));
        let files: Vec<_> =
            found[1].files.iter().map(|file| (file.path.as_str(), file.lines_above)).collect();
        assert_eq!(files, [("src/a.py", 1), ("b.py", 3)]);
    }

    #[test]
    fn headings_inside_blocks_start_no_section() {
        let titles: Vec<_> = sections(PAGE).iter().map(|section| section.title).collect();
        assert_eq!(titles, ["Examples", "Ways out"]);
        assert!(sections(PAGE)[1].body.ends_with("ls\n```"));
    }

    #[test]
    fn an_info_string_that_is_not_understood_is_named() {
        let wrong =
            |info: &str| examples(&format!("## Examples\n```{info}\n```\n"), &["python".into()]).unwrap_err();
        assert_eq!(wrong("python bad").0, 2);
        assert!(wrong("python").1.contains("good, or bad"));
        assert!(wrong("rust good").1.contains("languages"));
        assert!(wrong("python good line=3").1.contains("`line=3`"));
    }
}
