//! The flat syntax tree of one item: nodes in preorder in one vector.
//!
//! tree-sitter's own nodes find their parent by walking down from the root, and a cursor costs a call a step. Rules
//! ask for parents, siblings and descendants all the time, so an item is copied once (0.15 of the parse's time)
//! into a form where each of these is an index. Only changed items are copied on an edit.

use std::collections::VecDeque;
use std::ops::Range;

use tree_sitter::{Node as TsNode, Parser, TreeCursor};

use crate::language::{Language, Role};
use crate::text::Span;

/// A node of a [`SyntaxTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

const NONE: u32 = u32::MAX;
const ERROR: u8 = 1;
const MISSING: u8 = 2;
const OUTER: u8 = 4;
const PRUNED: u8 = 8;

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: u16,
    field: u16,
    flags: u8,
    start: u32,
    end: u32,
    parent: u32,
    /// Index of the first node after this one's subtree.
    after: u32,
    /// The nearest function around it.
    function: u32,
    /// The nearest function or lambda around it.
    scope: u32,
    /// Signs of the children: see [`child_signs`].
    below: u64,
}

/// Bits that a child of this kind under this field sets in its parent. Several kinds share a bit; a pattern that needs
/// a bit which is not set cannot match, one that finds it set has to look.
pub(crate) fn child_signs(kind: Option<u16>, field: Option<u16>) -> u64 {
    const KIND_BITS: u16 = 40;
    kind.map_or(0, |kind| 1 << (kind % KIND_BITS))
        | field.map_or(0, |field| 1 << (KIND_BITS + field % (64 - KIND_BITS)))
}

/// A definition around an item: the class of a method, the module of a class, the `impl` of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OuterScope {
    /// Kind of the node.
    pub kind: u16,
    /// Name of the class or module, or the type an `impl` is for; empty for a file.
    pub name: String,
    /// Bases of a class, or the trait of an `impl`, as written.
    pub bases: Vec<String>,
    /// Decorators or attributes, as written without their sign.
    pub marks: Vec<String>,
}

/// The syntax tree of one item with its surroundings as bare nodes.
#[derive(Debug)]
pub struct SyntaxTree<'t> {
    language: Language,
    text: &'t str,
    nodes: Vec<Node>,
    outer: Vec<OuterScope>,
    has_error: bool,
}

