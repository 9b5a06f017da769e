//! Signs by which paths in facts say what no name in code says. Whoever sees all files reads them by these.

/// Begins what is called on something of which nothing is known, or stands for that: `?.charge`.
pub const UNKNOWN: &str = "?";
/// Begins a program that is run: a console script, a binary.
pub const PROGRAM: &str = "$";
/// Begins a word that a test gives to a program, and the name that a mark gives to a command. Alone it is any word.
pub const WORD: &str = "\"";
/// Begins the kind of something that is the language's own: `'&str`.
pub const OWN_KIND: char = '\'';
/// The kind of numbers and truths.
pub const NUMBER: &str = "number";
/// Stands for something given that is itself a parameter which is only said to become something else.
pub const CONVERTED: &str = "#";
/// Ends the name of a method for what it takes out of its object for a closure: `rows.iter().map|.price`.
pub const INSIDE: char = '|';
/// Stands for the name of a member that is made at run time, before what it begins with.
pub const ANY_MEMBER: &str = "getattr-dynamic";
