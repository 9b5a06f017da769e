//! The reference graph at its border: what `Review::standing` says of functions in small workspaces.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use thinktwice::judge::{Options, Review, Tier};
use thinktwice_engine::document::Document;

use crate::support::{Workspace, places};

fn open(files: &[(&str, &str)]) -> (Workspace, Review) {
    let workspace = Workspace::new(files);
    let (review, problems) = Review::open(vec![workspace.root()], Options::default());
    assert_eq!(problems, []);
    index(&review);
    (workspace, review)
}

fn index(review: &Review) {
    review.index(&review.files(), 2, &|_, _| {}, &AtomicBool::new(false));
}

/// Every function that is no test, with how it is reached: `file function` -> `direct`.
fn standings(workspace: &Workspace, review: &Review) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for path in review.known_files() {
        let file = path.strip_prefix(workspace.root()).unwrap().display().to_string();
        for standing in review.standing(&path).into_iter().filter(|standing| !standing.is_in_test) {
            let tier = match standing.tier {
                Tier::Direct => "direct",
                Tier::Implicit => "implicit",
                Tier::None => "none",
            };
            found.insert(format!("{file} {}", standing.path), tier);
        }
    }
    found
}

/// Asserts how the named functions are reached.
pub(crate) fn expect(files: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (workspace, review) = open(files);
    let found = standings(&workspace, &review);
    for (function, tier) in expected {
        assert_eq!(found.get(*function), Some(tier), "{function} in {found:#?}");
    }
}

const BODY: &str = "    total = 0\n    total += 1\n    return total\n";

#[test]
fn python_finds_what_imports_mean() {
    let def = |name: &str| format!("def {name}(*a):\n{BODY}");
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            ("src/shop/__init__.py", "from .prices import total as whole\nfrom .stock import *\n"),
            ("src/shop/prices.py", &format!("{}{}", def("total"), def("alone"))),
            ("src/shop/stock.py", &format!("from . import deep\n{}", def("count"))),
            ("src/shop/deep/__init__.py", "from ..prices import alone\n"),
            ("src/shop/deep/inner.py", &format!("{}{}", def("relative"), def("never"))),
            ("src/space/names.py", &def("in_namespace")),
            (
                "tests/test_shop.py",
                "import shop\nimport shop.deep.inner as inner\nfrom space import names\n\n\
                 def test_all():\n    assert shop.whole() == shop.count() == inner.relative() == names.in_namespace() == 1\n",
            ),
        ],
        &[
            ("src/shop/prices.py total", "direct"),
            ("src/shop/prices.py alone", "none"),
            ("src/shop/stock.py count", "direct"),
            ("src/shop/deep/inner.py relative", "direct"),
            ("src/shop/deep/inner.py never", "none"),
            ("src/space/names.py in_namespace", "direct"),
        ],
    );
}

#[test]
fn python_follows_classes_fixtures_and_what_runs_without_its_name() {
    let method = |name: &str| format!("    def {name}(self, *a):\n        x = 1\n        return x\n\n");
    let base = format!("class Base:\n{}{}", method("run"), method("__len__"));
    let child = format!("class Child(Base):\n{}{}", method("run"), method("__repr__"));
    let made = format!("class Made:\n{}{}", method("visit_one"), method("other"));
    expect(
        &[
            (
                "app.py",
                &format!(
                    "{base}{child}{made}\n    def go(self, kind):\n        return getattr(self, \"visit_\" + kind)()\n"
                ),
            ),
            (
                "conftest.py",
                "import pytest\nfrom app import Child\n\n@pytest.fixture\ndef child():\n    return Child()\n",
            ),
            (
                "test_app.py",
                "from app import Base, Made\n\ndef call(thing: Base):\n    return thing.run()\n\n\
                 def test_fixture(child):\n    assert call(child) == 1\n    assert len(child) == 1\n\n\
                 def test_made():\n    assert Made().go(\"one\") == 1\n",
            ),
        ],
        &[
            ("app.py Child.run", "implicit"),
            ("app.py Base.__len__", "direct"),
            ("app.py Child.__repr__", "none"),
            ("app.py Made.visit_one", "implicit"),
            ("app.py Made.other", "none"),
        ],
    );
}

#[test]
fn python_finds_methods_behind_properties_and_other_names() {
    let method = |name: &str| {
        format!("    def {name}(self, *a):\n        {}", BODY.trim_start().replace("\n    ", "\n        "))
    };
    let box_ = format!(
        "from collections import OrderedDict\n\nclass Box:\n{}{}{}{}{}\n    status = property(_read, _write)\n    other = property(fget=_other)\n    pop = _refuse\n",
        method("_read"),
        method("_write"),
        method("_refuse"),
        method("_other"),
        method("_unused"),
    );
    let field = format!(
        "class Field:\n{}\nclass Form:\n    def __init__(self):\n        self._fields = OrderedDict(a=Field())\n\n    def run(self):\n        for field in self._fields.values():\n            field.settle()\n        type(self).made()\n\n    @classmethod\n    def made(cls):\n        return 1\n",
        method("settle"),
    );
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"box\"\n"),
            // The class takes the place of the module of its name.
            ("box/__init__.py", "from .box import *\n"),
            ("box/box.py", &format!("{box_}\n{field}\nclass box:\n{}", method("open"))),
            (
                "tests/test_box.py",
                "import box\n\ndef test_it():\n    it = box.Box()\n    it.status = it.pop()\n    box.Form().run()\n    assert box.box().open()\n",
            ),
        ],
        &[
            ("box/box.py Box._read", "direct"),
            ("box/box.py Box._write", "direct"),
            ("box/box.py Box._refuse", "direct"),
            ("box/box.py Box._other", "none"),
            ("box/box.py Box._unused", "none"),
            ("box/box.py Field.settle", "implicit"),
            ("box/box.py Form.made", "direct"),
            ("box/box.py box.open", "direct"),
        ],
    );
}

#[test]
fn python_finds_what_abstract_classes_call() {
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            (
                "shop.py",
                "from collections.abc import MutableMapping, MutableSequence\n\n\
                 class Rows(MutableSequence):\n    def __getitem__(self, at):\n        return first(at)\n    \
                 def __delitem__(self, at):\n        removed(at)\n    def __setitem__(self, at, row):\n        replaced(at, row)\n    \
                 def __len__(self):\n        return 1\n    def insert(self, at, row):\n        put(at, row)\n\n\
                 class Table(MutableMapping):\n    def __getitem__(self, key):\n        return Rows()\n    \
                 def __setitem__(self, key, row):\n        stored(key, row)\n    def __delitem__(self, key):\n        forgotten(key)\n    \
                 def __iter__(self):\n        return iter([])\n    def __len__(self):\n        return 1\n\n\
                 def first(at): return 1\ndef removed(at): return 1\ndef replaced(at, row): return 1\ndef put(at, row): return 1\n\
                 def stored(key, row): return 1\ndef forgotten(key): return 1\n",
            ),
            (
                "test_shop.py",
                "from shop import Rows, Table\n\ndef test_rows():\n    rows = Rows()\n    rows.append(1)\n    assert rows[0] == 1\n\n\
                 def test_table():\n    table = Table()\n    table.setdefault(\"a\", 1)\n    assert len(table) == 1\n",
            ),
        ],
        &[
            ("shop.py put", "direct"),
            ("shop.py first", "direct"),
            ("shop.py removed", "none"),
            ("shop.py replaced", "none"),
            ("shop.py stored", "direct"),
            ("shop.py forgotten", "none"),
        ],
    );
}

#[test]
fn python_asks_the_right_side_elements_and_who_names_a_method() {
    let source = "import framework\n\nclass Shape:\n    def area(self):\n        raise NotImplementedError\n    def name(self):\n        return 1\n\n\
                  class Square(Shape, framework.Widget):\n    def area(self):\n        return squared()\n    def on_draw(self):\n        return drawn()\n    \
                  def __rmul__(self, other):\n        return multiplied()\n    def __rsub__(self, other):\n        return subtracted()\n\n\
                  class Board:\n    def __getitem__(self, at):\n        return Cell()\n    def __setitem__(self, at, value):\n        placed()\n\n\
                  class Cell:\n    def __setitem__(self, at, value):\n        filled()\n    def mark(self):\n        marked()\n    \
                  def unmark(self):\n        unmarked()\n\n\
                  def squared(): return 1\ndef drawn(): return 1\ndef multiplied(): return 1\ndef subtracted(): return 1\n\
                  def placed(): return 1\ndef filled(): return 1\ndef marked(): return 1\ndef unmarked(): return 1\n";
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            ("shapes.py", source),
            (
                "test_shapes.py",
                "from shapes import Board, Square\n\ndef test_square(given):\n    square = Square()\n    \
                 assert 2 * square == given - given\n    assert square.name() == 1\n\n\
                 def test_board():\n    board = Board()\n    board[0][1] = 2\n    board[0].mark()\n    assert board[0]\n",
            ),
        ],
        &[
            ("shapes.py squared", "none"),
            ("shapes.py drawn", "implicit"),
            ("shapes.py multiplied", "direct"),
            ("shapes.py subtracted", "none"),
            ("shapes.py filled", "implicit"),
            ("shapes.py marked", "implicit"),
            ("shapes.py unmarked", "none"),
        ],
    );
}