impl<'t> SyntaxTree<'t> {
    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of the whole file.
    pub fn source(&self) -> &'t str {
        self.text
    }

    /// Whether the item holds a syntax error.
    pub fn has_error(&self) -> bool {
        self.has_error
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The outermost node: the file's.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// All nodes in preorder.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Number of the node's kind.
    pub fn kind_id(&self, id: NodeId) -> u16 {
        self.node(id).kind
    }

    /// Name of the node's kind.
    pub fn kind(&self, id: NodeId) -> &'static str {
        self.language.kind_name(self.node(id).kind)
    }

    /// Number of the field under which the parent holds it; 0 for none.
    pub fn field_id(&self, id: NodeId) -> u16 {
        self.node(id).field
    }

    /// Signs of the node's children.
    pub(crate) fn signs_below(&self, id: NodeId) -> u64 {
        self.node(id).below
    }

    /// Whether the node is one of this role.
    pub fn is(&self, id: NodeId, role: Role) -> bool {
        self.language.roles(self.node(id).kind).has(role)
    }

    /// Whether the kind has a name; keywords and punctuation have not.
    pub fn is_named(&self, id: NodeId) -> bool {
        self.language.is_named(self.node(id).kind)
    }

    /// Whether this is a syntax error, or a node the parser put in.
    pub fn is_error(&self, id: NodeId) -> bool {
        self.node(id).flags & (ERROR | MISSING) != 0
    }

    /// Whether the parser put this node in because it was missing.
    pub fn is_missing(&self, id: NodeId) -> bool {
        self.node(id).flags & MISSING != 0
    }

    /// Whether the node surrounds the item and is here without its other children.
    pub fn is_outer(&self, id: NodeId) -> bool {
        self.node(id).flags & OUTER != 0
    }

    /// Whether the node is an item of its own, here without its body.
    pub fn is_pruned(&self, id: NodeId) -> bool {
        self.node(id).flags & PRUNED != 0
    }

    /// Whether the node or anything below it is a syntax error.
    pub fn holds_error(&self, id: NodeId) -> bool {
        self.has_error && self.subtree(id).any(|node| self.is_error(node))
    }

    /// Bytes of the node in the file.
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span::new(node.start, node.end)
    }

    /// Text of the node.
    pub fn text(&self, id: NodeId) -> &'t str {
        self.span(id).of(self.text)
    }

    /// The parent.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        (parent != NONE).then_some(NodeId(parent))
    }

    /// The parents from the nearest to the file.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&node| self.parent(node))
    }

    /// The children, punctuation included.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).after;
        let first = id.0 + 1;
        std::iter::successors((first < end).then_some(NodeId(first)), move |&child| {
            let next = self.node(child).after;
            (next < end).then_some(NodeId(next))
        })
    }

    /// The children that have a name, comments included.
    pub fn named_children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|&child| self.is_named(child))
    }

    /// The named children but comments.
    pub fn content(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.named_children(id).filter(|&child| !self.is(child, Role::Comment))
    }

    /// The first child under this field.
    pub fn field(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let field = self.language.field_id(name)?;
        self.children(id).find(|&child| self.node(child).field == field)
    }

    /// The sibling after it.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let next = self.node(id).after;
        (next < self.node(parent).after).then_some(NodeId(next))
    }

    /// The sibling before it.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let mut node = NodeId(id.0.checked_sub(1)?);
        if node == parent {
            return None;
        }
        while self.parent(node)? != parent {
            node = self.parent(node)?;
        }
        Some(node)
    }

    /// The node and everything below it, in preorder.
    pub fn subtree(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.0..self.node(id).after).map(NodeId)
    }

    /// Everything below the node, in preorder.
    pub fn descendants(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.0 + 1..self.node(id).after).map(NodeId)
    }

    /// Everything below the node, but not what stands inside functions or lambdas in it.
    pub fn own_descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).after;
        let mut at = id.0 + 1;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let node = NodeId(at);
            at = if self.is(node, Role::Function) || self.is(node, Role::Lambda) {
                self.node(node).after
            } else {
                at + 1
            };
            Some(node)
        })
    }

    /// Whether `inner` is `outer` or lies below it.
    pub fn encloses(&self, outer: NodeId, inner: NodeId) -> bool {
        outer <= inner && inner.0 < self.node(outer).after
    }

    /// Index of the first node after the subtree, or after all nodes.
    pub(crate) fn next_index(&self, id: Option<NodeId>) -> u32 {
        id.map_or(self.nodes.len() as u32, |id| self.node(id).after)
    }

    /// The nearest function around the node (the node itself not counted).
    pub fn enclosing_function(&self, id: NodeId) -> Option<NodeId> {
        let function = self.node(id).function;
        (function != NONE).then_some(NodeId(function))
    }

    /// The nearest function or lambda around the node, or the file: where its local names live.
    pub fn enclosing_scope(&self, id: NodeId) -> NodeId {
        let scope = self.node(id).scope;
        if scope == NONE { self.root() } else { NodeId(scope) }
    }

    /// The surroundings from the file inwards.
    pub fn outer(&self) -> &[OuterScope] {
        &self.outer
    }

    /// The name of a function, class or module node; `None` for nodes that have none.
    pub fn name(&self, id: NodeId) -> Option<&'t str> {
        ["name", "type"].iter().find_map(|field| self.field(id, field)).map(|name| self.text(name))
    }

    /// Names of the definitions around the node and its own, outermost first, joined by dots.
    pub fn scope_path(&self, id: NodeId) -> String {
        let mut names: Vec<&str> = Vec::new();
        for node in std::iter::once(id).chain(self.ancestors(id)) {
            if self.is_outer(node) {
                break;
            }
            if (self.is(node, Role::Function) || self.is(node, Role::Container) || self.is(node, Role::Class))
                && let Some(name) = self.name(node)
            {
                names.push(name);
            }
        }
        names
            .extend(self.outer.iter().rev().map(|scope| scope.name.as_str()).filter(|name| !name.is_empty()));
        names.reverse();
        names.join(".")
    }

    /// First byte of the line on which `offset` stands.
    pub fn line_start(&self, offset: u32) -> u32 {
        let before = &self.text.as_bytes()[..offset as usize];
        memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at as u32 + 1)
    }
}

