//! Cuts a file into items: what one edit has to look at again.
//!
//! An item is a function, a method or what else the language sets apart, with its comments, decorators and attributes, or the
//! shell of a container (file, class, impl, module): everything in it but its items. Functions inside functions belong to the outer one.
//! What an item gave stays true when it moves: a [`Shift`] takes its places along.

use std::hash::{Hash, Hasher};
use std::num::NonZeroU16;
use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{Node as TsNode, Tree};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::language::{Language, Role};
use crate::text::Span;
use crate::tree::OuterScope;

/// One item of a parsed file.
pub struct Item<'tree> {
    /// The nodes around it from the file inwards.
    pub outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>,
    /// Equal for equal scopes in `outer`.
    around: u64,
    /// Its nodes: comments and marks before it, the definition, a comment after it on the same line.
    pub children: Vec<TsNode<'tree>>,
    /// The nodes of items inside it, which come without what is in them, in order.
    pub pruned: Vec<Range<usize>>,
    /// Equal for shells with nodes of equal kinds in `pruned`.
    pruned_kinds: u64,
    /// Its bytes.
    pub span: Span,
    /// Whether it is the shell of a container.
    pub is_shell: bool,
}

impl Item<'_> {
    /// A number that is equal for equal items in equal surroundings.
    pub fn key(&self, text: &str) -> u128 {
        // Next to syntax errors the text does not say what it was parsed to.
        let has_error = self.children.iter().any(|node| node.has_error() && !self.is_pruned(node));
        if !self.is_shell && !has_error {
            // Nearly all are such ones, and most are short: making a hasher would cost more than the hash.
            return xxh3_128(self.span.of(text).as_bytes()) ^ (u128::from(self.around) << 64);
        }
        let mut hasher = Xxh3::new();
        (self.around, self.pruned_kinds, self.is_shell).hash(&mut hasher);
        for piece in self.pieces() {
            hasher.write(piece.of(text).as_bytes());
            hasher.write_u8(0xff);
        }
        if has_error {
            self.shape(text).hash(&mut hasher);
        }
        hasher.digest128()
    }

    fn is_pruned(&self, node: &TsNode<'_>) -> bool {
        let found = self.pruned.binary_search_by_key(&node.start_byte(), |range| range.start);
        found.is_ok_and(|at| self.pruned[at].end == node.end_byte())
    }

    /// What its text was parsed to where there are syntax errors: the nodes around them and beside them, wherever the item
    /// and those inside it stand, and the lines of the errors, which are read as a whole.
    fn shape<'t>(&self, text: &'t str) -> Vec<Parsed<'t>> {
        let mut shape = Vec::new();
        let before: Vec<usize> = self
            .pruned
            .iter()
            .scan(self.span.start as usize, |before, inner| {
                *before += inner.len();
                Some(*before)
            })
            .collect();
        // Without the bytes of the items before it.
        let own = |at: usize| {
            let behind = self.pruned.partition_point(|inner| inner.end <= at);
            at - behind.checked_sub(1).map_or(self.span.start as usize, |last| before[last])
        };
        let Some(mut cursor) = self.children.first().map(TsNode::walk) else { return shape };
        for child in &self.children {
            cursor.reset(*child);
            let mut is_done = false;
            while !is_done {
                let node = cursor.node();
                let is_pruned = self.is_pruned(&node);
                shape.push(Parsed {
                    kind: node.kind_id(),
                    field: cursor.field_id(),
                    depth: cursor.depth(),
                    place: [own(node.start_byte()), own(node.end_byte())],
                    signs: [node.is_error(), node.is_missing(), is_pruned],
                    lines: if node.is_error() { lines_of(text, node.byte_range()) } else { &[] },
                });
                if node.has_error() && !is_pruned && cursor.goto_first_child() {
                    continue;
                }
                while !is_done && !cursor.goto_next_sibling() {
                    is_done = !cursor.goto_parent();
                }
            }
        }
        shape
    }

    /// The item's own bytes: a shell's lie around the items inside it.
    pub fn pieces(&self) -> impl Iterator<Item = Span> + '_ {
        let starts = std::iter::once(self.span.start).chain(self.pruned.iter().map(|inner| inner.end as u32));
        let ends = self.pruned.iter().map(|inner| inner.start as u32).chain([self.span.end]);
        starts.zip(ends).map(|(start, end)| Span::new(start, end.max(start)))
    }

    /// Where it stands.
    pub fn anchor(&self) -> Anchor {
        Anchor { start: self.span.start, holes: self.pruned.iter().map(|inner| inner.end as u32).collect() }
    }
}