#[test]
fn examples_in_documentation_are_tests_of_rust() {
    let function = |name: &str, docs: &str| {
        format!(
            "{docs}pub fn {name}(by: u32) -> u32 {{\n    let mut total = by;\n    total += 1;\n    total\n}}\n"
        )
    };
    let library = [
        "//! ```\n//! assert_eq!(shop::first(1), 2);\n//! ```\n".to_owned(),
        "pub struct SmallVec;\n\nimpl SmallVec {\n    pub fn new() -> SmallVec {\n        SmallVec\n    }\n\n    /// ```rust\n    /// # use shop::SmallVec;\n    /// let items = SmallVec::new();\n    /// assert_eq!(items.count(), 0);\n    /// ```\n    pub fn count(&self) -> u32 {\n        let mut total = 0;\n        total += 0;\n        total\n    }\n}\n".to_owned(),
        function("first", ""),
        function("shown", "/// ```should_panic\n/// shop::shown(1);\n/// ```\n"),
        function("compiled", "/// ```no_run\n/// shop::compiled(1);\n/// ```\n"),
        function("told", "/// ```text\n/// shop::told(1);\n/// ```\n"),
        function("broken", "// ```\n// shop::broken(1);\n// ```\n"),
    ];
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"1.0.0\"\nedition = \"2024\"\n"),
            ("src/lib.rs", &library.join("\n")),
        ],
        &[
            ("src/lib.rs first", "direct"),
            ("src/lib.rs SmallVec.count", "direct"),
            ("src/lib.rs shown", "direct"),
            ("src/lib.rs compiled", "none"),
            ("src/lib.rs told", "none"),
            ("src/lib.rs broken", "none"),
        ],
    );
}

#[test]
fn rust_finds_what_use_and_impl_mean() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop-core\"\n"),
            ("src/lib.rs", "mod inner;\npub mod names;\npub use inner::{Stock as Store, total};\n"),
            (
                "src/inner.rs",
                "pub struct Stock(u32);\npub struct Lost(u32);\n\
                 impl Stock {\n    pub fn new(n: u32) -> Self {\n        Self(n)\n    }\n    pub fn count(&self) -> u32 {\n        self.0\n    }\n    pub fn unused(&self) -> u32 {\n        self.0\n    }\n}\n\
                 impl Drop for Stock {\n    fn drop(&mut self) {\n        self.0 = 0;\n    }\n}\n\
                 impl Clone for Stock {\n    fn clone(&self) -> Self {\n        Stock(self.0)\n    }\n}\n\
                 impl std::fmt::Display for Stock {\n    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n        write!(f, \"x\")\n    }\n}\n\
                 impl std::fmt::Debug for Stock {\n    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n        f.write_str(\"x\")\n    }\n}\n\
                 impl Drop for Lost {\n    fn drop(&mut self) {\n        self.0 = 0;\n    }\n}\n\
                 pub fn total(a: u32) -> u32 {\n    super::names::deep(a)\n}\n",
            ),
            (
                "src/names.rs",
                "pub fn deep(a: u32) -> u32 {\n    a + 1\n}\npub fn shallow(a: u32) -> u32 {\n    a + 2\n}\n",
            ),
            (
                "tests/all.rs",
                "use shop_core::*;\n#[test]\nfn works() {\n    let stock = Store::new(1);\n    assert_eq!(stock.count(), total(0));\n    assert_eq!(stock.to_string(), \"x\");\n}\n",
            ),
        ],
        &[
            ("src/inner.rs Stock.new", "direct"),
            ("src/inner.rs Stock.count", "direct"),
            ("src/inner.rs Stock.unused", "none"),
            ("src/inner.rs Stock.drop", "implicit"),
            ("src/inner.rs Stock.clone", "none"),
            ("src/inner.rs Lost.drop", "none"),
            ("src/inner.rs total", "direct"),
            ("src/names.rs deep", "direct"),
            ("src/names.rs shallow", "none"),
        ],
    );
}

#[test]
fn rust_compares_what_meets() {
    let compare = |left: &str, right: &str, method: &str, body: &str| {
        let (of_trait, gives) = match method {
            "eq" => ("PartialEq", "bool"),
            _ => ("PartialOrd", "Option<Ordering>"),
        };
        format!(
            "impl {of_trait}<{right}> for {left} {{\n    fn {method}(&self, other: &{right}) -> {gives} {{\n        {body}\n    }}\n}}\n"
        )
    };
    let source = [
        "use std::cmp::Ordering;\npub struct Name(String);\npub struct Number(u32);\n\
         impl Name {\n    pub fn new(text: &str) -> Self {\n        Name(text.to_owned())\n    }\n}\n\
         fn texts() -> bool {\n    true\n}\nfn bytes() -> bool {\n    true\n}\nfn lists() -> bool {\n    true\n}\n\
         fn from_text() -> bool {\n    true\n}\nfn from_bytes() -> bool {\n    true\n}\nfn same() -> bool {\n    true\n}\n\
         fn order() -> Option<Ordering> {\n    None\n}\nfn order_of_texts() -> Option<Ordering> {\n    None\n}\n"
            .to_owned(),
        compare("Name", "str", "eq", "texts()"),
        compare("Name", "[u8]", "eq", "bytes()"),
        compare("Name", "Vec<u8>", "eq", "lists()"),
        compare("str", "Name", "eq", "from_text()"),
        compare("[u8]", "Name", "eq", "from_bytes()"),
        compare("Name", "Name", "eq", "same()"),
        compare("Name", "Name", "partial_cmp", "order()"),
        compare("Name", "str", "partial_cmp", "order_of_texts()"),
    ]
    .concat();
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"names\"\n"),
            ("src/lib.rs", &source),
            (
                "tests/all.rs",
                "use names::Name;\n#[test]\nfn compares() {\n    let name = Name::new(\"x\");\n    let bytes = b\"x\";\n    \
                 assert_eq!(name, *\"x\");\n    assert!(name == bytes[..]);\n    assert!(*\"x\" == name);\n    \
                 assert!(name < Name::new(\"y\"));\n    assert_eq!(bytes.len(), 1);\n}\n",
            ),
        ],
        &[
            ("src/lib.rs texts", "direct"),
            ("src/lib.rs bytes", "direct"),
            ("src/lib.rs lists", "none"),
            ("src/lib.rs from_text", "implicit"),
            ("src/lib.rs from_bytes", "none"),
            ("src/lib.rs same", "implicit"),
            ("src/lib.rs order", "direct"),
            ("src/lib.rs order_of_texts", "none"),
        ],
    );
}

#[test]
fn rust_knows_what_a_variant_holds_and_that_numbers_are_compared() {
    let source = "pub struct Full(u32);\npub struct Free(u32);\npub struct Other(u32);\n\
         pub enum Entry {\n    Full(Full),\n    Free(Free),\n}\n\
         impl Full {\n    pub fn put(self) -> u32 {\n        1\n    }\n}\n\
         impl Free {\n    pub fn put(self) -> u32 {\n        2\n    }\n}\n\
         impl Other {\n    pub fn put(self) -> u32 {\n        3\n    }\n}\n\
         impl Entry {\n    pub fn add(self) -> u32 {\n        match self {\n            \
         Entry::Full(entry) => entry.put(),\n            Self::Free(entry) => entry.put(),\n        }\n    }\n}\n\
         pub struct Version(u32);\n\
         impl Version {\n    pub fn new() -> Self {\n        Version(1)\n    }\n}\n\
         impl PartialOrd for Version {\n    fn lt(&self, other: &Self) -> bool {\n        narrower()\n    }\n}\n\
         fn narrower() -> bool {\n    true\n}\n\
         pub fn rises(values: &[u32]) -> bool {\n    let (one, other) = elsewhere::pair(values);\n    one < other\n}\n";
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"maps\"\n"),
            ("src/lib.rs", source),
            (
                "tests/all.rs",
                "use maps::{Entry, rises};\n#[test]\nfn adds() {\n    let entry: Entry = made();\n    entry.add();\n    rises(&[1]);\n    let version = maps::Version::new();\n}\n",
            ),
        ],
        &[
            ("src/lib.rs Entry.add", "direct"),
            ("src/lib.rs Full.put", "direct"),
            ("src/lib.rs Free.put", "direct"),
            ("src/lib.rs Other.put", "none"),
            ("src/lib.rs rises", "direct"),
            ("src/lib.rs narrower", "none"),
        ],
    );
}