/// What is copied: a node's children from `range`, with everything around it as bare nodes.
pub struct Selection<'a, 'tree> {
    /// Nodes around the item from the file inwards, with what is known of them.
    pub outer: &'a [(TsNode<'tree>, OuterScope)],
    /// The children of the innermost of these that belong to the item.
    pub children: &'a [TsNode<'tree>],
    /// Nodes below that are items of their own: they come without their bodies. Sorted by start.
    pub pruned: &'a [Range<usize>],
}

/// Copies trees. Keeps a parser for the arguments of macros.
pub struct Flattener {
    language: Language,
    parser: Parser,
    reads_macros: bool,
    buffer: Vec<Node>,
    /// What the latest texts of arguments became, the newest last: while code beside them is typed they stay the same.
    injected: VecDeque<Injected>,
}

/// Arguments of macros, parsed.
struct Injected {
    /// The text of statements that was parsed.
    scratch: String,
    /// Where (start, length) those of each macro stand in it.
    places: Vec<(usize, usize)>,
    /// The nodes for each macro, with spans in that text; `None` where it is no list of expressions or items.
    found: Vec<Option<Vec<Node>>>,
}

/// How many texts of macros are remembered: a few functions under edit, with their rounds.
const MAX_INJECTED: usize = 8;

impl Flattener {
    /// A flattener for one language.
    pub fn new(language: Language) -> Flattener {
        let mut parser = Parser::new();
        // Cannot fail: the grammar's version was checked when the language was loaded.
        let _version_checked = parser.set_language(&language.grammar());
        let reads_macros = !language.expression_macros.is_empty();
        Flattener { language, parser, reads_macros, buffer: Vec::new(), injected: VecDeque::new() }
    }

    /// One that leaves the arguments of macros as the grammar has them: bare tokens.
    pub fn without_macros(language: Language) -> Flattener {
        Flattener { reads_macros: false, ..Flattener::new(language) }
    }

    /// Parses a text of its own: an example in a comment.
    pub(crate) fn parse(&mut self, text: &str) -> Option<tree_sitter::Tree> {
        self.parser.parse(text, None)
    }

