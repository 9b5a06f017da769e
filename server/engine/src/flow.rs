//! Values inside one function: what a name may hold at a place, and where a value goes.
//!
//! Flow is followed by position: the last assignment that certainly ran before a use, and those in branches after
//! it. No fixed point is sought; a rule wants the few assignments that a reader sees on the same screen.

use rustc_hash::FxHashMap;

use crate::language::{KindSet, Language, Role};
use crate::tree::{NodeId, SyntaxTree};

/// How a name came to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BindingKind {
    /// `name = value`, `let name = value`.
    Assigned,
    /// `name += value`: keeps what it had.
    Augmented,
    /// A parameter; the value is its default, if any.
    Parameter,
    /// An element of the value: `for name in value`.
    Element,
    /// A part of the value: `a, name = value`, `if let Some(name) = value`.
    Part,
    /// `with value as name`.
    Entered,
    /// `except Class as name`.
    Caught,
    /// A definition or import.
    Defined,
}

/// A place where a name gets a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub(crate) target: NodeId,
    pub(crate) value: Option<NodeId>,
    pub(crate) declared_type: Option<NodeId>,
    /// The statement or parameter that binds.
    pub(crate) by: NodeId,
    pub(crate) kind: BindingKind,
}

/// The bindings of an item by the scope they live in.
#[derive(Debug, Default)]
pub(crate) struct Bindings<'t> {
    by_name: FxHashMap<(NodeId, &'t str), Vec<Binding>>,
}

/// The kinds of nodes that [`Bindings`] reads.
pub(crate) fn binding_kinds(language: Language) -> KindSet {
    language.kinds_where(|kind| BINDING.contains(&kind))
}

const BINDING: [&str; 20] = [
    "assignment",
    "assignment_expression",
    "augmented_assignment",
    "compound_assignment_expr",
    "named_expression",
    "let_declaration",
    "let_condition",
    "const_item",
    "static_item",
    "for_statement",
    "for_in_clause",
    "for_expression",
    "match_arm",
    "as_pattern",
    "function_definition",
    "class_definition",
    "function_item",
    "parameters",
    "lambda_parameters",
    "closure_parameters",
];