#[test]
fn rust_knows_modules_inside_methods_traits_of_foreign_types_and_macros_of_tests() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"),
            (
                "src/lib.rs",
                "use self::names::IntoName;\nuse self::part::Part;\nmod part;\n\
                 pub struct Map;\npub struct Name;\n\
                 impl Map {\n    pub fn new() -> Self {\n        Map\n    }\n\
                 pub fn insert<K: IntoName>(&mut self, key: K) {\n        key.insert(self)\n    }\n\
                 pub fn part(&self) -> Part {\n        Part\n    }\n\
                 pub fn is_sorted(&self) -> bool {\n        self.part().is_sorted()\n    }\n\
                 fn insert_text(&mut self) {}\n\
                 pub fn swap(&mut self) {}\n}\n\
                 mod names {\n    use super::{Map, Name};\n    pub trait IntoName {\n        fn insert(self, map: &mut Map);\n    }\n\
                 impl IntoName for &'static str {\n        fn insert(self, map: &mut Map) {\n            map.insert_text()\n        }\n    }\n}\n",
            ),
            (
                "src/part.rs",
                "pub struct Part;\nimpl Part {\n    pub fn is_sorted(&self) -> bool {\n        true\n    }\n}\n",
            ),
            (
                "tests/all.rs",
                "use shop::Map;\n\n#[test]\nfn all() {\n    let mut map = Map::new();\n    map.insert(\"a\");\n    assert!(map.is_sorted());\n}\n\n\
                 quickcheck! {\n    fn swapped(values: Vec<u8>) -> bool {\n        let mut map = Map::new();\n        map.swap();\n        true\n    }\n}\n",
            ),
        ],
        &[
            // `self::part::Part` is of the module, also in what a method gives.
            ("src/part.rs Part.is_sorted", "direct"),
            ("src/lib.rs names.str.insert", "direct"),
            ("src/lib.rs Map.insert_text", "direct"),
            ("src/lib.rs Map.swap", "direct"),
        ],
    );
}

#[test]
fn a_parameter_of_a_method_without_a_body_is_no_variable() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"),
            (
                "src/lib.rs",
                "pub struct Token;\npub trait Events {\n    fn token(&mut self, token: Token);\n}\n\
                 pub struct Sum(pub u32);\nimpl Events for Sum {\n    fn token(&mut self, token: Token) {\n        \
                 self.add(1)\n    }\n}\nimpl Sum {\n    fn add(&mut self, by: u32) {\n        self.0 += by\n    }\n}\n\
                 pub fn parse(events: &mut impl Events) {\n    events.token(Token)\n}\n\
                 #[test]\nfn adds() {\n    let mut sum = Sum(0);\n    parse(&mut sum);\n    assert_eq!(sum.0, 1);\n}\n",
            ),
        ],
        &[("src/lib.rs Sum.token", "implicit"), ("src/lib.rs Sum.add", "implicit")],
    );
}

#[test]
fn what_an_iterator_of_the_workspace_finds_is_one_of_its_elements() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"),
            (
                "src/lib.rs",
                "pub struct Shop;\npub struct Order<'a>(&'a str);\npub struct Orders<'a>(&'a str);\n\
                 impl Shop {\n    pub fn orders(&self) -> Orders<'_> {\n        Orders(\"a\")\n    }\n}\n\
                 impl<'a> Iterator for Orders<'a> {\n    type Item = Order<'a>;\n    fn next(&mut self) -> Option<Self::Item> {\n        \
                 Some(Order(self.0))\n    }\n}\n\
                 impl<'a> Order<'a> {\n    pub fn is_paid(&self) -> bool {\n        true\n    }\n    \
                 pub fn total(&self) -> u32 {\n        self.parts()\n    }\n    fn parts(&self) -> u32 {\n        1\n    }\n    \
                 pub fn unused(&self) -> u32 {\n        2\n    }\n}\n",
            ),
            (
                "tests/all.rs",
                "use shop::Shop;\n\n#[test]\nfn adds() {\n    let order = Shop.orders().skip(1).find(|it| it.is_paid()).unwrap();\n    \
                 assert_eq!(order.total(), 1);\n}\n",
            ),
        ],
        &[
            ("src/lib.rs Order.total", "direct"),
            ("src/lib.rs Order.parts", "direct"),
            ("src/lib.rs Order.unused", "none"),
        ],
    );
}

#[test]
fn what_a_macro_of_rust_mentions_is_mentioned_by_who_uses_it() {
    let macro_of = |name: &str, value: &str| {
        format!("macro_rules! {name} {{\n    () => {{\n        {value}\n    }};\n}}\n")
    };
    let function = |name: &str| format!("pub fn {name}() -> u32 {{\n    let total = 1;\n    total + 1\n}}\n");
    let macros = [
        "#[macro_export]\n",
        &macro_of("checked", "$crate::runtime::check($crate::runtime::Level::Low.rank())"),
        &macro_of("local", "crate::runtime::one()"),
        &macro_of("unused", "crate::runtime::two()"),
        &macro_of("outer", "inner!()"),
        &macro_of("inner", "crate::runtime::three()"),
    ];
    let runtime = [
        "pub enum Level {\n    Low,\n}\nimpl Level {\n    pub fn rank(&self) -> u32 {\n        1\n    }\n}\n",
        "pub fn check(rank: u32) -> u32 {\n    rank + 1\n}\n",
        &function("one"),
        &function("two"),
        &function("three"),
    ];
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"),
            (
                "src/lib.rs",
                "#[macro_use]\nmod macros;\npub mod runtime;\npub fn total() -> u32 {\n    local!() + outer!()\n}\n\
                 pub fn unused() -> u32 {\n    3\n}\n",
            ),
            ("src/macros.rs", &macros.concat()),
            ("src/runtime.rs", &runtime.concat()),
            (
                "tests/all.rs",
                "#[test]\nfn checks() {\n    assert_eq!(shop::checked!(), 2);\n}\n\n#[test]\nfn adds() {\n    \
                 assert_eq!(shop::total(), 4);\n}\n",
            ),
        ],
        &[
            ("src/runtime.rs check", "implicit"),
            ("src/runtime.rs Level.rank", "implicit"),
            ("src/runtime.rs one", "implicit"),
            ("src/runtime.rs three", "implicit"),
            ("src/runtime.rs two", "none"),
            // A macro and a function may have one name.
            ("src/lib.rs unused", "none"),
        ],
    );
}

#[test]
fn rust_tells_one_conversion_from_another_and_walks_backwards_where_somebody_does() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"),
            (
                "src/lib.rs",
                "pub struct Name;\npub struct Parts;\npub struct Price;\n\
                 impl From<Name> for Price {\n    fn from(name: Name) -> Self {\n        of_name()\n    }\n}\n\
                 impl From<Parts> for Price {\n    fn from(parts: Parts) -> Self {\n        of_parts()\n    }\n}\n\
                 fn of_name() -> Price {\n    Price\n}\nfn of_parts() -> Price {\n    Price\n}\n\
                 pub struct Up;\npub struct Down;\n\
                 impl Iterator for Up {\n    type Item = u8;\n    fn next(&mut self) -> Option<u8> {\n        None\n    }\n}\n\
                 impl DoubleEndedIterator for Up {\n    fn next_back(&mut self) -> Option<u8> {\n        up_back()\n    }\n}\n\
                 impl Iterator for Down {\n    type Item = u8;\n    fn next(&mut self) -> Option<u8> {\n        None\n    }\n}\n\
                 impl DoubleEndedIterator for Down {\n    fn next_back(&mut self) -> Option<u8> {\n        down_back()\n    }\n}\n\
                 fn up_back() -> Option<u8> {\n    None\n}\nfn down_back() -> Option<u8> {\n    None\n}\n\
                 impl Default for Up {\n    fn default() -> Up {\n        Up\n    }\n}\n",
            ),
            (
                "tests/all.rs",
                "use shop::{Down, Name, Price, Up};\n\n#[test]\nfn all() {\n    let name = Name;\n    let price = Price::from(name);\n\
                 for _ in Up {}\n    for _ in Down.rev() {}\n    check_default::<Up>();\n}\n\n\
                 fn check_default<T: Default>() {\n    drop(T::default());\n}\n",
            ),
        ],
        &[
            ("src/lib.rs of_name", "direct"),
            ("src/lib.rs of_parts", "none"),
            ("src/lib.rs down_back", "direct"),
            ("src/lib.rs up_back", "none"),
            ("src/lib.rs Up.default", "direct"),
        ],
    );
}

#[test]
fn rust_follows_libraries_that_something_reached_uses() {
    let source = "use serde::{Serialize, Serializer};\npub struct Name(u32);\n\
                  impl Name {\n    pub fn new() -> Self {\n        Name(1)\n    }\n}\n\
                  impl Serialize for Name {\n    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {\n        to.serialize_u32(self.0)\n    }\n}\n\
                  impl std::hash::Hash for Name {\n    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {\n        self.0.hash(state)\n    }\n}\n";
    let test = |body: &str| format!("use names::Name;\n#[test]\nfn works() {{\n    {body}\n}}\n");
    for (body, serialize, hash) in [
        ("assert_eq!(Name::new().0, 1);", "none", "none"),
        ("assert_eq!(serde_json::to_string(&Name::new()).unwrap(), \"1\");", "implicit", "none"),
        ("assert_eq!(toml::to_string(&Name::new()).unwrap(), \"1\");", "implicit", "none"),
        ("assert!(rand::random::<u32>() != Name::new().0);", "none", "none"),
        ("assert!(std::collections::HashSet::from([Name::new()]).len() == 1);", "none", "implicit"),
    ] {
        expect(
            &[
                ("Cargo.toml", "[package]\nname = \"names\"\n"),
                ("src/lib.rs", source),
                ("tests/all.rs", &test(body)),
            ],
            &[("src/lib.rs Name.serialize", serialize), ("src/lib.rs Name.hash", hash)],
        );
    }
}

