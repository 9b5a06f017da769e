//! From where on code counts as duplicated: what a project may set, one class of code at a time.

use schemars::JsonSchema;
use serde::Deserialize;

/// From where on code counts as duplicated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limits {
    /// Whole functions.
    pub functions: Limit,
    /// Runs of statements inside functions.
    pub blocks: Limit,
    /// Tests and examples that repeat each other.
    pub tests: TestLimit,
}

/// The limit of a class of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Limit {
    /// Likeness in per cent; less than 70 is not looked for.
    #[schemars(range(min = 70, max = 100))]
    pub similarity: u8,
    /// Words of code, brackets and commas left out; less than 24 is not looked for.
    pub min_tokens: u16,
}

/// The limit of test code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct TestLimit {
    /// Likeness in per cent; less than 70 is not looked for.
    #[schemars(range(min = 70, max = 100))]
    pub similarity: u8,
    /// Words of code, brackets and commas left out.
    pub min_tokens: u16,
    /// More places alike than this are a table of cases, of which nothing is said.
    pub max_places: u16,
}

impl Default for Limit {
    fn default() -> Limit {
        Limit { similarity: 70, min_tokens: 24 }
    }
}

impl Default for TestLimit {
    fn default() -> TestLimit {
        // What is less alike in tests is mostly what the library under test asks of whoever calls it.
        TestLimit { similarity: 90, min_tokens: 24, max_places: 4 }
    }
}

impl Limits {
    /// The same for all classes, where something is asked for.
    pub fn ask_for(&mut self, similarity: Option<u8>, min_tokens: Option<u16>) {
        let Limits { functions, blocks, tests } = self;
        for known in [&mut functions.similarity, &mut blocks.similarity, &mut tests.similarity] {
            *known = similarity.unwrap_or(*known);
        }
        for known in [&mut functions.min_tokens, &mut blocks.min_tokens, &mut tests.min_tokens] {
            *known = min_tokens.unwrap_or(*known);
        }
    }

    /// Tests and examples do not count.
    pub fn leave_out_tests(&mut self) {
        self.tests.min_tokens = u16::MAX;
    }

    /// Whether they do not.
    pub fn leaves_out_tests(&self) -> bool {
        self.tests.min_tokens == u16::MAX
    }
}