/// A node next to a syntax error.
#[derive(Hash)]
struct Parsed<'t> {
    kind: u16,
    field: Option<NonZeroU16>,
    depth: u32,
    /// Where it begins and ends in the item's own bytes.
    place: [usize; 2],
    /// Whether it is an error, was missing, or is an item inside.
    signs: [bool; 3],
    /// Those of an error.
    lines: &'t [u8],
}

/// Where an item stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    start: u32,
    /// Ends of the items inside it.
    holes: Box<[u32]>,
}

/// The way of an item's places to where it stands now.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    /// Where it stood.
    pub from: &'a Anchor,
    /// Where it stands. It has as many items inside it as before.
    pub to: &'a Anchor,
}

impl Shift<'_> {
    /// A place in the item, moved along.
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    fn offset(&self, at: u32) -> u32 {
        let behind = self.from.holes.partition_point(|&end| end <= at);
        let (old, new) = match behind.checked_sub(1) {
            Some(hole) => (self.from.holes[hole], self.to.holes.get(hole).copied().unwrap_or(self.to.start)),
            None => (self.from.start, self.to.start),
        };
        (i64::from(at) + i64::from(new) - i64::from(old)).max(0) as u32
    }
}

/// Containers nested deeper than this stay in one item.
const MAX_CONTAINER_DEPTH: usize = 12;

/// The items of a file in the order in which their containers begin.
pub fn items<'tree>(language: Language, tree: &'tree Tree, text: &str) -> Vec<Item<'tree>> {
    let root = tree.root_node();
    let file = vec![(root, OuterScope { kind: root.kind_id(), ..OuterScope::default() })];
    let mut items = Vec::new();
    let mut open =
        vec![Body { around: hash_of(&file), outer: Arc::new(file), node: root, shell: Shell::File }];
    while let Some(body) = open.pop() {
        cut(language, text, body, &mut open, &mut items);
    }
    items
}

struct Body<'tree> {
    /// Nodes around the children, the body's own node last.
    outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>,
    around: u64,
    node: TsNode<'tree>,
    shell: Shell<'tree>,
}

enum Shell<'tree> {
    /// The children of the file.
    File,
    /// The container's definition with what stands before it, in the surroundings of its parent.
    Definition { outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>, around: u64, children: Vec<TsNode<'tree>> },
}