#[test]
fn rust_finds_which_of_several_methods_is_meant() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"names\"\n"),
            (
                "src/lib.rs",
                "mod dates;\nmod times;\n\
                 #[derive(serde::Serialize)]\npub struct Name {\n    #[serde(with = \"crate::dates\")]\n    born: u32,\n}\n\
                 pub struct Other(u32);\n\
                 impl Name {\n    pub fn new() -> Self {\n        Name { born: 1 }\n    }\n    pub fn as_ref(&self) -> u32 {\n        own()\n    }\n    \
                 pub fn other(&self) -> Other {\n        Other(1)\n    }\n}\n\
                 impl AsRef<str> for Name {\n    fn as_ref(&self) -> &str {\n        of_trait()\n    }\n}\n\
                 impl AsRef<Name> for str {\n    fn as_ref(&self) -> &Name {\n        of_text()\n    }\n}\n\
                 impl From<Name> for String {\n    fn from(name: Name) -> Self {\n        text_of_name()\n    }\n}\n\
                 impl From<Other> for String {\n    fn from(other: Other) -> Self {\n        text_of_other()\n    }\n}\n\
                 impl ExactSizeIterator for Name {\n    fn len(&self) -> usize {\n        length()\n    }\n}\n\
                 impl std::fmt::LowerHex for Other {\n    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n        hexadecimal()\n    }\n}\n\
                 impl std::fmt::Binary for Other {\n    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n        binary()\n    }\n}\n\
                 fn hexadecimal() -> std::fmt::Result {\n    Ok(())\n}\nfn binary() -> std::fmt::Result {\n    Ok(())\n}\n\
                 fn own() -> u32 {\n    1\n}\nfn of_trait() -> &'static str {\n    \"\"\n}\nfn of_text() -> &'static Name {\n    todo!()\n}\n\
                 fn text_of_name() -> String {\n    String::new()\n}\nfn text_of_other() -> String {\n    String::new()\n}\n\
                 fn length() -> usize {\n    1\n}\n",
            ),
            (
                "src/dates.rs",
                "pub fn serialize(n: &u32) -> u32 {\n    1\n}\npub fn parse(text: &str) -> u32 {\n    1\n}\n",
            ),
            ("src/times.rs", "pub fn serialize(n: &u32) -> u32 {\n    1\n}\n"),
            (
                "tests/all.rs",
                "use names::Name;\n#[test]\nfn works() {\n    let name = Name::new();\n    assert_eq!(name.as_ref(), 1);\n    let other = name.other();\n    assert_eq!(format!(\"{:#x}\", other), \"1\");\n    \
                 assert!(given(1).as_ref().len() > 1);\n    let text: String = other.into();\n}\n",
            ),
        ],
        &[
            ("src/dates.rs serialize", "implicit"),
            ("src/dates.rs parse", "none"),
            ("src/times.rs serialize", "none"),
            ("src/lib.rs own", "direct"),
            ("src/lib.rs of_trait", "none"),
            ("src/lib.rs of_text", "none"),
            ("src/lib.rs text_of_name", "none"),
            ("src/lib.rs text_of_other", "implicit"),
            ("src/lib.rs length", "none"),
            ("src/lib.rs hexadecimal", "direct"),
            ("src/lib.rs binary", "none"),
        ],
    );
}

#[test]
fn rust_tells_functions_from_variables_of_their_names() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"parts\"\n"),
            (
                "src/lib.rs",
                "mod limit;\n\
                 #[derive(Clone)]\npub struct Whole {\n    part: Part,\n}\npub struct Part(u32);\n\
                 impl Clone for Part {\n    fn clone(&self) -> Self {\n        copied(self.0)\n    }\n}\n\
                 fn copied(n: u32) -> Part {\n    Part(n)\n}\n\
                 fn sign(text: &str) -> (char, &str) {\n    ('+', text)\n}\nfn digits(text: &str) -> u32 {\n    1\n}\n\
                 fn other(text: &str) -> u32 {\n    2\n}\n\
                 pub fn parse(text: &str, limit: u32, other: fn(&str) -> u32) -> Whole {\n    \
                 let (sign, text) = sign(text);\n    let found = digits(text);\n    let digits = found + limit::new(limit) + other(text);\n    \
                 Whole { part: Part(digits) }\n}\n",
            ),
            ("src/limit.rs", "pub fn new(n: u32) -> u32 {\n    n\n}\n"),
            (
                "tests/all.rs",
                "#[test]\nfn parses() {\n    let whole = parts::parse(\"1\", 2, |_| 3);\n    assert_eq!(whole.clone().part.0, 6);\n}\n",
            ),
        ],
        &[
            ("src/lib.rs sign", "direct"),
            ("src/lib.rs digits", "direct"),
            ("src/lib.rs other", "none"),
            ("src/limit.rs new", "direct"),
            ("src/lib.rs copied", "implicit"),
        ],
    );
}

#[test]
fn rust_types_of_the_language_have_no_methods_of_other_classes() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"parts\"\n"),
            (
                "src/lib.rs",
                "pub struct Part {\n    pub size: u8,\n}\n\
                 impl Part {\n    pub fn new() -> Part {\n        Part { size: 1 }\n    }\n    pub fn wide(&self) -> bool {\n        true\n    }\n    \
                 pub fn tall(&self) -> bool {\n        true\n    }\n}\n\
                 pub fn count() -> usize {\n    Vec::<u8>::new().len()\n}\n\
                 pub trait Deep {\n    fn deep(&self) -> bool {\n        false\n    }\n}\nimpl Deep for str {}\n\
                 pub trait Wide {\n    fn flat(&self) -> bool;\n}\nimpl Wide for str {\n    fn flat(&self) -> bool {\n        false\n    }\n}\n",
            ),
            (
                "tests/all.rs",
                "use parts::*;\n#[test]\nfn works() {\n    let part = Part { size: 1 };\n    let size: u8 = part.size;\n    \
                 assert!(size.wide() && \"a\".tall() && \"a\".flat() && \"a\".deep() && count() == 0);\n}\n",
            ),
        ],
        &[
            ("src/lib.rs Part.new", "none"),
            ("src/lib.rs Part.wide", "none"),
            ("src/lib.rs Part.tall", "none"),
            ("src/lib.rs Deep.deep", "implicit"),
            ("src/lib.rs str.flat", "implicit"),
            ("src/lib.rs count", "direct"),
        ],
    );
}

#[test]
fn programs_that_tests_run_are_reached() {
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n[project.scripts]\nbill = \"shop.cli:main\"\n"),
            ("shop/__init__.py", ""),
            (
                "shop/cli.py",
                &format!("def main():\n    return work()\n\ndef work():\n{BODY}\ndef idle():\n{BODY}"),
            ),
            ("shop/__main__.py", "from .other import start\n\nstart()\n"),
            ("shop/other.py", &format!("def start():\n{BODY}")),
            (
                "tests/test_cli.py",
                "import subprocess\nimport sys\n\ndef test_bill():\n    assert subprocess.run([\"bill\", \"--all\"]).returncode == 0\n\n\
                 def test_module():\n    assert subprocess.run([sys.executable, \"-m\", \"shop\"]).returncode == 0\n",
            ),
        ],
        &[("shop/cli.py work", "direct"), ("shop/cli.py idle", "none"), ("shop/other.py start", "direct")],
    );
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"tool\"\n"),
            ("src/main.rs", "fn main() {\n    work();\n}\nfn work() {\n    println!(\"x\");\n}\n"),
            (
                "tests/cli.rs",
                "use std::process::Command;\n#[test]\nfn runs() {\n    assert!(Command::new(env!(\"CARGO_BIN_EXE_tool\")).status().unwrap().success());\n}\n",
            ),
        ],
        &[("src/main.rs work", "direct")],
    );
}

#[test]
fn what_a_module_does_as_a_program_is_not_done_by_an_import() {
    let module = |name: &str| {
        format!(
            "def {name}():\n{BODY}\ndef {name}_used():\n{BODY}\n{name}_used()\nif __name__ == \"__main__\":\n    {name}()\n"
        )
    };
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            ("shop/__init__.py", ""),
            ("shop/loaded.py", &module("loaded")),
            ("shop/run.py", &module("run")),
            (
                "tests/test_shop.py",
                "import subprocess, sys\nimport shop.loaded\n\ndef test_it():\n    assert shop.loaded\n    assert subprocess.run([sys.executable, \"-m\", \"shop.run\"]).returncode == 0\n",
            ),
        ],
        &[
            ("shop/loaded.py loaded", "none"),
            ("shop/loaded.py loaded_used", "direct"),
            ("shop/run.py run", "direct"),
            ("shop/run.py run_used", "direct"),
        ],
    );
}