impl<'t> Bindings<'t> {
    /// Reads the bindings of an item: `binding` are the language's [kinds that bind](binding_kinds).
    pub(crate) fn new(tree: &SyntaxTree<'t>, binding: &KindSet) -> Bindings<'t> {
        let mut bindings = Bindings::default();
        for node in tree.all().filter(|&node| binding.has(tree.kind_id(node))) {
            bindings.read(tree, node);
        }
        bindings
    }

    fn read(&mut self, tree: &SyntaxTree<'t>, node: NodeId) {
        use BindingKind::{Assigned, Augmented, Caught, Defined, Element, Entered, Part};
        let field = |name| tree.field(node, name);
        match tree.kind(node) {
            "assignment" | "assignment_expression" => {
                self.bind(tree, node, field("left"), field("right"), field("type"), Assigned);
            }
            "augmented_assignment" | "compound_assignment_expr" => {
                self.bind(tree, node, field("left"), field("right"), None, Augmented);
            }
            "named_expression" => self.bind(tree, node, field("name"), field("value"), None, Assigned),
            "let_declaration" => {
                self.bind(tree, node, field("pattern"), field("value"), field("type"), Assigned);
            }
            "let_condition" => self.bind(tree, node, field("pattern"), field("value"), None, Part),
            "const_item" | "static_item" => {
                self.bind(tree, node, field("name"), field("value"), field("type"), Assigned);
            }
            "for_statement" | "for_in_clause" => {
                self.bind(tree, node, field("left"), field("right"), None, Element);
            }
            "for_expression" => self.bind(tree, node, field("pattern"), field("value"), None, Element),
            "match_arm" => {
                let value = tree
                    .parent(node)
                    .and_then(|block| tree.parent(block))
                    .and_then(|matched| tree.field(matched, "value"));
                self.bind(tree, node, field("pattern"), value, None, Part);
            }
            "as_pattern" => {
                let value = tree.content(node).next();
                let kind = match tree.parent(node).map(|parent| tree.kind(parent)) {
                    Some("except_clause") => Caught,
                    Some("with_item") => Entered,
                    _ => Part,
                };
                self.bind(tree, node, field("alias"), value, None, kind);
            }
            "function_definition" | "class_definition" | "function_item" => {
                if !tree.is_outer(node)
                    && let Some(name) = field("name")
                {
                    let scope = tree.enclosing_scope(node);
                    self.add(
                        tree,
                        scope,
                        Binding { target: name, value: None, declared_type: None, by: node, kind: Defined },
                    );
                }
            }
            "parameters" | "lambda_parameters" | "closure_parameters" => self.read_parameters(tree, node),
            _ => {}
        }
    }

    fn read_parameters(&mut self, tree: &SyntaxTree<'t>, list: NodeId) {
        let Some(scope) = tree.parent(list) else { return };
        for parameter in tree.content(list) {
            let named = match tree.kind(parameter) {
                "identifier" | "self_parameter" => Some(parameter),
                "default_parameter" | "typed_default_parameter" => tree.field(parameter, "name"),
                "parameter" => tree.field(parameter, "pattern"),
                _ => tree.content(parameter).next(),
            };
            let Some(named) = named else { continue };
            for target in targets(tree, named) {
                let binding = Binding {
                    target,
                    value: tree.field(parameter, "value"),
                    declared_type: tree.field(parameter, "type"),
                    by: parameter,
                    kind: BindingKind::Parameter,
                };
                self.add(tree, scope, binding);
            }
        }
    }

    fn bind(
        &mut self,
        tree: &SyntaxTree<'t>,
        by: NodeId,
        target: Option<NodeId>,
        value: Option<NodeId>,
        declared_type: Option<NodeId>,
        kind: BindingKind,
    ) {
        let Some(target) = target else { return };
        let scope = tree.enclosing_scope(target);
        let unpacked = pairs(tree, target, value);
        if let Some(pairs) = unpacked {
            for (target, value) in pairs {
                self.add(tree, scope, Binding { target, value: Some(value), declared_type: None, by, kind });
            }
            return;
        }
        let plain = tree.is(target, Role::Identifier);
        for name in targets(tree, target) {
            let kind = if plain || kind != BindingKind::Assigned || name_is_whole(tree, target, name) {
                kind
            } else {
                BindingKind::Part
            };
            self.add(tree, scope, Binding { target: name, value, declared_type, by, kind });
        }
    }

    fn add(&mut self, tree: &SyntaxTree<'t>, scope: NodeId, binding: Binding) {
        self.by_name.entry((scope, tree.text(binding.target))).or_default().push(binding);
    }

    /// Every binding of the name in the scope.
    pub(crate) fn all(&self, scope: NodeId, name: &'t str) -> &[Binding] {
        self.by_name.get(&(scope, name)).map_or(&[], Vec::as_slice)
    }

    /// The bindings that may give the name at `place` its value: of the nearest scope that binds it.
    pub(crate) fn reaching(&self, tree: &SyntaxTree<'t>, place: NodeId) -> Vec<Binding> {
        self.reaching_name(tree, place, tree.text(place))
    }

    /// The same for a name that stands in a text at `place`: `{name}` in a format string.
    pub(crate) fn reaching_name(&self, tree: &SyntaxTree<'t>, place: NodeId, name: &'t str) -> Vec<Binding> {
        let mut scope = tree.enclosing_scope(place);
        loop {
            let known = self.all(scope, name);
            if !known.is_empty() {
                return reaching(tree, scope, known, place);
            }
            if scope == tree.root() {
                return Vec::new();
            }
            scope = tree.enclosing_scope(scope);
        }
    }
}

/// `mut name` and the like bind the whole value; `(a, b)` binds parts of it.
fn name_is_whole(tree: &SyntaxTree<'_>, target: NodeId, name: NodeId) -> bool {
    tree.ancestors(name).take_while(|&around| around >= target).all(|around| {
        matches!(
            tree.kind(around),
            "mut_pattern" | "ref_pattern" | "as_pattern_target" | "parenthesized_expression"
        )
    })
}

fn reaching(tree: &SyntaxTree<'_>, scope: NodeId, known: &[Binding], place: NodeId) -> Vec<Binding> {
    let at = tree.span(place).start;
    let is_before = |binding: &&Binding| {
        tree.span(binding.target).start < at
            && !(tree.encloses(binding.by, place)
                && binding.value.is_some_and(|value| tree.encloses(value, place)))
    };
    let before: Vec<&Binding> = known.iter().filter(is_before).collect();
    // A loop around the use runs what stands below it, too.
    let around_loop = tree
        .ancestors(place)
        .take_while(|&around| around != scope)
        .filter(|&around| tree.is(around, Role::Loop))
        .last();
    let later = known.iter().filter(|binding| {
        around_loop.is_some_and(|around| tree.encloses(around, binding.by))
            && tree.span(binding.target).start > at
            && binding.kind != BindingKind::Parameter
    });
    let certain = before.iter().rposition(|binding| {
        binding.kind != BindingKind::Augmented
            && (binding.kind == BindingKind::Parameter
                || tree
                    .ancestors(binding.by)
                    .find(|&around| is_branch(tree, around))
                    .is_none_or(|branch| tree.encloses(branch, place)))
    });
    let mut found: Vec<Binding> = before[certain.unwrap_or(0)..].iter().map(|&&binding| binding).collect();
    found.extend(later);
    if found.is_empty() { known.to_vec() } else { found }
}

/// Nodes whose inside may not have run.
fn is_branch(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    tree.is(node, Role::Body)
        || matches!(
            tree.kind(node),
            "block" | "match_arm" | "case_clause" | "else_clause" | "elif_clause" | "except_clause"
        )
}

/// The names in a target or pattern.
fn targets(tree: &SyntaxTree<'_>, target: NodeId) -> Vec<NodeId> {
    if tree.is(target, Role::Identifier) {
        return vec![target];
    }
    if tree.is(target, Role::Member)
        || tree.kind(target) == "subscript"
        || tree.kind(target) == "index_expression"
    {
        return Vec::new();
    }
    if tree.kind(target) == "self_parameter" {
        return tree.named_children(target).filter(|&child| tree.text(child) == "self").collect();
    }
    tree.descendants(target)
        .filter(|&node| {
            matches!(tree.kind(node), "identifier" | "shorthand_field_identifier")
                && tree.parent(node).is_some_and(|parent| {
                    !(tree.is(parent, Role::Path)
                        || matches!(tree.kind(parent), "subscript" | "keyword_argument")
                        || tree.kind(parent) == "tuple_struct_pattern"
                            && tree.field(parent, "type") == Some(node))
                })
        })
        .collect()
}

/// `a, b = x, y`: which goes where.
fn pairs(tree: &SyntaxTree<'_>, target: NodeId, value: Option<NodeId>) -> Option<Vec<(NodeId, NodeId)>> {
    let value = value?;
    let is_row = |node| {
        matches!(
            tree.kind(node),
            "pattern_list" | "tuple_pattern" | "expression_list" | "tuple" | "tuple_expression"
        )
    };
    if !is_row(target) || !is_row(value) {
        return None;
    }
    let targets: Vec<NodeId> = tree.content(target).collect();
    let values: Vec<NodeId> = tree.content(value).collect();
    (targets.len() == values.len() && targets.iter().all(|&target| tree.is(target, Role::Identifier)))
        .then(|| targets.into_iter().zip(values).collect())
}

/// What a value comes from after following names: expressions, parameters, and names nobody here binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An expression.
    Expression(NodeId),
    /// `x += value`: the statement.
    Augmented(NodeId),
    /// A parameter.
    Parameter(Parameter),
    /// An element or a part of an expression.
    PartOf(NodeId),
    /// A name bound elsewhere.
    Free(NodeId),
}

