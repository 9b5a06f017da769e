//! Reads the query language of tree-sitter.

use super::{
    Argument, CaptureId, Element, KindTest, NodePattern, Pattern, Predicate, Quantifier, Query, Shape,
};
use crate::language::Language;

/// Reads a query file.
///
/// # Errors
/// `line N: what is wrong and what was expected`.
pub fn parse(source: &str, language: Language) -> Result<Query, String> {
    let tokens = tokenize(source)?;
    let mut reader = Reader { tokens, at: 0, language, query: Query::default() };
    while reader.peek().is_some() {
        let pattern = reader.pattern()?;
        reader.query.patterns.push(pattern);
    }
    Ok(reader.query)
}

/// Deeper nesting is nobody's query; the reader recurses once a level.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    OpenChoice,
    CloseChoice,
    Anchor,
    Star,
    Plus,
    Question,
    Capture(String),
    Field(String),
    NegatedField(String),
    Word(String),
    Text(String),
    Predicate(String),
}

fn tokenize(source: &str) -> Result<Vec<(Token, u32)>, String> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut chars = source.chars().peekable();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    while let Some(c) = chars.next() {
        let mut word = |first: Option<char>| {
            let mut word: String = first.into_iter().collect();
            while let Some(next) = chars.next_if(|&next| is_word(next)) {
                word.push(next);
            }
            word
        };
        let token = match c {
            '\n' => {
                line += 1;
                continue;
            }
            c if c.is_whitespace() => continue,
            ';' => {
                while chars.next_if(|&c| c != '\n').is_some() {}
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::OpenChoice,
            ']' => Token::CloseChoice,
            '.' => Token::Anchor,
            '*' => Token::Star,
            '+' => Token::Plus,
            '?' => Token::Question,
            '@' => Token::Capture(word(None)),
            '!' => Token::NegatedField(word(None)),
            '#' => {
                let mut name = word(None);
                match chars.next_if(|&c| c == '?' || c == '!') {
                    Some(end) => name.push(end),
                    None => return Err(format!("line {line}: `#{name}` has to end in `?` or `!`")),
                }
                Token::Predicate(name)
            }
            '"' => {
                let mut text = String::new();
                loop {
                    match chars.next() {
                        None | Some('\n') => return Err(format!("line {line}: a text is not closed")),
                        Some('"') => break,
                        Some('\\') => match chars.next() {
                            Some('n') => text.push('\n'),
                            Some('t') => text.push('\t'),
                            Some('r') => text.push('\r'),
                            Some('0') => text.push('\0'),
                            Some(escaped) => text.push(escaped),
                            None => return Err(format!("line {line}: a text is not closed")),
                        },
                        Some(c) => text.push(c),
                    }
                }
                Token::Text(text)
            }
            c if is_word(c) => {
                let word = word(Some(c));
                if chars.next_if(|&c| c == ':').is_some() { Token::Field(word) } else { Token::Word(word) }
            }
            other => return Err(format!("line {line}: `{other}` has no meaning in a query")),
        };
        tokens.push((token, line));
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<(Token, u32)>,
    at: usize,
    language: Language,
    query: Query,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |&(_, line)| line)
    }

    fn fail<T>(&self, what: &str) -> Result<T, String> {
        Err(format!("line {}: {what}", self.line()))
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn pattern(&mut self) -> Result<Pattern, String> {
        let line = self.line();
        let mut predicates = Vec::new();
        let element = self.element(&mut predicates, 0)?;
        // `((a) @x . (b) @y (#p? @x))` is a row of siblings with predicates.
        let plain = element.captures.is_empty() && element.quantifier == Quantifier::One;
        let elements = match element {
            Element { shape: Shape::Group(elements), .. } if plain => elements,
            other => vec![other],
        };
        if elements.is_empty() {
            return Err(format!("line {line}: the pattern matches nothing"));
        }
        Ok(Pattern { elements, predicates, line })
    }

    fn element(&mut self, predicates: &mut Vec<Predicate>, depth: usize) -> Result<Element, String> {
        if depth > MAX_DEPTH {
            return self.fail("nested too deeply");
        }
        let mut field = None;
        if let Some(Token::Field(name)) = self.peek() {
            field = Some(self.field_id(name)?);
            self.at += 1;
        }
        let shape = match self.peek().cloned() {
            Some(Token::Text(text)) => {
                self.at += 1;
                Shape::Node(NodePattern::new(self.kinds(&text, false)?, Vec::new()))
            }
            Some(Token::Word(word)) if word == "_" => {
                self.at += 1;
                Shape::Node(NodePattern::new(KindTest::Any, Vec::new()))
            }
            Some(Token::OpenChoice) => {
                self.at += 1;
                let mut choices = Vec::new();
                while !self.take(&Token::CloseChoice) {
                    if self.peek().is_none() {
                        return self.fail("`[` is not closed");
                    }
                    choices.push(self.element(predicates, depth + 1)?);
                }
                Shape::Choice(choices)
            }
            Some(Token::Open) => {
                self.at += 1;
                self.parenthesis(predicates, depth)?
            }
            _ => return self.fail("expected a node, a text, `[` or `_`"),
        };
        let kinds = match &shape {
            Shape::Choice(_) => shape.first_kinds().map(|kinds| kinds.into_iter().collect()),
            _ => None,
        };
        let mut element = Element {
            shape,
            kinds,
            quantifier: Quantifier::One,
            anchored: false,
            field,
            captures: Vec::new(),
            early: Vec::new(),
        };
        loop {
            match self.peek().cloned() {
                Some(Token::Capture(name)) => {
                    let capture = self.capture(&name);
                    element.captures.push(capture);
                }
                Some(Token::Star) => element.quantifier = Quantifier::Any,
                Some(Token::Plus) => element.quantifier = Quantifier::Some,
                Some(Token::Question) => element.quantifier = Quantifier::Optional,
                _ => return Ok(element),
            }
            self.at += 1;
        }
    }

    /// After `(`: a node, or a group of siblings.
    fn parenthesis(&mut self, predicates: &mut Vec<Predicate>, depth: usize) -> Result<Shape, String> {
        let kind = match self.peek().cloned() {
            Some(Token::Word(word)) => {
                self.at += 1;
                Some(match word.as_str() {
                    "_" => KindTest::AnyNamed,
                    "ERROR" => KindTest::One(u16::MAX),
                    "MISSING" => {
                        if matches!(self.peek(), Some(Token::Word(_) | Token::Text(_))) {
                            self.at += 1;
                        }
                        KindTest::Missing
                    }
                    _ => self.kinds(&word, true)?,
                })
            }
            _ => None,
        };
        let mut children: Vec<Element> = Vec::new();
        let mut negated_fields = Vec::new();
        let mut anchor = false;
        loop {
            match self.peek().cloned() {
                None => return self.fail("`(` is not closed"),
                Some(Token::Close) => {
                    self.at += 1;
                    break;
                }
                Some(Token::Anchor) => {
                    self.at += 1;
                    anchor = true;
                }
                Some(Token::NegatedField(name)) => {
                    negated_fields.push(self.field_id(&name)?);
                    self.at += 1;
                }
                Some(Token::Open)
                    if matches!(self.tokens.get(self.at + 1), Some((Token::Predicate(_), _))) =>
                {
                    self.at += 1;
                    let predicate = self.predicate()?;
                    predicates.push(predicate);
                }
                Some(_) => {
                    let mut child = self.element(predicates, depth + 1)?;
                    child.anchored = std::mem::take(&mut anchor);
                    children.push(child);
                }
            }
        }
        Ok(match kind {
            Some(kind) => Shape::Node(NodePattern {
                negated_fields,
                anchored_end: anchor,
                ..NodePattern::new(kind, children)
            }),
            None => Shape::Group(children),
        })
    }

    fn predicate(&mut self) -> Result<Predicate, String> {
        let line = self.line();
        let Some(Token::Predicate(full)) = self.peek().cloned() else {
            return self.fail("expected a predicate");
        };
        self.at += 1;
        let directive = full.ends_with('!');
        let name = &full[..full.len() - 1];
        let (name, negated) = match name.strip_prefix("not-") {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let mut arguments = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Token::Close) => {
                    self.at += 1;
                    break;
                }
                Some(Token::Capture(name)) => {
                    let capture = self.capture(&name);
                    arguments.push(Argument::Capture(capture));
                }
                Some(Token::Text(text) | Token::Word(text)) => arguments.push(Argument::Text(text)),
                _ => return self.fail("a predicate takes captures and texts"),
            }
            self.at += 1;
        }
        Ok(Predicate { name: name.to_owned(), negated, directive, arguments, line })
    }

    fn capture(&mut self, name: &str) -> CaptureId {
        self.query.capture(name).unwrap_or_else(|| {
            self.query.captures.push(name.to_owned());
            self.query.captures.len() as CaptureId - 1
        })
    }

    fn kinds(&self, name: &str, named: bool) -> Result<KindTest, String> {
        // `supertype/subtype` is written in newer queries; the subtype says it all.
        let name_alone = name.rsplit('/').next().unwrap_or(name);
        let name = if named { name_alone } else { name };
        let ids = self.language.kind_ids(name, named);
        match ids.as_slice() {
            [] => self.fail(&format!("{} has no node `{name}`", self.language.name)),
            [id] => Ok(KindTest::One(*id)),
            _ => Ok(KindTest::Kinds(ids)),
        }
    }

    fn field_id(&self, name: &str) -> Result<u16, String> {
        match self.language.field_id(name) {
            Some(id) => Ok(id),
            None => self.fail(&format!("{} has no field `{name}`", self.language.name)),
        }
    }
}