#[test]
fn edits_and_files_that_come_and_go_give_what_a_fresh_look_gives() {
    let library = format!("def first():\n    return second()\n\ndef second():\n{BODY}");
    let (workspace, review) = open(&[
        ("lib.py", &library),
        ("test_lib.py", "from lib import second\n\ndef test_it():\n    assert second() == 1\n"),
    ]);
    let states: [(&str, Option<&str>); 5] = [
        ("test_lib.py", Some("from lib import first\n\ndef test_it():\n    assert first() == 1\n")),
        ("lib.py", Some("def first():\n    return 2\n\ndef second():\n    return 3\n")),
        ("more.py", Some("def third():\n    return 4\n")),
        ("test_lib.py", Some("from more import third\n\ndef test_it():\n    assert third() == 4\n")),
        ("more.py", None),
    ];
    let mut seen = vec![standings(&workspace, &review)];
    for (name, text) in states {
        let path = workspace.root().join(name);
        match text {
            Some(text) => {
                workspace.write(name, text.as_bytes());
                let mut document = Document::new(review.language_of(&path).unwrap(), text);
                document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
                review.check_document(&path, &document, None, None);
            }
            None => {
                std::fs::remove_file(&path).unwrap();
                review.remove(&path);
            }
        }
        let (fresh, _) = Review::open(vec![workspace.root()], Options::default());
        index(&fresh);
        let now = standings(&workspace, &review);
        assert_eq!(now, standings(&workspace, &fresh), "after {name}");
        assert_ne!(seen.last(), Some(&now), "{name} changes something");
        seen.push(now);
    }
}

/// Who mentions each function, how it is reached, and what rules say of calls that do not fit.
fn all_links(workspace: &Workspace, review: &Review) -> Vec<String> {
    let mut found = Vec::new();
    for path in review.known_files() {
        let file = path.strip_prefix(workspace.root()).unwrap().display().to_string();
        for standing in review.standing(&path) {
            let mut callers = review.callers(&path, standing.name_span);
            callers.sort();
            found.push(format!("{file} {} {:?} {callers:?}", standing.path, standing.tier));
        }
        let findings = review.findings(&path);
        found.extend(
            findings.iter().map(|finding| format!("{file} {} {}", finding.rule.name, finding.message)),
        );
    }
    found
}

/// One name after the other is made another and taken back, as when it is typed and undone: what is derived anew for the
/// names that changed has to be what all of it gives.
fn names_that_change_give_what_a_fresh_look_gives(files: &[(&str, &str)], names: &[&str]) {
    let (workspace, review) = open(files);
    let before = all_links(&workspace, &review);
    let code: Vec<&(&str, &str)> = files.iter().filter(|(name, _)| *name != "Cargo.toml").collect();
    let edit = |name: &str, text: &str| {
        workspace.write(name, text.as_bytes());
        let path = workspace.root().join(name);
        let mut document = Document::new(review.language_of(&path).unwrap(), text);
        document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
        review.check_document(&path, &document, None, None);
    };
    for (name, text) in &code {
        edit(name, text);
    }
    review.catch_up();
    let places = code.iter().flat_map(|(name, text)| {
        let of_name = names.iter().flat_map(|old| text.match_indices(old).map(|(at, _)| (at, *old)));
        of_name.map(|(at, old)| (*name, *text, at, old)).collect::<Vec<_>>()
    });
    let places: Vec<(&str, &str, usize, &str)> = places.collect();
    let mut seen = std::collections::BTreeSet::new();
    for (number, (name, text, at, old)) in places.iter().enumerate().step_by(places.len() / 16) {
        let new = if number % 2 == 0 { format!("{old}_") } else { names[number % names.len()].to_owned() };
        let mut edited = (*text).to_owned();
        edited.replace_range(*at..at + old.len(), &new);
        edit(name, &edited);
        let now = all_links(&workspace, &review);
        let (fresh, _) = Review::open(vec![workspace.root()], Options::default());
        index(&fresh);
        assert_eq!(now, all_links(&workspace, &fresh), "{old} to {new} in {name}: {edited}");
        seen.insert(now);
        edit(name, text);
        assert_eq!(before, all_links(&workspace, &review), "{new} to {old} in {name}");
    }
    assert!(seen.len() > 8, "{} states", seen.len());
}

#[test]
fn python_links_again_what_mentions_a_name_that_changed() {
    let files = [
        (
            "shop/base.py",
            "class Base:\n    limit = 3\n\n    def charge(self, money):\n        return self.limit + money\n\n    @property\n    \
             def total(self):\n        return self.charge(1)\n\n\nclass Store(Base):\n    def load(self):\n        return \
             self.total\n\n\ndef make():\n    return Store()\n",
        ),
        (
            "shop/client.py",
            "from shop.base import Store, make\nfrom shop import base\n\n\nclass Client(Store):\n    def __init__(self):\n        \
             self.store = Store()\n        self.total = make()\n\n    def load(self):\n        return \
             self.store.charge(2)\n\n    def whole(self):\n        return self.total.load() + super().load()\n\n\ndef \
             client():\n    return base.make().charge(1, 2)\n",
        ),
        (
            "test_shop.py",
            "from shop.client import Client, client\nfrom shop.base import *\n\n\ndef test_load():\n    assert Client().load() == 5\n\n\n\
             def test_make():\n    assert make().total == 4\n\n\ndef test_client():\n    assert client() == 4\n",
        ),
    ];
    let names =
        ["Base", "Store", "Client", "charge", "total", "load", "make", "client", "store", "limit", "whole"];
    names_that_change_give_what_a_fresh_look_gives(&files, &names);
}

#[test]
fn rust_links_again_what_mentions_a_name_that_changed() {
    let files = [
        ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        (
            "src/lib.rs",
            "mod base;\nmod client;\nuse base::{Base, Charge};\nuse client::Client;\n\npub fn make() -> Client {\n    let base = \
             Base::new();\n    Client::load(base)\n}\n\npub fn total() -> u32 {\n    make().whole() + Base::new().charge()\n}\n\n\
             #[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds() {\n        assert_eq!(total(), \
             4);\n    }\n\n    #[test]\n    fn loads() {\n        assert_eq!(make().base.charge(), 1);\n    }\n}\n",
        ),
        (
            "src/base.rs",
            "pub trait Charge {\n    fn charge(&self) -> u32 {\n        self.limit()\n    }\n    fn limit(&self) -> u32;\n}\n\n\
             pub struct Base {\n    pub store: u32,\n}\n\nimpl Base {\n    pub fn new() -> Base {\n        Base { store: 1 }\n    \
             }\n}\n\nimpl Charge for Base {\n    fn limit(&self) -> u32 {\n        self.store\n    }\n}\n\nmacro_rules! fresh {\n    () => {\n        \
             $crate::base::Base::new().store\n    };\n}\n",
        ),
        (
            "src/client.rs",
            "use crate::base::{Base, Charge};\n\npub struct Client {\n    pub base: Base,\n}\n\nimpl Client {\n    pub fn \
             load(base: Base) -> Client {\n        Client { base }\n    }\n\n    pub fn whole(&self) -> u32 {\n        \
             self.base.charge() + self.total() + fresh!()\n    }\n\n    fn total(&self) -> u32 {\n        self.base.limit()\n    }\n}\n",
        ),
    ];
    let names = [
        "Base", "Client", "Charge", "charge", "total", "load", "make", "store", "limit", "whole", "new",
        "fresh",
    ];
    names_that_change_give_what_a_fresh_look_gives(&files, &names);
}

#[test]
fn in_a_large_workspace_typing_does_not_wait_for_what_tests_reach() {
    let many: String =
        (0..2_100).map(|number| format!("def f{number}():\n    return {number}\n\n")).collect();
    let (workspace, review) = open(&[
        ("many.py", &many),
        ("lib.py", &format!("def first():\n{BODY}\ndef second():\n{BODY}")),
        ("test_lib.py", "from lib import second\n\ndef test_it():\n    assert second() == 1\n"),
    ]);
    review.let_lag();
    let tiers = || {
        let found = standings(&workspace, &review);
        ["first", "second"].map(|name| found[&format!("lib.py {name}")])
    };
    assert_eq!(tiers(), ["none", "direct"]);
    let edit = |name: &str, text: &str| {
        let path = workspace.root().join(name);
        let mut document = Document::new(review.language_of(&path).unwrap(), text);
        document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
        review.check_document(&path, &document, None, None);
    };
    edit("test_lib.py", "from lib import first\n\ndef test_it():\n    assert first() == 1\n");
    assert_eq!(tiers(), ["none", "direct"]);
    // A function keeps what is known of it wherever it stands.
    edit("lib.py", &format!("def new():\n{BODY}\ndef second():\n{BODY}\ndef first():\n{BODY}"));
    assert_eq!(tiers(), ["none", "direct"]);
    assert!(review.catch_up().contains(&workspace.root().join("lib.py")));
    assert_eq!(tiers(), ["direct", "none"]);
    assert!(review.catch_up().is_empty());
}