/// A parameter: the name in the list, and the whole parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) target: NodeId,
    pub(crate) by: NodeId,
}

/// More steps than any reader would take.
const MAX_STEPS: usize = 48;

/// The origins of an expression's value.
pub(crate) fn origins(tree: &SyntaxTree<'_>, bindings: &Bindings<'_>, node: NodeId) -> Vec<Origin> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if seen.contains(&node) || seen.len() > MAX_STEPS {
            continue;
        }
        seen.push(node);
        if tree.is(node, Role::Transparent) {
            open.extend(tree.content(node).next());
            continue;
        }
        match tree.kind(node) {
            "conditional_expression" => {
                let mut parts = tree.content(node);
                open.extend(parts.next());
                open.extend(parts.nth(1));
            }
            "boolean_operator" => open.extend(tree.content(node)),
            "if_expression" => {
                open.extend(tree.field(node, "consequence"));
                open.extend(tree.field(node, "alternative").and_then(|other| tree.content(other).next()));
            }
            "match_expression" => {
                let arms = tree.field(node, "body").into_iter().flat_map(|body| tree.content(body));
                open.extend(arms.filter_map(|arm| tree.field(arm, "value")));
            }
            // A Rust block is worth its last expression; one that ends in a statement is worth nothing.
            "block" if tree.language().name == "rust" => match tree.content(node).last() {
                Some(last) if !tree.kind(last).ends_with("_statement") || is_value_statement(tree, last) => {
                    open.push(
                        tree.content(last)
                            .next()
                            .filter(|_| tree.kind(last) == "expression_statement")
                            .unwrap_or(last),
                    );
                }
                _ => found.push(Origin::Expression(node)),
            },
            "named_expression" => open.extend(tree.field(node, "value")),
            _ if tree.is(node, Role::Identifier) => {
                follow(node, &bindings.reaching(tree, node), &mut found, &mut open);
            }
            _ => found.push(Origin::Expression(node)),
        }
    }
    found
}