    /// Copies a selection of the tree of `text`.
    pub fn flatten<'t>(&mut self, text: &'t str, selection: &Selection<'_, '_>) -> SyntaxTree<'t> {
        let mut nodes = std::mem::take(&mut self.buffer);
        nodes.clear();
        for (index, (outer, _)) in selection.outer.iter().enumerate() {
            nodes.push(Node {
                kind: outer.kind_id(),
                field: 0,
                flags: OUTER,
                start: outer.start_byte() as u32,
                end: outer.end_byte() as u32,
                parent: if index == 0 { NONE } else { index as u32 - 1 },
                after: 0,
                function: NONE,
                scope: NONE,
                below: 0,
            });
        }
        let parent = nodes.len() as u32 - 1;
        if let Some(first) = selection.children.first() {
            let mut cursor = first.walk();
            for child in selection.children {
                cursor.reset(*child);
                copy(&mut nodes, &mut cursor, parent, selection.pruned);
            }
        }
        let total = nodes.len() as u32;
        for node in &mut nodes[..selection.outer.len()] {
            node.after = total;
        }
        let mut tree = SyntaxTree {
            language: self.language,
            text,
            has_error: nodes.iter().any(|node| node.flags & (ERROR | MISSING) != 0),
            nodes,
            outer: selection.outer.iter().map(|(_, scope)| scope.clone()).collect(),
        };
        if self.reads_macros {
            self.inject_macros(&mut tree);
        }
        for index in 0..tree.nodes.len() {
            let Node { kind, field, parent: at, .. } = tree.nodes[index];
            let Some(parent) = tree.nodes.get_mut(at as usize) else { continue };
            parent.below |= child_signs(Some(kind), (field != 0).then_some(field));
            let roles = self.language.roles(parent.kind);
            let Node { function, scope, .. } = *parent;
            let is_function = roles.has(Role::Function);
            tree.nodes[index].function = if is_function { at } else { function };
            tree.nodes[index].scope = if is_function || roles.has(Role::Lambda) { at } else { scope };
        }
        tree
    }

    /// Gives the memory of a tree back for the next one.
    pub fn recycle(&mut self, tree: SyntaxTree<'_>) {
        self.buffer = tree.nodes;
    }

    /// Puts parsed arguments in place of the token trees of expression macros. All macros of a round are parsed as
    /// one text of statements, since starting the parser costs more than a short argument list; what does not parse
    /// stays a token tree. Macros inside macros take another round.
    fn inject_macros(&mut self, tree: &mut SyntaxTree<'_>) {
        const ROUNDS: usize = 4;
        // What is known to hold expressions first: guesses at other macros may fail, and take a neighbour with them.
        for is_known in [true, false] {
            let mut done_before = 0;
            for _ in 0..ROUNDS {
                let sites = macro_sites(tree, done_before, is_known);
                match self.inject_round(tree, &sites) {
                    Some(first) => done_before = first,
                    None => break,
                }
            }
        }
    }

    /// One round: the index of the first node that is new, `None` if nothing was put in.
    fn inject_round(&mut self, tree: &mut SyntaxTree<'_>, sites: &[MacroSite]) -> Option<u32> {
        if sites.is_empty() {
            return None;
        }
        let mut scratch = String::new();
        let mut places = Vec::with_capacity(sites.len());
        for site in sites {
            let body = tree.text(site.token_tree);
            let inner = &body[1..body.len() - 1];
            // Items stand alone; arguments become those of a call to `_f`.
            scratch.push_str(if site.items { "mod _m{" } else { "_f(" });
            places.push((scratch.len(), inner.len()));
            scratch.push_str(inner);
            scratch.push_str(if site.items { "\n}\n" } else { "\n);\n" });
        }
        let injected = self.injected(scratch, sites, places)?;
        let mut replacements: Vec<(NodeId, Vec<Node>)> = Vec::new();
        for ((site, &(start, _)), found) in sites.iter().zip(&injected.places).zip(&injected.found) {
            let Some(mut nodes) = found.clone() else { continue };
            let span = tree.span(site.token_tree);
            let shift = i64::from(span.start) + 1 - start as i64;
            for node in &mut nodes {
                node.start = (i64::from(node.start) + shift) as u32;
                node.end = (i64::from(node.end) + shift) as u32;
            }
            // The brackets are the token tree's own.
            if let Some(first) = nodes.first_mut() {
                (first.start, first.end) = (span.start, span.end);
            }
            clamp(&mut nodes, span);
            replacements.push((site.token_tree, nodes));
        }
        if replacements.is_empty() { None } else { Some(replace(tree, replacements)) }
    }

    /// Parses the arguments of the sites, which stand at these places of `scratch`.
    fn injected(
        &mut self,
        scratch: String,
        sites: &[MacroSite],
        places: Vec<(usize, usize)>,
    ) -> Option<&Injected> {
        let is_same = |known: &Injected| known.scratch == scratch && known.places == places;
        if let Some(known) = self.injected.iter().position(is_same) {
            return self.injected.get(known);
        }
        let parsed = self.parser.parse(&scratch, None)?;
        let mut cursor = parsed.root_node().walk();
        let mut statements: Vec<TsNode> = parsed.root_node().children(&mut cursor).collect();
        statements.retain(|statement| !statement.has_error());
        let nodes_of = |site: &MacroSite, start: usize, length: usize| {
            let next = statements.partition_point(|statement| statement.end_byte() <= start);
            let statement = statements.get(next).filter(|statement| {
                statement.start_byte() <= start && start + length <= statement.end_byte()
            })?;
            let arguments = if site.items {
                statement.child_by_field_name("body")
            } else {
                statement.child(0)?.child_by_field_name("arguments")
            }?;
            let mut nodes = Vec::new();
            copy(&mut nodes, &mut arguments.walk(), NONE, &[]);
            Some(nodes)
        };
        let found = sites.iter().zip(&places).map(|(site, &(start, length))| nodes_of(site, start, length));
        let found = found.collect();
        if self.injected.len() == MAX_INJECTED {
            self.injected.pop_front();
        }
        self.injected.push_back(Injected { scratch, places, found });
        self.injected.back()
    }
}

/// Nodes of the scratch text's own brackets reach past the token tree.
fn clamp(nodes: &mut [Node], span: Span) {
    for node in nodes {
        node.start = node.start.clamp(span.start, span.end);
        node.end = node.end.clamp(node.start, span.end);
    }
}

struct MacroSite {
    token_tree: NodeId,
    items: bool,
}