#[test]
fn the_nearest_test_does_not_depend_on_the_order_of_files() {
    let test = |name: &str| format!("from shop import whole\n\ndef {name}():\n    assert whole() == 1\n");
    let files = [
        ("shop.py", format!("def whole():\n{BODY}\ndef alone():\n{}{BODY}", "    print(1)\n".repeat(5))),
        ("tests/test_a.py", test("test_a")),
        ("tests/test_b.py", test("test_b")),
        ("tests/test_c.py", test("test_c")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let workspace = Workspace::new(&files);
    let nearest = |is_turned: bool| {
        let (review, _) = Review::open(vec![workspace.root()], Options::default());
        let mut paths = review.files();
        paths.sort_by_key(|path| std::cmp::Reverse(path.clone()));
        if !is_turned {
            paths.reverse();
        }
        paths.iter().for_each(|path| drop(review.reload(path)));
        index(&review);
        let found = review.findings(&workspace.root().join("shop.py"));
        let untested = found.into_iter().find(|finding| finding.rule.name == "untested-change").unwrap();
        untested.evidence[0].text.clone()
    };
    assert!(nearest(false).contains("test_a"), "{}", nearest(false));
    assert_eq!(nearest(true), nearest(false));
}

#[test]
fn a_manifest_that_changes_is_followed() {
    let (workspace, review) = open(&[
        ("pyproject.toml", "[project]\nname = \"shop\"\n"),
        ("cli.py", &format!("def start():\n{BODY}\ndef other():\n{BODY}")),
        (
            "tests/test_cli.py",
            "import subprocess\n\ndef test_it():\n    assert subprocess.run([\"bill\"]).returncode == 0\n",
        ),
    ]);
    assert_eq!(standings(&workspace, &review)["cli.py start"], "none");
    workspace
        .write("pyproject.toml", b"[project]\nname = \"shop\"\n[project.scripts]\nbill = \"cli:start\"\n");
    let touched = review.reload(&workspace.root().join("pyproject.toml"));
    assert!(touched.contains(&workspace.root().join("cli.py")), "{touched:?}");
    assert_eq!(standings(&workspace, &review)["cli.py start"], "direct");
    assert_eq!(standings(&workspace, &review)["cli.py other"], "none");
}

#[test]
fn a_coverage_report_newer_than_the_code_overrules_and_an_older_one_does_not() {
    let (workspace, review) = open(&[
        ("pyproject.toml", "[project]\nname = \"shop\"\n"),
        ("lib.py", &format!("def called():\n{BODY}\ndef elsewhere():\n{BODY}")),
        ("test_lib.py", "from lib import called\n\ndef test_it():\n    assert called() == 1\n"),
    ]);
    let report =
        "{\"files\": {\"lib.py\": {\"executed_lines\": [1, 6, 7, 8, 9], \"missing_lines\": [2, 3, 4]}}}";
    workspace.write("coverage.json", report.as_bytes());
    review.reload(&workspace.root().join("coverage.json"));
    let measured = standings(&workspace, &review);
    assert_eq!((measured["lib.py called"], measured["lib.py elsewhere"]), ("none", "implicit"));
    let finding = review.findings(&workspace.root().join("lib.py"));
    assert!(finding.iter().all(|finding| !finding.message.contains("elsewhere")), "{finding:?}");

    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    std::fs::File::options()
        .write(true)
        .open(workspace.root().join("coverage.json"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    review.reload(&workspace.root().join("coverage.json"));
    let seen = standings(&workspace, &review);
    assert_eq!((seen["lib.py called"], seen["lib.py elsewhere"]), ("direct", "none"));
}

#[test]
fn the_database_of_coverage_py_is_read() {
    for kind in ["lines", "branches"] {
        let (workspace, review) = open(&[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            (
                "lib.py",
                "def first():\n    total = 0\n    total += 1\n    return total\n\n\ndef second():\n    total = 0\n    total += 1\n    return total\n",
            ),
            ("test_lib.py", "from lib import second\n\ndef test_it():\n    assert second() == 1\n"),
        ]);
        let before = standings(&workspace, &review);
        assert_eq!((before["lib.py first"], before["lib.py second"]), ("none", "direct"));
        let fixture =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/fixtures/coverage-{kind}.sqlite"));
        workspace.write(".coverage", &std::fs::read(fixture).unwrap());
        review.reload(&workspace.root().join(".coverage"));
        // The measured run called the first one only.
        let now = standings(&workspace, &review);
        assert_eq!((now["lib.py first"], now["lib.py second"]), ("implicit", "none"), "{kind}");
    }
}

#[test]
fn a_method_that_a_class_elsewhere_has_in_its_own_way_is_no_stub() {
    let class = |name: &str| format!("class {name}:\n    def setting(self):\n        pass\n");
    let workspace = Workspace::new(&[
        ("shop/__init__.py", ""),
        ("shop/module.py", &class("Module")),
        ("shop/alone.py", &class("Alone")),
        (
            "shop/log.py",
            "from .module import Module\n\nclass Log(Module):\n    def setting(self):\n        self.level = 1\n",
        ),
    ]);
    let stubs =
        || places(&workspace.run(&["check", "--select", "stub-body", "--format", "json"]).out, "stub-body");
    assert_eq!(stubs(), ["shop/alone.py:2"]);
    workspace.write("shop/log.py", b"from .module import Module\n\nclass Log(Module):\n    level = 1\n");
    assert_eq!(stubs(), ["shop/alone.py:2", "shop/module.py:2"]);
}

#[test]
fn the_command_tells_reached_functions_and_hollow_tests() {
    let workspace = Workspace::new(&[
        ("pyproject.toml", "[project]\nname = \"shop\"\n"),
        (
            "lib.py",
            &format!("def called():\n{BODY}\ndef <odd>():\n    pass\n\ndef lost():\n{BODY}")
                .replace("<odd>", "odd"),
        ),
        ("test_lib.py", "from lib import called\n\ndef test_it():\n    result = called()\n"),
    ]);
    let text = workspace.run(&["tests"]);
    assert_eq!(text.code, 0, "{}", text.err);
    assert!(text.out.contains("lost:"), "{}", text.out);
    assert!(text.out.contains("[test-without-assertion]"), "{}", text.out);
    let json: serde_json::Value =
        serde_json::from_str(&workspace.run(&["tests", "--format", "json"]).out).unwrap();
    assert_eq!(json["version"], 1);
    let module = &json["modules"][0];
    assert_eq!(
        (&module["path"], &module["reached"], &module["not-reached"]),
        (&"lib.py".into(), &1.into(), &1.into())
    );
    assert_eq!(json["hollow"][0]["rule"], "test-without-assertion");
    let page = workspace.run(&["tests", "--format", "html"]).out;
    assert!(page.contains("<svg") && page.contains("lib.py") && page.contains("lost"), "{page}");
    assert!(!page.contains("http"), "a page of its own");
}

#[test]
fn lenses_count_callers_and_tests() {
    let (workspace, review) = open(&[
        (
            "lib.py",
            &format!("def base():\n{BODY}\ndef one():\n    return base()\n\ndef two():\n    return base()\n"),
        ),
        ("test_lib.py", "from lib import one\n\ndef test_it():\n    assert one() == 1\n"),
    ]);
    let all = review.changed_functions(&workspace.root().join("lib.py"));
    let counts: Vec<_> = all
        .iter()
        .map(|(standing, mentions)| (standing.path.as_str(), mentions.callers, mentions.tests))
        .collect();
    assert_eq!(counts, [("base", 2, 0), ("one", 0, 1), ("two", 0, 0)]);
}

/// Answers look up the files' texts while they have the graph; an edit has the graph taken in. They once waited for
/// each other for good.
#[test]
fn edits_and_answers_do_not_wait_for_each_other() {
    let code = |number: usize| format!("def one(a):\n{BODY}\n\ndef two(b):\n    rate = {number}\n{BODY}");
    let tests = "from shop import one\n\ndef test_one():\n    assert one(1) == 1\n";
    let (workspace, review) = open(&[("shop.py", &code(0)), ("tests/test_shop.py", tests)]);
    let path = workspace.root().join("shop.py");
    let language = review.language_of(&path).unwrap();
    let (done, ended) = mpsc::channel();
    // Threads of their own: a test that hangs cannot be ended otherwise.
    let review = Arc::new(review);
    for work in 0..2 {
        let (review, path, done) = (review.clone(), path.clone(), done.clone());
        std::thread::spawn(move || {
            for number in 0..400 {
                if work == 0 {
                    let mut document = Document::new(language, &code(number));
                    document.parse(&mut tree_sitter::Parser::new(), None).unwrap();
                    review.check_document(&path, &document, None, None);
                } else {
                    review.findings(&path);
                }
            }
            done.send(()).unwrap();
        });
    }
    for _ in 0..2 {
        ended.recv_timeout(Duration::from_secs(100)).expect("an edit and an answer wait for each other");
    }
}

#[test]
fn what_a_mark_registers_is_reached_where_tests_have_a_client() {
    let def = |name: &str| format!("def {name}():\n{BODY}\n");
    let program = format!(
        "import click\nimport library\n\n{}{}{}{}{}\n@click.group()\ndef cli():\n    \"\"\"Shop.\"\"\"\n\n@cli.command(name=\"sell\")\n\
         def sell():\n    price()\n\n@cli.group()\ndef stock():\n    \"\"\"Stock.\"\"\"\n\n@stock.command()\n\
         def count():\n    counted()\n\nSTEPS = []\nstep = STEPS.append\n\n@step\ndef first():\n    stepped()\n\n\
         moves = library.Moves('shop')\n\n@moves()\ndef second():\n    moved()\n\n\
         def wrapped(mark):\n    @mark\n    def inner():\n        kept()\n    return inner\n",
        def("price"),
        def("counted"),
        def("stepped"),
        def("moved"),
        def("kept"),
    );
    for (test, commands) in [
        (
            "from click.testing import CliRunner\nfrom shop.program import cli\n\ndef test_sell(words):\n    assert CliRunner().invoke(cli, words)\n",
            "implicit",
        ),
        ("from shop.program import cli\n\ndef test_sell():\n    assert cli.name == 'cli'\n", "none"),
        (
            "from shop.program import app\n\ndef test_sell(words):\n    assert app.test_cli_runner().invoke(args=words)\n",
            "implicit",
        ),
    ] {
        expect(
            &[
                ("pyproject.toml", "[project]\nname = \"shop\"\n"),
                ("shop/__init__.py", ""),
                ("shop/program.py", &program),
                ("tests/test_program.py", test),
            ],
            &[
                ("shop/program.py price", commands),
                ("shop/program.py counted", commands),
                ("shop/program.py stepped", "implicit"),
                ("shop/program.py moved", "implicit"),
                ("shop/program.py kept", "none"),
            ],
        );
    }
}

#[test]
fn of_several_commands_those_are_reached_that_a_test_names() {
    let command = |mark: &str, name: &str| {
        format!("@cli.command({mark})\ndef {name}():\n    {name}_done()\n\ndef {name}_done():\n{BODY}\n")
    };
    let program = format!(
        "import click\n\n@click.group(default='standing')\ndef cli():\n    \"\"\"Shop.\"\"\"\n\n{}{}{}{}{}",
        command("name=\"sell\"", "sell_one"),
        command("", "count_all"),
        command("", "drop_cmd"),
        command("", "standing"),
        command("", "lost"),
    );
    let alone = format!(
        "import typer\napp = typer.Typer()\n\n@app.command()\ndef greet(name):\n    greeted()\n\ndef greeted():\n{BODY}"
    );
    let head =
        "from click.testing import CliRunner\nfrom shop.alone import app\nfrom shop.program import cli\n\n";
    let named = "def test_all():\n    runner = CliRunner()\n    assert runner.invoke(cli, [\"--fast\", \"sell\", \"-x\", name()])\n    \
                 assert runner.invoke(cli, \"count-all --fast\")\n    assert runner.invoke(cli, args=[\"drop\"])\n";
    let unnamed = "def run(*args):\n    return CliRunner().invoke(cli, args)\n\ndef test_all():\n    assert run(\"sell\")\n";
    for (test, lost) in [(named, "none"), (unnamed, "implicit")] {
        expect(
            &[
                ("pyproject.toml", "[project]\nname = \"shop\"\n"),
                ("shop/__init__.py", ""),
                ("shop/program.py", &program),
                ("shop/alone.py", &alone),
                ("tests/test_program.py", &format!("{head}{test}")),
            ],
            &[
                ("shop/program.py sell_one_done", "implicit"),
                ("shop/program.py count_all_done", "implicit"),
                ("shop/program.py drop_cmd_done", "implicit"),
                ("shop/program.py standing_done", "implicit"),
                ("shop/program.py lost_done", lost),
                ("shop/alone.py greeted", "implicit"),
            ],
        );
    }
}

#[test]
fn an_import_runs_the_module_though_it_takes_a_thing_of_its_name() {
    let routes = format!(
        "from fastapi import APIRouter\nrouter = APIRouter()\n\n@router.get('/')\ndef read():\n    counted()\n\ndef counted():\n{BODY}"
    );
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"app\"\n"),
            ("app/__init__.py", ""),
            (
                "app/main.py",
                "from fastapi import FastAPI\nfrom .routes import items\napp = FastAPI()\napp.include_router(items.router)\n",
            ),
            ("app/routes/__init__.py", ""),
            ("app/routes/items.py", &routes),
            (
                "tests/test_items.py",
                "from fastapi.testclient import TestClient\nfrom app.main import app\n\n\
                 def test_read():\n    assert TestClient(app).get('/').json() == 1\n",
            ),
        ],
        &[("app/routes/items.py counted", "implicit")],
    );
}

#[test]
fn files_that_are_linked_at_once_mean_the_same_by_a_name() {
    let mut files = vec![("pyproject.toml".to_owned(), "[project]\nname = \"shop\"\n".to_owned())];
    let mut expected = Vec::new();
    for number in 0..100 {
        let class = format!(
            "class Part{number}:\n    def work{number}(self):\n        return step{number}()\n\ndef step{number}():\n{BODY}"
        );
        // Each test asks an object that nobody knows for a method of another file, whose class is made in a third one.
        let (asked, made) = ((number + 37) % 100, (number + 53) % 100);
        let test = format!(
            "import shop.part{asked}\nfrom shop.part{made} import Part{made}\n\ndef test_{number}(box):\n    Part{made}()\n    \
             assert box.take().work{asked}() == 1\n"
        );
        files.push((format!("shop/part{number}.py"), class));
        files.push((format!("tests/test_{number}.py"), test));
        expected.push(format!("shop/part{number}.py step{number}"));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let expected: Vec<(&str, &str)> = expected.iter().map(|name| (name.as_str(), "implicit")).collect();
    expect(&files, &expected);
}

#[test]
fn what_a_mark_gives_back_it_has_noted() {
    let module = format!(
        "CHECKS = {{}}\n\ndef checks(name):\n    def note(function: F) -> F:\n        CHECKS[name] = function\n        return function\n    \
         return note\n\ndef wrapped(function):\n    def inner(*a):\n        return function(*a)\n    return inner\n\n\
         @checks('date')\ndef is_date(text):\n{BODY}\n@wrapped\ndef is_time(text):\n{BODY}"
    );
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            ("shop/__init__.py", ""),
            ("shop/checks.py", &module),
            (
                "tests/test_checks.py",
                "from shop.checks import CHECKS\n\ndef test_date():\n    assert CHECKS['date']('x')\n",
            ),
        ],
        &[("shop/checks.py is_date", "implicit"), ("shop/checks.py is_time", "none")],
    );
}

