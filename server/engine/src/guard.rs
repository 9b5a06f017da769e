//! Code that runs only where a name is there: under a test of version or platform, in a `try` that catches its lack.

use crate::language::Role;
use crate::tree::{NodeId, SyntaxTree};

/// Table of the words in a condition that ask what there is.
const CONDITION_WORDS: &str = "guard-words";
/// Table of the exceptions that say that something is not there.
const ERRORS: &str = "guard-errors";

/// Code nests deeper than this only where nobody wrote it.
const MAX_DEPTH: usize = 200;

/// A branch that leads out does so soon.
const MAX_READ: usize = 400;

/// What is known of an item's guards.
pub(crate) struct Guards<'a, 't> {
    tree: &'a SyntaxTree<'t>,
    /// `if sys.version_info < (3, 9): return`: the block in which it stands, and the first node behind it.
    ways_out: Vec<(NodeId, u32)>,
    is_around: bool,
}

impl<'a, 't> Guards<'a, 't> {
    /// Reads an item.
    pub(crate) fn new(tree: &'a SyntaxTree<'t>) -> Guards<'a, 't> {
        let is_way_out = |node: NodeId| {
            if tree.is(node, Role::Call) {
                return skips(tree, node);
            }
            tree.is(node, Role::Condition)
                && tree.field(node, "condition").is_some_and(|asked| asks(tree, tree.text(asked)))
                && leaves(tree, node)
        };
        let ways_out =
            tree.all().filter(|&node| !tree.is_outer(node) && is_way_out(node)).filter_map(|node| {
                let statement = if tree.is(node, Role::Call) { tree.parent(node)? } else { node };
                Some((tree.parent(statement)?, tree.next_index(Some(statement))))
            });
        Guards {
            tree,
            ways_out: ways_out.collect(),
            is_around: tree.outer().iter().any(|scope| scope.marks.iter().any(|mark| asks(tree, mark))),
        }
    }

    /// Whether an import is one that may fail, or one for certain surroundings. Any condition around it will do:
    /// nobody imports under one without a reason.
    pub(crate) fn is_guarded_import(&self, node: NodeId) -> bool {
        let tree = self.tree;
        tree.ancestors(node).take(MAX_DEPTH).any(|around| {
            tree.is(around, Role::Try) && catches_lack(tree, around)
                || tree.is(around, Role::Condition) && !is_start(tree, around)
        }) || self.is_after_a_way_out(node)
    }

    /// Whether the node is reached only where its surroundings said that what it names is there.
    pub(crate) fn is_guarded(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let is_guard = |around: NodeId| {
            if tree.is(around, Role::Try) {
                return catches_lack(tree, around);
            }
            if tree.is(around, Role::Condition) {
                return asks(tree, condition_text(tree, around));
            }
            // `@pytest.mark.skipif(sys.version_info < ...)`
            tree.is(around, Role::Wrapper)
                && tree
                    .children(around)
                    .any(|mark| tree.is(mark, Role::AttributeMark) && asks(tree, tree.text(mark)))
        };
        self.is_around || tree.ancestors(node).take(MAX_DEPTH).any(is_guard) || self.is_after_a_way_out(node)
    }

    fn is_after_a_way_out(&self, node: NodeId) -> bool {
        self.ways_out.iter().any(|&(block, after)| node.0 >= after && self.tree.encloses(block, node))
    }
}

/// A statement that leaves a test out, whatever the surroundings: `pytest.skip("not yet")`.
fn skips(tree: &SyntaxTree<'_>, call: NodeId) -> bool {
    tree.parent(call).is_some_and(|parent| tree.kind(parent) == "expression_statement")
        && tree.content(call).next().is_some_and(|callee| {
            let name = tree.text(callee);
            matches!(name, "pytest.skip" | "skip" | "pytest.xfail") || name.ends_with(".skipTest")
        })
}

/// Whether the flow does not go on below it.
fn leaves(tree: &SyntaxTree<'_>, condition: NodeId) -> bool {
    tree.own_descendants(condition).take(MAX_READ).any(|inner| {
        [Role::Return, Role::Raise, Role::Idle].iter().any(|&role| tree.is(inner, role))
            || tree.is(inner, Role::Call) && tree.text(inner).contains("skip")
    })
}

/// The text of what a condition asks: without its branches.
fn condition_text<'t>(tree: &SyntaxTree<'t>, node: NodeId) -> &'t str {
    match tree.field(node, "condition") {
        Some(condition) => tree.text(condition),
        None => tree.text(node),
    }
}

fn asks(tree: &SyntaxTree<'_>, text: &str) -> bool {
    let language = tree.language();
    let words = language.tables.get(CONDITION_WORDS);
    words.into_iter().flatten().any(|word| text.contains(word.as_str()))
}

/// `if __name__ == "__main__"`
fn is_start(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    condition_text(tree, node).contains("__main__")
}

fn catches_lack(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    let language = tree.language();
    let errors = language.tables.get(ERRORS);
    tree.children(node).filter(|&child| tree.is(child, Role::Handler)).any(|handler| {
        let caught = tree.content(handler).next().filter(|&first| !tree.is(first, Role::Body));
        caught.is_none_or(|caught| {
            let text = tree.text(caught);
            errors.into_iter().flatten().any(|error| text.contains(error.as_str()))
        })
    })
}
