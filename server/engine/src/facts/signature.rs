//! How a function is called, and what it says that it gives.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Writer};

/// How a parameter gets its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Takes {
    /// From an argument without a name.
    pub by_position: bool,
    /// From an argument with the parameter's name.
    pub by_name: bool,
    /// A call may leave it out.
    pub is_optional: bool,
    /// It takes all that are left: `*args`, `**kwargs`.
    pub is_rest: bool,
}

/// Parameters, the receiver left out, and the return type. There is one for each function of a workspace, so it is kept
/// [packed](crate::packed).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature(Bytes);

impl Signature {
    /// Of parameters by name, as [`Signature::parameters`] gives them back, and the declared return type.
    pub(super) fn new<'n>(
        parameters: impl IntoIterator<Item = (&'n str, Option<Takes>)>,
        returns: &str,
    ) -> Signature {
        let mut parameters = parameters.into_iter().peekable();
        if returns.is_empty() && parameters.peek().is_none() {
            return Signature::default();
        }
        let mut writer = Writer::default();
        writer.text(returns);
        for (name, takes) in parameters {
            let signs = takes.map_or(0, |Takes { by_position, by_name, is_optional, is_rest }| {
                let signs = [true, by_position, by_name, is_optional, is_rest];
                (0..).zip(signs).map(|(bit, is_so)| u32::from(is_so) << bit).sum()
            });
            writer.number(signs);
            writer.text(name);
        }
        Signature(writer.finish())
    }

    /// Names in order, and how each gets its value; `None` where a language does not say.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Option<Takes>)> {
        let mut reader = self.0.reader();
        let _ = reader.text();
        std::iter::from_fn(move || {
            let signs = reader.number()?;
            let is_so = |bit: u32| signs >> bit & 1 != 0;
            let takes =
                Takes { by_position: is_so(1), by_name: is_so(2), is_optional: is_so(3), is_rest: is_so(4) };
            Some((reader.text()?, is_so(0).then_some(takes)))
        })
    }

    /// The names of the parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters().map(|(name, _)| name)
    }

    /// Declared return type as written, empty for none.
    pub fn returns(&self) -> &str {
        self.0.reader().text().unwrap_or_default()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.parameters()).entry(&"->", &self.returns()).finish()
    }
}