#[test]
fn what_a_field_a_cast_or_a_protocol_holds_may_be_anything() {
    let class = |name: &str, method: &str| {
        format!("class {name}:\n    def {method}(self):\n        x = 1\n        return x\n\n")
    };
    let module = format!(
        "from typing import Any, Protocol, cast\nfrom attrs import define, field\n\n{}{}{}{}\
         class Shown(Protocol):\n    def show(self): ...\n\n\
         @define\nclass Printer:\n    _form = field()\n    def run(self, shown: Shown, other):\n        shown.show()\n        \
         cast(Any, other).weigh()\n        cast('Known', other).count()\n        return self._form.fill()\n\n\
         def use():\n    return Printer(Form()).run(Sign(), Weight())\n",
        class("Form", "fill"),
        class("Sign", "show"),
        class("Weight", "weigh"),
        class("Known", "count"),
    );
    expect(
        &[
            ("shop.py", &module),
            ("test_shop.py", "from shop import use\n\ndef test_use():\n    assert use() == 1\n"),
        ],
        &[
            ("shop.py Form.fill", "implicit"),
            ("shop.py Sign.show", "implicit"),
            ("shop.py Weight.weigh", "implicit"),
            ("shop.py Known.count", "direct"),
        ],
    );
}

#[test]
fn a_test_of_python_holds_objects_of_what_it_loads() {
    let module = |name: &str, class: &str, method: &str| {
        format!(
            "class {class}:\n    def weigh(self):\n        x = 1\n        return x\n\n    def {method}(self):\n        x = 1\n        \
             return x\n\ndef {name}():\n    return {class}()\n"
        )
    };
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            ("shop/__init__.py", ""),
            ("shop/left.py", &module("left", "Left", "lift")),
            ("shop/right.py", &module("right", "Right", "size")),
            ("shop/hidden.py", &module("hidden", "Hidden", "seek_out")),
            ("tests/__init__.py", ""),
            ("tests/support.py", "def check(thing):\n    assert thing.parts().size() == 1\n"),
            (
                "tests/test_left.py",
                "from shop.left import left\n\ndef test_left(box):\n    assert left()\n    \
                 assert box.take().weigh() == 1\n\ndef test_hidden(box):\n    \
                 assert box.load('hidden').seek_out() == 1\n",
            ),
            (
                "tests/test_right.py",
                "from shop.right import right\nfrom tests.support import check\n\ndef test_right():\n    check(right())\n",
            ),
        ],
        &[
            ("shop/left.py Left.weigh", "implicit"),
            ("shop/right.py Right.weigh", "none"),
            // A helper is given what those have who use it.
            ("shop/right.py Right.size", "implicit"),
            // What no test imports may be loaded by any.
            ("shop/hidden.py Hidden.seek_out", "implicit"),
        ],
    );
}