/// `if a { .. } else { .. }` at the end of a block is an expression in a statement's clothes.
fn is_value_statement(tree: &SyntaxTree<'_>, statement: NodeId) -> bool {
    tree.kind(statement) == "expression_statement" && !tree.text(statement).ends_with(';')
}

/// Where a name's bindings lead: to origins, or to values that have some.
fn follow(node: NodeId, reaching: &[Binding], found: &mut Vec<Origin>, open: &mut Vec<NodeId>) {
    if reaching.is_empty() {
        found.push(Origin::Free(node));
    }
    for binding in reaching {
        match (binding.kind, binding.value) {
            (BindingKind::Parameter, _) => {
                found.push(Origin::Parameter(Parameter { target: binding.target, by: binding.by }));
            }
            (BindingKind::Augmented, _) => found.push(Origin::Augmented(binding.by)),
            (BindingKind::Assigned | BindingKind::Entered, Some(value)) => open.push(value),
            (_, Some(value)) => found.push(Origin::PartOf(value)),
            (_, None) => found.push(Origin::Free(node)),
        }
    }
}

/// The origins of a name in a format string.
pub(crate) fn origins_of_inline<'t>(
    tree: &SyntaxTree<'t>,
    bindings: &Bindings<'t>,
    text: NodeId,
    name: &'t str,
) -> Vec<Origin> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    follow(text, &bindings.reaching_name(tree, text, name), &mut found, &mut open);
    found.extend(open.into_iter().flat_map(|value| origins(tree, bindings, value)));
    found
}

