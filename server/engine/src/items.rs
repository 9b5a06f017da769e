//! Cuts a file into items: what one edit has to look at again.
//!
//! An item is a function or method with its comments, decorators and attributes, or the shell of a container (file,
//! class, impl, module): everything in it but its items. Functions inside functions belong to the outer one.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{Node as TsNode, Tree};

use crate::language::{Language, Role};
use crate::text::Span;
use crate::tree::OuterScope;

/// One item of a parsed file.
pub struct Item<'tree> {
    /// The nodes around it from the file inwards.
    pub outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>,
    /// Its nodes: comments and marks before it, the definition, a comment after it on the same line.
    pub children: Vec<TsNode<'tree>>,
    /// Items inside it, which come without bodies.
    pub pruned: Vec<Range<usize>>,
    /// Its bytes.
    pub span: Span,
    /// Whether it is the shell of a container, whose text says too little to know it again by.
    pub is_shell: bool,
}

impl Item<'_> {
    /// A number that is equal for equal items in equal surroundings.
    pub fn key(&self, text: &str) -> u128 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for (_, scope) in self.outer.iter() {
            scope.hash(&mut hasher);
        }
        hasher.write(self.span.of(text).as_bytes());
        hasher.digest128()
    }
}

/// Containers nested deeper than this stay in one item.
const MAX_CONTAINER_DEPTH: usize = 12;

/// The items of a file in the order in which their containers begin.
pub fn items<'tree>(language: Language, tree: &'tree Tree, text: &str) -> Vec<Item<'tree>> {
    let root = tree.root_node();
    let file = Arc::new(vec![(root, OuterScope { kind: root.kind_id(), ..OuterScope::default() })]);
    let mut items = Vec::new();
    let mut open = vec![Body { outer: file, node: root, shell: Shell::File }];
    while let Some(body) = open.pop() {
        cut(language, text, body, &mut open, &mut items);
    }
    items
}

struct Body<'tree> {
    /// Nodes around the children, the body's own node last.
    outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>,
    node: TsNode<'tree>,
    shell: Shell<'tree>,
}

enum Shell<'tree> {
    /// The children of the file.
    File,
    /// The container's definition with what stands before it, in the surroundings of its parent.
    Definition { outer: Arc<Vec<(TsNode<'tree>, OuterScope)>>, children: Vec<TsNode<'tree>> },
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
        if !is(&definition, Role::Function) && inner.is_none() {
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
                    outer: Arc::new(outer),
                    node: inner,
                    shell: Shell::Definition { outer: body.outer.clone(), children: own },
                });
            }
            None => items.push(Item {
                span: span_of(&own),
                outer: body.outer.clone(),
                children: own,
                pruned: Vec::new(),
                is_shell: false,
            }),
        }
    }
    pruned.sort_by_key(|range| range.start);
    pruned.dedup_by_key(|range| range.start);
    let (outer, children) = match body.shell {
        Shell::File => (body.outer, children),
        Shell::Definition { outer, children } => (outer, children),
    };
    items.push(Item { span: span_of(&children), outer, children, pruned, is_shell: true });
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

fn on_one_line(text: &str, from: usize, to: usize) -> bool {
    text.as_bytes().get(from..to).is_some_and(|between| memchr::memchr2(b'\n', b'\r', between).is_none())
}