#[test]
fn the_text_of_an_error_is_reached_by_tests_that_ask_for_it() {
    let error = |name: &str| {
        format!("class {name}(Exception):\n    def __str__(self):\n        x = 'x'\n        return x\n\n")
    };
    let errors: String = ["Refused", "Lost", "Empty", "Late"].map(error).concat();
    let module = format!(
        "{errors}def buy(kind):\n    if kind == 1:\n        raise Refused\n    if kind == 2:\n        raise Lost\n    \
         if kind == 3:\n        raise Late\n    raise Empty\n"
    );
    expect(
        &[
            ("shop.py", &module),
            (
                "test_shop.py",
                "import pytest\nfrom shop import Empty, Late, Lost, Refused, buy\n\ndef test_refused():\n    \
                 with pytest.raises(Refused) as caught:\n        buy(1)\n    assert str(caught.value) == 'x'\n\n\
                 def test_lost():\n    with pytest.raises(Lost):\n        buy(2)\n\ndef test_empty():\n    \
                 with pytest.raises(Empty, match='x'):\n        buy(4)\n\n@pytest.mark.parametrize('late', [Late()])\n\
                 def test_late(late):\n    assert str(late) == 'x'\n",
            ),
        ],
        &[
            ("shop.py Refused.__str__", "implicit"),
            ("shop.py Lost.__str__", "none"),
            ("shop.py Empty.__str__", "direct"),
            ("shop.py Late.__str__", "implicit"),
        ],
    );
}

#[test]
fn objects_are_made_of_classes_that_another_is_told_of_or_asks_for() {
    let class = |name: &str, base: &str| {
        format!("class {name}({base}):\n    def show(self):\n        x = 1\n        return x\n\n")
    };
    let module = format!(
        "KNOWN = {{}}\n\nclass Noted:\n    def __init_subclass__(cls):\n        KNOWN[cls.__name__] = cls\n\n\
         class Asked:\n    pass\n\nclass Other:\n    pass\n\n{}{}{}\
         def show(name):\n    for kind in Asked.__subclasses__():\n        kind()\n    return KNOWN[name]().show()\n",
        class("English", "Noted"),
        class("French", "Asked"),
        class("German", "Other"),
    );
    expect(
        &[
            ("shop.py", &module),
            ("test_shop.py", "from shop import show\n\ndef test_show():\n    assert show('English') == 1\n"),
        ],
        &[
            ("shop.py English.show", "implicit"),
            ("shop.py French.show", "implicit"),
            ("shop.py German.show", "none"),
        ],
    );
}

#[test]
fn who_handles_a_signal_is_not_called_by_who_says_so() {
    let method = |name: &str| format!("    def {name}(self, *given):\n        x = 1\n        return x\n\n");
    let module = format!(
        "import signal\n\nclass Worker:\n    def start(self, loop):\n        signal.signal(signal.SIGTERM, self.stop)\n        \
         loop.add_signal_handler(signal.SIGINT, self.halt)\n        return list(map(self.report, [loop]))\n\n{}{}{}",
        method("stop"),
        method("halt"),
        method("report"),
    );
    expect(
        &[
            ("shop.py", &module),
            (
                "test_shop.py",
                "from shop import Worker\n\ndef test_start(loop):\n    assert Worker().start(loop)\n",
            ),
        ],
        &[
            ("shop.py Worker.stop", "none"),
            ("shop.py Worker.halt", "none"),
            ("shop.py Worker.report", "direct"),
        ],
    );
}

#[test]
fn an_object_of_python_is_shown_in_messages_that_few_tests_ask_for() {
    let class =
        |name: &str| format!("class {name}:\n    def __repr__(self):\n        x = 'x'\n        return x\n\n");
    let module = format!(
        "{}{}{}    def __str__(self):\n        return repr(self)\n\n\
         def check(price: Price):\n    if not price:\n        raise ValueError(f'no {{price!r}}')\n    return 1\n",
        class("Price"),
        class("Offer"),
        class("Label"),
    );
    expect(
        &[
            ("shop.py", &module),
            (
                "test_shop.py",
                "from shop import Label, Offer, Price, check\n\ndef test_check():\n    assert check(Price()) == 1\n\n\
                 def test_shown():\n    assert repr(Offer()) == 'x'\n    assert str(Label()) == 'x'\n",
            ),
        ],
        &[
            ("shop.py Price.__repr__", "none"),
            ("shop.py Offer.__repr__", "direct"),
            ("shop.py Label.__repr__", "direct"),
        ],
    );
}

#[test]
fn types_and_variables_of_python_make_no_objects() {
    let class = |name: &str, base: &str| {
        format!(
            "class {name}{base}:\n    def __init__(self, *given):\n        self.given = given\n        self.x = 1\n\n"
        )
    };
    let module = format!(
        "from typing import Callable, Generic, Optional, TypeAlias, TypeVar\nimport signs\n\nT = TypeVar('T')\n\n{}{}{}{}{}{}\
         Handler = Callable[[Event], None]\nGiven: TypeAlias = Sign | None\n\n\
         class Box:\n    def __init__(self):\n        self.part: Optional[Part] = None\n\n    \
         def read(self):\n        return self.part\n\n    def make(self):\n        from parts import Other as cls\n        \
         return cls()\n",
        class("Rows", "(Generic[T])"),
        class("Table", "(Rows[int])"),
        class("Wide", "(Table[int])"),
        class("Event", ""),
        class("Sign", ""),
        class("Part", ""),
    );
    expect(
        &[
            ("shop.py", &module),
            ("parts.py", &class("Other", "")),
            (
                "test_shop.py",
                "from shop import Box\n\ndef test_box():\n    assert Box().read() is Box().make()\n",
            ),
        ],
        &[
            ("shop.py Rows.__init__", "none"),
            ("shop.py Table.__init__", "none"),
            ("shop.py Event.__init__", "none"),
            ("shop.py Sign.__init__", "none"),
            ("shop.py Part.__init__", "none"),
            ("parts.py Other.__init__", "direct"),
        ],
    );
}

#[test]
fn an_object_of_python_hands_on_what_it_is_asked_for_and_lacks() {
    let method = |name: &str| format!("    def {name}(self):\n        x = 1\n        return x\n\n");
    let module = format!(
        "class Stock:\n{}{}class Proxy:\n    def __init__(self):\n        self.stock = Stock()\n\n    \
         def __getattr__(self, name):\n        return getattr(self.stock, name)\n\n{}",
        method("close"),
        method("count"),
        method("copy"),
    );
    expect(
        &[
            ("shop.py", &module),
            (
                "test_shop.py",
                "from shop import Proxy\n\ndef test_proxy():\n    assert Proxy().close() == 1\n",
            ),
        ],
        &[
            ("shop.py Stock.close", "implicit"),
            ("shop.py Stock.count", "none"),
            ("shop.py Proxy.copy", "none"),
        ],
    );
}

#[test]
fn operators_of_code_mean_the_language_s_own_types() {
    let class = |name: &str, method: &str| {
        format!("class {name}:\n    def {method}(self):\n        x = 1\n        return x\n\n")
    };
    let module = format!(
        "{}{}def lowered(value):\n    return -value\n\ndef turned(value):\n    return ~value\n",
        class("Price", "__neg__"),
        class("Mark", "__invert__"),
    );
    expect(
        &[
            ("shop.py", &module),
            (
                "test_shop.py",
                "from shop import Mark, Price, lowered\n\ndef test_price(given):\n    assert Price() != lowered(1)\n\n\
                 def test_mark(given):\n    assert Mark() != ~given\n",
            ),
        ],
        &[("shop.py Price.__neg__", "none"), ("shop.py Mark.__invert__", "implicit")],
    );
}

#[test]
fn python_knows_nothing_of_a_name_that_is_none_at_first() {
    expect(
        &[
            ("pyproject.toml", "[project]\nname = \"shop\"\n"),
            (
                "src/shop/reply.py",
                "class Reply:\n    def force(self):\n        total = 0\n        total += 1\n        return total\n\n\n\
                 def answer(make):\n    reply = None\n    reply, rest = make()\n    reply.force()\n",
            ),
            (
                "tests/test_reply.py",
                "from shop.reply import Reply, answer\n\n\ndef test_answer():\n    assert answer(lambda: (Reply(), 1)) is None\n",
            ),
        ],
        &[("src/shop/reply.py Reply.force", "implicit")],
    );
}