/// The names that a format string takes from around it: `{name}`, `{name:?}`.
pub(crate) fn inline_names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let open = rest.find('{')?;
            rest = &rest[open + 1..];
            if let Some(after) = rest.strip_prefix('{') {
                rest = after;
                continue;
            }
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let name = &rest[..end];
            if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return Some(name);
            }
        }
    })
}

/// Everything the value is built from: the origins, and those of the names inside them.
pub(crate) fn ingredients<'t>(tree: &SyntaxTree<'t>, bindings: &Bindings<'t>, node: NodeId) -> Vec<Origin> {
    let mut found: Vec<Origin> = Vec::new();
    let mut open = vec![node];
    let mut seen = Vec::new();
    while let Some(node) = open.pop() {
        if seen.contains(&node) || seen.len() > MAX_STEPS {
            continue;
        }
        seen.push(node);
        for origin in origins(tree, bindings, node) {
            if found.contains(&origin) {
                continue;
            }
            found.push(origin);
            let inside = match origin {
                Origin::Expression(inside) | Origin::Augmented(inside) | Origin::PartOf(inside) => inside,
                Origin::Parameter(_) | Origin::Free(_) => continue,
            };
            open.extend(tree.subtree(inside).filter(|&name| name != node && is_value_name(tree, name)));
            let formats = tree.subtree(inside).filter(|&node| tree.is(node, Role::Macro));
            for text in formats
                .flat_map(|around| tree.descendants(around))
                .filter(|&text| tree.is(text, Role::String))
            {
                for name in inline_names(tree.text(text)) {
                    for origin in origins_of_inline(tree, bindings, text, name) {
                        if !found.contains(&origin) {
                            found.push(origin);
                            if let Origin::Expression(value) | Origin::PartOf(value) = origin {
                                open.extend(tree.subtree(value).filter(|&name| is_value_name(tree, name)));
                            }
                        }
                    }
                }
            }
        }
    }
    found
}

/// A name that stands for a value, not the name of a member, keyword or callee.
pub(crate) fn is_value_name(tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    if !matches!(tree.kind(node), "identifier" | "self") {
        return false;
    }
    let Some(parent) = tree.parent(node) else { return false };
    if tree.is(parent, Role::Member) {
        return ["attribute", "field"].iter().all(|field| tree.field(parent, field) != Some(node));
    }
    if tree.is(parent, Role::KeywordArgument) {
        return tree.field(parent, "name") != Some(node);
    }
    if tree.is(parent, Role::Call) {
        return tree.field(parent, "function") != Some(node) && tree.field(parent, "macro") != Some(node);
    }
    !matches!(tree.kind(parent), "scoped_identifier" | "type" | "dotted_name")
}

/// The name or names that the expression's value is assigned to, through what merely wraps it.
pub(crate) fn assigned_to(tree: &SyntaxTree<'_>, node: NodeId) -> Vec<NodeId> {
    let mut inner = node;
    while let Some(parent) = tree.parent(inner) {
        let target = match tree.kind(parent) {
            "assignment" | "assignment_expression" if tree.field(parent, "right") == Some(inner) => {
                tree.field(parent, "left")
            }
            "named_expression" | "const_item" | "static_item" => tree.field(parent, "name"),
            "let_declaration" | "let_condition" if tree.field(parent, "value") == Some(inner) => {
                tree.field(parent, "pattern")
            }
            "as_pattern" => tree.field(parent, "alias"),
            "match_expression" if tree.field(parent, "value") == Some(inner) => None,
            _ if tree.is(parent, Role::Transparent)
                || matches!(
                    tree.kind(parent),
                    "with_item" | "conditional_expression" | "boolean_operator"
                ) =>
            {
                inner = parent;
                continue;
            }
            // `x = f().await.context("...")?`: a method of the value that hands it on.
            "field_expression" => match tree.parent(parent) {
                Some(call) if tree.is(call, Role::Call) && tree.field(call, "function") == Some(parent) => {
                    inner = call;
                    continue;
                }
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        return target.map(|target| targets(tree, target)).unwrap_or_default();
    }
    Vec::new()
}