fn macro_sites(tree: &SyntaxTree<'_>, from: u32, is_known: bool) -> Vec<MacroSite> {
    let mut sites = Vec::new();
    let mut at = from;
    while (at as usize) < tree.nodes.len() {
        let node = NodeId(at);
        if tree.is(node, Role::MacroDefinition) {
            at = tree.node(node).after;
            continue;
        }
        at += 1;
        if !tree.is(node, Role::Macro) {
            continue;
        }
        let Some(name) = tree.field(node, "macro") else { continue };
        let last = tree.text(name).rsplit("::").next().unwrap_or_default();
        let Some(token_tree) = tree.children(node).find(|&child| tree.is(child, Role::TokenTree)) else {
            continue;
        };
        let body = tree.text(token_tree);
        // One that is still being typed has no closing bracket.
        if body.len() < 3 || !body.ends_with([')', ']', '}']) {
            continue;
        }
        let known = tree.language.expression_macros.iter().any(|known| known == last);
        // `cfg_rt! { mod x { .. } }` wraps whole items; they are only looked for where items may stand.
        let items = !known
            && body.starts_with('{')
            && tree.parent(node).is_some_and(|parent| {
                let parent = if tree.kind(parent) == "expression_statement" {
                    tree.parent(parent)
                } else {
                    Some(parent)
                };
                parent.is_some_and(|parent| tree.is(parent, Role::Root) || tree.is(parent, Role::Body))
            });
        if is_known && (known || items) || !is_known && !known && !items && body.starts_with('(') {
            sites.push(MacroSite { token_tree, items });
        }
    }
    sites
}

/// Puts the new subtrees in place of the old ones. Returns the index of the first node that is new.
fn replace(tree: &mut SyntaxTree<'_>, replacements: Vec<(NodeId, Vec<Node>)>) -> u32 {
    let first = replacements.first().map_or(0, |(node, _)| node.0);
    let old = std::mem::take(&mut tree.nodes);
    let mut new: Vec<Node> = Vec::with_capacity(old.len() + 64);
    // Where each old node that stays has gone, for the parents and ends of the nodes around.
    let mut moved = vec![NONE; old.len() + 1];
    let mut replacements = replacements.into_iter().peekable();
    let mut at = 0;
    while at < old.len() {
        moved[at] = new.len() as u32;
        if let Some((_, subtree)) = replacements.next_if(|(node, _)| node.0 as usize == at) {
            let base = new.len() as u32;
            let parent = moved[old[at].parent as usize];
            for (index, mut node) in subtree.into_iter().enumerate() {
                node.parent = if index == 0 { parent } else { node.parent + base };
                node.after += base;
                new.push(Node { field: if index == 0 { old[at].field } else { node.field }, ..node });
            }
            at = old[at].after as usize;
            continue;
        }
        let node = old[at];
        let parent = if node.parent == NONE { NONE } else { moved[node.parent as usize] };
        new.push(Node { parent, after: NONE, ..node });
        at += 1;
    }
    moved[old.len()] = new.len() as u32;
    for (index, node) in old.iter().enumerate() {
        let place = moved[index];
        if place != NONE && new[place as usize].after == NONE {
            // `after` of an old node is an old index that stays: subtrees are replaced whole.
            new[place as usize].after = moved[node.after as usize];
        }
    }
    tree.nodes = new;
    first
}

/// Copies the subtree under the cursor, without recursion: code nests 100,000 brackets deep when it wants to.
fn copy(nodes: &mut Vec<Node>, cursor: &mut TreeCursor<'_>, parent: u32, pruned: &[Range<usize>]) {
    let mut parents: Vec<u32> = Vec::with_capacity(32);
    let mut above = parent;
    loop {
        let node = cursor.node();
        let index = nodes.len() as u32;
        let start = node.start_byte();
        let is_pruned = !pruned.is_empty()
            && pruned
                .binary_search_by(|range| range.start.cmp(&start))
                .is_ok_and(|at| pruned[at].end == node.end_byte());
        let mut flags = 0;
        if node.is_error() {
            flags |= ERROR;
        }
        if node.is_missing() {
            flags |= MISSING;
        }
        if is_pruned {
            flags |= PRUNED;
        }
        nodes.push(Node {
            kind: node.kind_id(),
            field: cursor.field_id().map_or(0, std::num::NonZeroU16::get),
            flags,
            start: start as u32,
            end: node.end_byte() as u32,
            parent: above,
            after: index + 1,
            function: NONE,
            scope: NONE,
            below: 0,
        });
        if !is_pruned && cursor.goto_first_child() {
            parents.push(above);
            above = index;
            continue;
        }
        loop {
            if parents.is_empty() {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            cursor.goto_parent();
            nodes[above as usize].after = nodes.len() as u32;
            above = parents.pop().unwrap_or(parent);
        }
    }
}
