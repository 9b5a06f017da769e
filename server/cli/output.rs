//! The one place that prints.
//!
//! File contents and names are other people's text: control characters in them are made visible, so that no escape
//! sequence reaches the terminal.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Standard output and standard error.
pub(crate) struct Output {
    out: anstream::AutoStream<std::io::Stdout>,
    err: anstream::AutoStream<std::io::Stderr>,
    is_closed: bool,
}

impl Output {
    pub(crate) fn new() -> Output {
        Output {
            out: anstream::AutoStream::auto(std::io::stdout()),
            err: anstream::AutoStream::auto(std::io::stderr()),
            is_closed: false,
        }
    }

    /// Writes to standard output. Styles are kept only where a terminal shows them.
    pub(crate) fn print(&mut self, text: &str) {
        // A reader that has gone away (`| head`) is no failure: the rest is not wanted.
        self.is_closed |= self.is_closed || self.out.write_all(text.as_bytes()).is_err();
    }

    /// Writes JSON to standard output: what is no text for people holds no styles that somebody would have to look for.
    pub(crate) fn print_json(&mut self, json: &str) {
        self.is_closed |= self.is_closed || self.out.as_inner().write_all(json.as_bytes()).is_err();
    }

    /// Writes a line to standard error.
    pub(crate) fn complain(&mut self, kind: &str, line: &str) {
        drop(writeln!(self.err, "{kind}: {}", safe(line)));
    }

    /// How wide the terminal is; 100 where there is none.
    pub(crate) fn width(&self) -> usize {
        let size = console::Term::stdout().size_checked();
        size.map_or(100, |(_, columns)| usize::from(columns)).clamp(40, 160)
    }

    /// A bar for long work, if it is wanted and standard error is a terminal.
    pub(crate) fn progress(&self, is_wanted: bool) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if is_wanted && std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files {elapsed}") {
                bar.set_style(style);
            }
        }
        bar
    }
}

/// The text with control characters and characters that turn the writing direction made visible. Tabs and line
/// breaks stay.
pub(crate) fn safe(text: &str) -> String {
    let is_harmful = |character: char| {
        let is_control = character.is_control() && !matches!(character, '\n' | '\t');
        let turns =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        is_control || turns
    };
    if !text.contains(is_harmful) {
        return text.to_string();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' => {}
            '\u{0}'..='\u{1f}' if is_harmful(character) => {
                shown.push(char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'));
            }
            _ if is_harmful(character) => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
    }
    shown
}

/// A number of things: `1 file`, `2 files`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    match noun {
        _ if count == 1 => format!("1 {noun}"),
        "info" => format!("{count} info"),
        "match" => format!("{count} matches"),
        _ => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_shown_and_not_sent() {
        assert_eq!(safe("a\u{1b}[31mb\u{9b}2J\u{202e}c\td\r\n"), "a\u{241b}[31mb\u{fffd}2J\u{fffd}c\td\n");
        assert_eq!(safe("plain é"), "plain é");
    }
}