fn cut<'tree>(
    language: Language,
    text: &str,
    body: Body<'tree>,
    open: &mut Vec<Body<'tree>>,
    items: &mut Vec<Item<'tree>>,
) {
    let mut cursor = body.node.walk();
    let children: Vec<TsNode<'tree>> = body.node.children(&mut cursor).collect();
    let mut pruned: Vec<Range<usize>> = Vec::new();
    let mut pruned_kinds = Xxh3::new();
    let mut leading = 0;
    let is = |node: &TsNode<'_>, role| language.roles(node.kind_id()).has(role);
    for (index, child) in children.iter().enumerate() {
        if is(child, Role::Comment) || is(child, Role::AttributeMark) {
            let previous = index.checked_sub(1).map(|before| children[before]);
            // A comment that ends the line of the statement before it is that statement's.
            if leading == index
                && previous.is_some_and(|before| on_one_line(text, before.end_byte(), child.start_byte()))
            {
                leading = index + 1;
            }
            continue;
        }
        let definition = definition_in(language, *child);
        let is_container = is(&definition, Role::Container) && body.outer.len() < MAX_CONTAINER_DEPTH;
        let inner = is_container.then(|| definition.child_by_field_name("body")).flatten();
        let stands_alone = is(&definition, Role::Function) || is(&definition, Role::Apart);
        if !stands_alone && inner.is_none() {
            leading = index + 1;
            continue;
        }
        let mut own: Vec<TsNode<'tree>> = children[leading..=index].to_vec();
        if let Some(after) = children.get(index + 1)
            && is(after, Role::Comment)
            && on_one_line(text, child.end_byte(), after.start_byte())
        {
            own.push(*after);
        }
        pruned.extend(own.iter().map(TsNode::byte_range));
        own.iter().for_each(|node| node.kind_id().hash(&mut pruned_kinds));
        leading = index + 1;
        match inner {
            Some(inner) => {
                let mut outer = (*body.outer).clone();
                if definition.id() != child.id() {
                    outer.push((*child, OuterScope { kind: child.kind_id(), ..OuterScope::default() }));
                }
                outer.push((definition, scope_of(language, text, definition, &own)));
                outer.push((inner, OuterScope { kind: inner.kind_id(), ..OuterScope::default() }));
                open.push(Body {
                    around: hash_of(&outer),
                    outer: Arc::new(outer),
                    node: inner,
                    shell: Shell::Definition {
                        outer: body.outer.clone(),
                        around: body.around,
                        children: own,
                    },
                });
            }
            None => items.push(Item {
                span: span_of(&own),
                outer: body.outer.clone(),
                around: body.around,
                children: own,
                pruned: Vec::new(),
                pruned_kinds: 0,
                is_shell: false,
            }),
        }
    }
    pruned.sort_by_key(|range| range.start);
    pruned.dedup_by_key(|range| range.start);
    let (outer, around, children) = match body.shell {
        Shell::File => (body.outer, body.around, children),
        Shell::Definition { outer, around, children } => (outer, around, children),
    };
    items.push(Item {
        span: span_of(&children),
        outer,
        around,
        children,
        pruned,
        pruned_kinds: pruned_kinds.finish(),
        is_shell: true,
    });
}

fn hash_of(outer: &[(TsNode<'_>, OuterScope)]) -> u64 {
    let mut hasher = Xxh3::new();
    outer.iter().for_each(|(_, scope)| scope.hash(&mut hasher));
    hasher.finish()
}

/// The function or class inside decorators.
fn definition_in(language: Language, node: TsNode<'_>) -> TsNode<'_> {
    if language.roles(node.kind_id()).has(Role::Wrapper) {
        node.child_by_field_name("definition").unwrap_or(node)
    } else {
        node
    }
}

fn scope_of(language: Language, text: &str, definition: TsNode<'_>, own: &[TsNode<'_>]) -> OuterScope {
    let of = |node: TsNode<'_>| text.get(node.byte_range()).unwrap_or_default().to_owned();
    let field = |name: &str| definition.child_by_field_name(name);
    let mut bases = Vec::new();
    for list in [field("superclasses"), field("trait")].into_iter().flatten() {
        if language.roles(list.kind_id()).has(Role::Arguments) {
            bases.extend(list.named_children(&mut list.walk()).map(of));
        } else {
            bases.push(of(list));
        }
    }
    let mut marks = Vec::new();
    for node in own {
        if language.roles(node.kind_id()).has(Role::AttributeMark) {
            marks.push(of(*node));
        } else if language.roles(node.kind_id()).has(Role::Wrapper) {
            let mut cursor = node.walk();
            let decorators = node.children(&mut cursor);
            marks.extend(
                decorators.filter(|child| language.roles(child.kind_id()).has(Role::AttributeMark)).map(of),
            );
        }
    }
    OuterScope {
        kind: definition.kind_id(),
        name: field("name").or(field("type")).map(of).unwrap_or_default(),
        bases,
        marks,
    }
}

fn span_of(nodes: &[TsNode<'_>]) -> Span {
    match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) => Span::new(first.start_byte() as u32, last.end_byte() as u32),
        _ => Span::default(),
    }
}

/// The lines in which a range begins and ends, and those between.
fn lines_of(text: &str, range: Range<usize>) -> &[u8] {
    let text = text.as_bytes();
    let start = memchr::memrchr2(b'\n', b'\r', &text[..range.start]).map_or(0, |before| before + 1);
    let end = memchr::memchr2(b'\n', b'\r', &text[range.end..]).map_or(text.len(), |after| range.end + after);
    &text[start..end]
}

fn on_one_line(text: &str, from: usize, to: usize) -> bool {
    text.as_bytes().get(from..to).is_some_and(|between| memchr::memchr2(b'\n', b'\r', between).is_none())
}
