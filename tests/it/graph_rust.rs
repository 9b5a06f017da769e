//! What the reference graph makes of Rust's traits: which of several `impl`s code means, and what runs without its name.

use crate::graph::expect;

/// A function of this name that only says that it ran.
fn mark(name: &str) -> String {
    format!("pub fn {name}() -> u32 {{\n    1\n}}\n")
}

/// An `impl` with one method, which calls the function `mark`.
fn give(header: &str, signature: &str, mark: &str) -> String {
    format!("impl {header} {{\n    fn {signature} {{\n        {mark}();\n        todo!()\n    }}\n}}\n")
}

/// Asserts how functions of `src/lib.rs` are reached from a test with this body, beside which more code stands.
fn expect_of(source: &str, beside: &str, body: &str, expected: &[(&str, &str)]) {
    let marks: String = expected.iter().map(|(name, _)| mark(name)).collect();
    let source = format!("{source}{marks}");
    let test = format!("use shop::*;\n{beside}\n#[test]\nfn works() {{\n    {body}\n}}\n");
    let expected: Vec<(String, &str)> =
        expected.iter().map(|(name, tier)| (format!("src/lib.rs {name}"), *tier)).collect();
    let expected: Vec<(&str, &str)> = expected.iter().map(|(name, tier)| (name.as_str(), *tier)).collect();
    expect(
        &[("Cargo.toml", "[package]\nname = \"shop\"\n"), ("src/lib.rs", &source), ("tests/all.rs", &test)],
        &expected,
    );
}

#[test]
fn a_loop_over_a_reference_asks_the_reference() {
    let source = [
        "pub struct List;\nimpl List {\n    pub fn new() -> List {\n        List\n    }\n}\n".to_owned(),
        give("IntoIterator for List", "into_iter(self) -> Up", "of_list"),
        give("<'a> IntoIterator for &'a List", "into_iter(self) -> Up", "of_borrowed"),
        give("<'a> IntoIterator for &'a mut List", "into_iter(self) -> Up", "of_changed"),
    ]
    .concat();
    for (beside, body, list, borrowed, changed) in [
        ("", "let list = List::new();\n    for _ in &list {}", "none", "direct", "none"),
        ("", "let mut list = List::new();\n    for _ in &mut list {}", "none", "none", "direct"),
        ("", "let list = List::new();\n    list.into_iter().next();", "direct", "none", "none"),
        ("", "let list = List::new();\n    Vec::new().extend(&list);", "none", "direct", "none"),
        ("", "drop(List::new());\n    given(|rows| for _ in rows {});", "none", "none", "none"),
        ("fn walk(list: &List) {\n    for _ in list {}\n}", "walk(&List::new());", "none", "direct", "none"),
        (
            "fn walk(list: &List) {\n    for _ in (list) {}\n}",
            "walk(&List::new());",
            "none",
            "direct",
            "none",
        ),
        (
            "fn list(some: &Rows) -> List {\n    todo!()\n}",
            "for _ in list().first() {}",
            "direct",
            "direct",
            "direct",
        ),
    ] {
        let expected = [("of_list", list), ("of_borrowed", borrowed), ("of_changed", changed)];
        expect_of(&source, beside, body, &expected);
    }
}

/// Names that are read, and what goes wrong with them.
fn errors() -> String {
    [
        "pub struct Name;\npub struct BadName;\npub struct BadPlace;\npub struct Fault;\n\
         pub type Result<T> = std::result::Result<T, BadName>;\n\
         impl Name {\n    pub fn read(text: &str) -> std::result::Result<Name, BadName> {\n        Err(BadName)\n    }\n    \
         pub fn parse(text: &str) -> Result<Name> {\n        Err(BadName)\n    }\n}\n\
         pub fn place() -> u32 {\n    drop(BadPlace);\n    1\n}\n"
            .to_owned(),
        give("std::fmt::Display for BadName", "fmt(&self, f: &mut Formatter) -> fmt::Result", "bad_name_shown"),
        give("std::fmt::Display for BadPlace", "fmt(&self, f: &mut Formatter) -> fmt::Result", "bad_place_shown"),
        give("From<BadName> for Fault", "from(error: BadName) -> Fault", "fault_of_name"),
        give("From<BadPlace> for Fault", "from(error: BadPlace) -> Fault", "fault_of_place"),
        give("From<Other> for Fault", "from(error: Other) -> Fault", "place"),
    ]
    .concat()
}

#[test]
fn the_error_of_a_result_is_known_by_its_type() {
    let both = "#[test]\nfn places() {\n    assert_eq!(place(), 1);\n}";
    for (body, name, place, of_name, of_place) in [
        ("assert_eq!(Name::read(\"\").unwrap_err().to_string(), \"\");", "direct", "none", "none", "none"),
        ("assert_eq!(Name::parse(\"\").unwrap_err().to_string(), \"\");", "direct", "none", "none", "none"),
        (
            "if let Err(bad) = Name::read(\"\") {\n    let fault: Fault = bad.into();\n    }",
            "none",
            "none",
            "direct",
            "none",
        ),
        (
            "assert!(Name::read(\"\").map_err(|bad| format!(\"{}\", bad)).is_err());",
            "direct",
            "none",
            "none",
            "none",
        ),
        ("given(|bad| format!(\"{}\", bad));", "none", "none", "none", "none"),
    ] {
        let expected = [
            ("bad_name_shown", name),
            ("bad_place_shown", place),
            ("fault_of_name", of_name),
            ("fault_of_place", of_place),
        ];
        expect_of(&errors(), both, body, &expected);
    }
}

#[test]
fn a_helper_that_shows_anything_may_show_all_that_tests_make() {
    let beside = "fn check(value: impl std::fmt::Display) {\n    assert_eq!(value.to_string(), \"\");\n}\n\
                  #[test]\nfn places() {\n    assert_eq!(place(), 1);\n}";
    let expected = [
        ("bad_name_shown", "implicit"),
        ("bad_place_shown", "implicit"),
        ("fault_of_name", "none"),
        ("fault_of_place", "none"),
    ];
    expect_of(&errors(), beside, "check(Name::read(\"\").unwrap_err());", &expected);
}

#[test]
fn names_in_a_text_are_formatted_as_it_says() {
    let source = [
        "use crate::std::fmt;\npub struct Name;\nimpl Name {\n    pub fn new() -> Name {\n        Name\n    }\n}\n".to_owned(),
        give("fmt::Octal for Name", "fmt(&self, f: &mut Formatter) -> fmt::Result", "octal"),
        give("std::fmt::Display for Name", "fmt(&self, f: &mut Formatter) -> fmt::Result", "display"),
        give("std::fmt::Debug for Name", "fmt(&self, f: &mut Formatter) -> fmt::Result", "debug"),
        give("std::fmt::LowerHex for Name", "fmt(&self, f: &mut Formatter) -> fmt::Result", "hexadecimal"),
    ]
    .concat();
    for (text, display, debug, hexadecimal) in [
        ("\"a {name}\"", "direct", "none", "none"),
        ("\"{{}} {name:>8}\"", "direct", "none", "none"),
        ("\"{name:#?}\"", "none", "direct", "none"),
        ("\"{name:04x}\"", "none", "none", "direct"),
        ("\"{{name}}\"", "none", "none", "none"),
        ("\"{:?}\", name", "none", "direct", "none"),
        ("\"{}\", Name::FIRST", "direct", "none", "none"),
        ("\"{}\", given(|f| std::fmt::LowerHex::fmt(&name, f))", "none", "none", "direct"),
        ("\"{:?} {:<4}\", name, name", "direct", "direct", "none"),
    ] {
        let body = format!("let name = Name::new();\n    assert_eq!(format!({text}), \"\");");
        let expected =
            [("display", display), ("debug", debug), ("hexadecimal", hexadecimal), ("octal", "none")];
        expect_of(&source, "", &body, &expected);
    }
}

#[test]
fn conversions_are_found_by_bounds_variants_and_what_is_given() {
    let source = [
        "pub struct Name;\npub struct Port;\npub struct Price;\npub enum Kind {\n    Low,\n    High(u8, u8),\n}\n\
         impl Name {\n    pub fn read(text: &str) -> Option<Name> {\n        None\n    }\n}\n\
         impl Port {\n    pub fn new() -> Port {\n        Port\n    }\n}\n\
         pub fn named<T>(name: T) -> u32\nwhere\n    T: TryInto<Name>,\n{\n    name.try_into();\n    1\n}\n\
         pub fn priced(price: impl Into<Price>) -> Price {\n    price.into()\n}\n\
         pub fn cheap() -> Price {\n    Kind::Low.into()\n}\npub fn dear() -> Price {\n    Kind::High(1, 2).into()\n}\n"
            .to_owned(),
        give("TryFrom<&str> for Name", "try_from(text: &str) -> Result<Self, ()>", "name_of_text"),
        give("From<Kind> for Price", "from(kind: Kind) -> Price", "price_of_kind"),
        give("From<Port> for Price", "from(port: Port) -> Price", "price_of_port"),
        give("From<Name> for Price", "from(name: Name) -> Price", "price_of_name"),
        give("PartialEq<Port> for u16", "eq(&self, port: &Port) -> bool", "number_is_port"),
        give("PartialEq<Port> for Name", "eq(&self, port: &Port) -> bool", "name_is_port"),
        give("From<&[u8]> for Port", "from(bytes: &[u8]) -> Port", "port_of_bytes"),
        give("From<&str> for Port", "from(text: &str) -> Port", "port_of_text"),
        give("From<String> for Port", "from(text: String) -> Port", "port_of_string"),
    ]
    .concat();
    let all = [
        "name_of_text",
        "price_of_kind",
        "price_of_port",
        "price_of_name",
        "number_is_port",
        "name_is_port",
        "port_of_bytes",
        "port_of_text",
        "port_of_string",
    ];
    let cases: [(&str, &[(&str, &str)]); 7] = [
        ("assert_eq!(named(\"x\"), 1);", &[("name_of_text", "direct")]),
        (
            "priced(given());",
            &[("price_of_kind", "direct"), ("price_of_port", "direct"), ("price_of_name", "direct")],
        ),
        ("cheap();", &[("price_of_kind", "implicit")]),
        ("dear();", &[("price_of_kind", "implicit")]),
        ("let port = Port::new();\n    assert_eq!(8080, port);", &[("number_is_port", "implicit")]),
        (
            "let name = Name::read(\"\").unwrap();\n    let port = Port::new();\n    assert!(name == port);",
            &[("name_is_port", "direct")],
        ),
        ("let text = given();\n    Port::from(text.as_bytes());", &[("port_of_bytes", "direct")]),
    ];
    for (body, reached) in cases {
        let tier =
            |name: &str| reached.iter().find(|(known, _)| *known == name).map_or("none", |(_, tier)| tier);
        let expected: Vec<(&str, &str)> = all.iter().map(|name| (*name, tier(name))).collect();
        expect_of(&source, "", body, &expected);
    }
}

#[test]
fn what_is_hashed_or_measured_is_what_code_has_hashed_or_measured() {
    let source = [
        "use std::hash::{Hash, Hasher};\npub struct Name;\npub struct Place;\npub struct Up;\n\
         impl Name {\n    pub fn new() -> Name {\n        Name\n    }\n}\n\
         impl Place {\n    pub fn new() -> Place {\n        Place\n    }\n}\n\
         impl Up {\n    pub fn new() -> Up {\n        Up\n    }\n}\n"
            .to_owned(),
        give("Hash for Name", "hash<H: Hasher>(&self, state: &mut H)", "name_hashed"),
        give("Hash for Place", "hash<H: Hasher>(&self, state: &mut H)", "place_hashed"),
        "impl Iterator for Up {\n    type Item = u8;\n    fn next(&mut self) -> Option<u8> {\n        None\n    }\n    \
         fn size_hint(&self) -> (usize, Option<usize>) {\n        measured();\n        (0, None)\n    }\n}\n"
            .to_owned(),
    ]
    .concat();
    let places = "#[test]\nfn places() {\n    Place::new();\n    for _ in Up::new() {}\n}";
    let helper = "fn hash_of<T: std::hash::Hash>(it: T) -> u64 {\n    let mut hasher = DefaultHasher::new();\n    \
                  it.hash(&mut hasher);\n    1\n}\n#[test]\nfn places() {\n    Place::new();\n}";
    for (beside, body, name, place, measured) in [
        (places, "std::collections::HashSet::from([Name::new()]);", "implicit", "none", "none"),
        (helper, "hash_of(Name::new());", "implicit", "implicit", "none"),
        (places, "let up = Up::new();\n    assert_eq!(up.len(), 0);", "none", "none", "direct"),
        (places, "let all: Vec<u8> = Up::new().collect();", "none", "none", "direct"),
    ] {
        let expected = [("name_hashed", name), ("place_hashed", place), ("measured", measured)];
        expect_of(&source, beside, body, &expected);
    }
}

#[test]
fn lifetimes_are_no_types_and_names_of_the_library_no_methods() {
    let source = "pub struct Other;\npub fn a() -> Other {\n    Other\n}\npub struct Table;\npub struct Row<'a> {\n    table: &'a Table,\n}\n\
                  impl Table {\n    pub fn wide(&self) -> bool {\n        table_is_wide();\n        true\n    }\n    \
                  pub fn split_at(&self, at: usize) -> bool {\n        table_is_split();\n        true\n    }\n    \
                  pub fn into_rows(self) -> bool {\n        table_in_rows();\n        true\n    }\n    \
                  pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {\n        None.into_iter()\n    }\n}\n\
                  impl<'a> Row<'a> {\n    pub fn wide(&self) -> bool {\n        self.table.wide()\n    }\n}\n\
                  impl Other {\n    pub fn wide(&self) -> bool {\n        other_is_wide();\n        true\n    }\n}\n";
    let expected = [
        ("table_is_wide", "direct"),
        ("table_is_split", "none"),
        ("table_in_rows", "none"),
        ("other_is_wide", "none"),
    ];
    let body = "let table = Table;\n    for row in table.rows() {\n        assert!(row.wide());\n    }\n    given(|it| it.split_at(1));\n    (0..3).into_rows();";
    expect_of(source, "", body, &expected);
}

#[test]
fn what_is_only_measured_is_not_tested_and_what_is_fuzzed_is() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\n"),
            (
                "src/lib.rs",
                &[
                    mark("tested"),
                    mark("measured"),
                    mark("fuzzed"),
                    "#[test]\nfn t() {\n    tested();\n}\n".to_owned(),
                ]
                .concat(),
            ),
            (
                "benches/all.rs",
                "use shop::measured;\nfn bench(c: &mut Criterion) {\n    measured();\n}\ncriterion_group!(benches, bench);\n",
            ),
            ("fuzz/fuzz_targets/all.rs", "fuzz_target!(|text: &str| {\n    shop::fuzzed();\n});\n"),
        ],
        &[("src/lib.rs tested", "direct"), ("src/lib.rs measured", "none"), ("src/lib.rs fuzzed", "direct")],
    );
}

#[test]
fn an_alias_of_result_gives_what_it_is_of() {
    let source = "pub struct Found;\npub struct Fault;\npub struct Other;\npub type ReadResult<'a, T> = std::result::Result<T, Fault>;\n\
                  pub struct SearchResult {\n    pub found: Found,\n}\n\
                  impl Found {\n    pub fn read() -> ReadResult<'static, Self> {\n        todo!()\n    }\n    \
                  pub fn wide(&self) -> bool {\n        found_is_wide();\n        true\n    }\n}\n\
                  impl SearchResult {\n    pub fn new() -> SearchResult {\n        todo!()\n    }\n    \
                  pub fn wide(&self) -> bool {\n        search_is_wide();\n        true\n    }\n}\n\
                  impl Fault {\n    pub fn wide(&self) -> bool {\n        fault_is_wide();\n        true\n    }\n}\n\
                  impl Other {\n    pub fn wide(&self) -> bool {\n        other_is_wide();\n        true\n    }\n}\n";
    for (body, found, search, fault) in [
        ("Found::read().unwrap().wide();", "direct", "none", "none"),
        ("if let Ok(found) = Found::read() {\n        found.wide();\n    }", "direct", "none", "none"),
        ("SearchResult::new().wide();", "none", "direct", "none"),
        ("Found::read().unwrap_err().wide();", "none", "none", "direct"),
    ] {
        let expected = [
            ("found_is_wide", found),
            ("search_is_wide", search),
            ("fault_is_wide", fault),
            ("other_is_wide", "none"),
        ];
        expect_of(source, "", body, &expected);
    }
}

#[test]
fn a_function_that_is_imported_beside_its_module_does_not_hide_it() {
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\n"),
            ("src/lib.rs", "pub mod exec;\n"),
            ("src/exec/mod.rs", "mod job;\npub use self::job::{batch, job};\n"),
            ("src/exec/job.rs", &[mark("job"), mark("batch"), mark("rest")].concat()),
            ("tests/all.rs", "#[test]\nfn works() {\n    shop::exec::job();\n    shop::exec::batch();\n}\n"),
        ],
        &[
            ("src/exec/job.rs job", "direct"),
            ("src/exec/job.rs batch", "direct"),
            ("src/exec/job.rs rest", "none"),
        ],
    );
}

#[test]
fn what_a_call_gives_tells_what_is_made_of_it() {
    let source = [
        "pub struct Name;\npub struct Maker;\nimpl Name {\n    pub fn read() -> Name {\n        Name\n    }\n}\n\
         pub fn named<T>(name: T) -> u32\nwhere\n    T: TryInto<Name>,\n{\n    name.try_into();\n    1\n}\n\
         impl Maker {\n    pub fn new() -> Maker {\n        Maker\n    }\n    \
         pub fn name(self, after: u8, name: impl TryInto<Name>) -> Maker {\n        name.try_into();\n        self\n    }\n    \
         pub fn short<T: TryInto<Name>>(name: T) -> Maker {\n        Maker::new().name(1, name)\n    }\n}\n"
            .to_owned(),
        give("TryFrom<&str> for Name", "try_from(text: &str) -> Result<Self, ()>", "of_text"),
        give("TryFrom<String> for Name", "try_from(text: String) -> Result<Self, ()>", "of_string"),
        give("TryFrom<Vec<u8>> for Name", "try_from(bytes: Vec<u8>) -> Result<Self, ()>", "of_bytes"),
        give("TryFrom<u8> for Name", "try_from(number: u8) -> Result<Self, ()>", "of_number"),
    ]
    .concat();
    for (body, text, string, bytes, number) in [
        ("named(\"x\");", "direct", "none", "none", "none"),
        ("named(7);", "none", "none", "none", "direct"),
        ("named(String::from(\"x\"));", "none", "direct", "none", "none"),
        ("Maker::new().name(1, b\"x\".to_vec());", "none", "none", "direct", "none"),
        ("Maker::short(\"x\");", "direct", "none", "none", "none"),
        ("named(Name::read());", "none", "none", "none", "none"),
        ("named(\"x\");\n    named(given());", "direct", "direct", "direct", "direct"),
        ("given(named);", "direct", "direct", "direct", "direct"),
        ("given(|it| it.name(1, \"x\"));\n    Maker::new();", "implicit", "implicit", "implicit", "implicit"),
        ("let name: Name = given().try_into().unwrap();", "direct", "direct", "direct", "direct"),
        ("let name: Name = String::new().try_into()?;", "none", "direct", "none", "none"),
    ] {
        let expected = [("of_text", text), ("of_string", string), ("of_bytes", bytes), ("of_number", number)];
        expect_of(&source, "", body, &expected);
    }
}

#[test]
fn modules_inside_a_file_know_what_stands_in_them() {
    let source = "pub mod outer {\n    mod inner {\n        pub struct Held;\n        impl Held {\n            \
                  pub fn make() -> Held {\n                crate::held_made();\n                Held\n            }\n        }\n        \
                  static HELD: LazyLock<Held> = LazyLock::new(Held::make);\n        \
                  pub fn held() -> &'static Held {\n            crate::held_asked();\n            &HELD\n        }\n    }\n    \
                  pub use inner::*;\n}\n";
    expect_of(source, "", "outer::held();", &[("held_asked", "direct"), ("held_made", "implicit")]);
}

#[test]
fn a_type_with_the_name_of_a_wrapper_is_found_where_a_library_defines_it() {
    let source = [
        "pub struct SmallVec<A>(A);\npub struct Row;\nimpl Row {\n    pub fn new() -> Row {\n        Row\n    }\n}\n".to_owned(),
        give("<A> SmallVec<A>", "doubled(&self) -> u32", "rows_doubled").replace("    fn", "    pub fn"),
        give("Row", "doubled(&self) -> u32", "row_doubled").replace("    fn", "    pub fn"),
    ]
    .concat();
    for (body, rows, row) in [
        ("let rows: SmallVec<[_; 4]> = given();\n    rows.doubled();", "direct", "none"),
        ("let rows: SmallVec<_> = given();\n    rows.doubled();", "direct", "none"),
        ("let rows: Vec<Row> = given();\n    rows[0].doubled();", "none", "direct"),
    ] {
        expect_of(&source, "use shop::SmallVec;", body, &[("rows_doubled", rows), ("row_doubled", row)]);
    }
}

#[test]
fn methods_are_those_that_the_language_finds() {
    let source = [
        "pub struct List;\npub struct Row;\npub struct Up;\npub enum Entry {\n    Held(Row),\n    Free,\n}\n\
         impl List {\n    pub fn new() -> List {\n        List\n    }\n}\n\
         impl Row {\n    pub fn new() -> Row {\n        Row\n    }\n}\n\
         impl Up {\n    pub fn new() -> Up {\n        Up\n    }\n    pub fn raise(&mut self) -> u32 {\n        up_raised()\n    }\n}\n\
         pub trait Wide {\n    fn is_empty(&self) -> bool {\n        emptiness();\n        true\n    }\n}\nimpl Wide for str {}\n"
            .to_owned(),
        give("arbitrary::Arbitrary for List", "size_hint(depth: usize) -> usize", "depth"),
        give("rayon::FromParallelIterator<u8> for List", "from_par_iter(rows: Rows) -> List", "beside_others"),
        give("Row", "raise(&mut self) -> u32", "row_raised").replace("    fn", "    pub fn"),
        give("PartialEq<&Row> for Row", "eq(&self, other: &&Row) -> bool", "row_is_borrowed"),
        give("PartialEq<Row> for &Row", "eq(&self, other: &Row) -> bool", "borrowed_is_row"),
    ]
    .concat();
    let all = [
        "emptiness",
        "depth",
        "beside_others",
        "row_raised",
        "up_raised",
        "row_is_borrowed",
        "borrowed_is_row",
    ];
    for (body, reached) in [
        // A method of the type's own hides that of a trait.
        ("assert!(!\"x\".is_empty());", None),
        ("let all: Vec<u8> = List::new().collect();", None),
        ("let list: List = given().collect();", Some("beside_others")),
        ("given().collect::<List>();", Some("beside_others")),
        (
            "Up::new();\n    if let Entry::Held(mut row) = given() {\n        row.raise();\n    }",
            Some("row_raised"),
        ),
        ("assert_eq!(Row::new(), &Row::new());", Some("row_is_borrowed")),
        ("let row = Row::new();\n    assert!(&row == Row::new());", Some("borrowed_is_row")),
        ("assert_eq!(&Row::new(), &Row::new());", None),
    ] {
        let tier = |name: &str| if reached == Some(name) { "direct" } else { "none" };
        let expected: Vec<(&str, &str)> = all.iter().map(|name| (*name, tier(name))).collect();
        expect_of(&source, "", body, &expected);
    }
}

#[test]
fn an_example_that_nobody_closed_ends_with_its_documentation() {
    let list = "pub struct List;\nimpl List {\n    /// ```\n    /// shop::first();\n    pub fn one(&self) -> u32 {\n        1\n    }\n    \
                /// ```\n    /// shop::second();\n    /// ```\n    pub fn two(&self) -> u32 {\n        2\n    }\n    \
                /// ```\n    /// shop::third();\n    pub const LAST: u32 = 1;\n}\n";
    let source = [list.to_owned(), mark("first"), mark("second"), mark("third"), mark("never")].concat();
    expect(
        &[("Cargo.toml", "[package]\nname = \"shop\"\n"), ("src/lib.rs", &source)],
        &[
            ("src/lib.rs first", "direct"),
            ("src/lib.rs second", "direct"),
            ("src/lib.rs third", "direct"),
            ("src/lib.rs never", "none"),
        ],
    );
}

#[test]
fn what_a_trait_has_for_all_hides_nothing_that_types_bring() {
    let source = "pub trait Hook {\n    fn ended(&mut self) -> u32 {\n        ended_for_all()\n    }\n}\npub struct Log;\n\
                  impl Hook for Log {\n    fn ended(&mut self) -> u32 {\n        ended_in_log()\n    }\n}\n\
                  impl<H: Hook> Hook for &mut H {\n    fn ended(&mut self) -> u32 {\n        ended_behind()\n    }\n}\n\
                  pub fn run<H: Hook>(mut hook: H) -> u32 {\n    hook.ended()\n}\n";
    let expected = [("ended_in_log", "implicit"), ("ended_behind", "direct"), ("ended_for_all", "direct")];
    expect_of(source, "", "run(&mut Log);", &expected);
}

#[test]
fn a_list_that_is_sorted_compares_what_it_holds() {
    let source = [
        "pub struct Row;\nimpl Row {\n    pub fn new() -> Row {\n        Row\n    }\n}\n\
         pub struct Other;\nimpl Other {\n    pub fn new() -> Other {\n        Other\n    }\n}\n"
            .to_owned(),
        give("Ord for Row", "cmp(&self, other: &Self) -> Ordering", "row_ordered"),
        give("PartialOrd for Row", "partial_cmp(&self, other: &Self) -> Option<Ordering>", "row_compared"),
        give("Ord for Other", "cmp(&self, other: &Self) -> Ordering", "other_ordered"),
    ]
    .concat();
    for (body, ordered, compared) in [
        (
            "let one = Row::new();\n    let mut all = [&one, &one];\n    all.sort_unstable();",
            "direct",
            "direct",
        ),
        ("let all = [Row::new()];\n    all.iter().max();", "none", "none"),
        ("let mut all = [1, 2];\n    all.sort();\n    Row::new();", "none", "none"),
    ] {
        let expected = [("row_ordered", ordered), ("row_compared", compared), ("other_ordered", "none")];
        expect_of(&source, "", body, &expected);
    }
}

#[test]
fn what_walks_all_of_an_iterator_folds_it() {
    let source = [
        "pub struct Up;\nimpl Up {\n    pub fn new() -> Up {\n        Up\n    }\n}\n".to_owned(),
        give("Iterator for Up", "fold<B, F>(self, init: B, f: F) -> B", "folded"),
    ]
    .concat();
    for (body, folded) in [
        ("Up::new().for_each(drop);", "direct"),
        ("assert_eq!(Up::new().copied().count(), 0);", "direct"),
        ("Up::new().take(1);", "none"),
    ] {
        expect_of(&source, "", body, &[("folded", folded)]);
    }
}

#[test]
fn code_that_hashes_whatever_it_is_given_hashes_what_tests_make() {
    let source = [
        "use std::hash::{Hash, Hasher};\npub struct Name;\nimpl Name {\n    pub fn new() -> Name {\n        Name\n    }\n}\n\
         pub fn place<K: Hash>(key: &K) -> u64 {\n    key.hash(&mut DefaultHasher::new());\n    1\n}\n"
            .to_owned(),
        give("Hash for Name", "hash<H: Hasher>(&self, state: &mut H)", "name_hashed"),
    ]
    .concat();
    expect_of(&source, "", "place(&Name::new());", &[("name_hashed", "implicit")]);
    expect_of(&source, "", "Name::new();", &[("name_hashed", "none")]);
}

#[test]
fn modules_of_a_file_import_different_things_under_one_name() {
    let source = "pub struct List;\nimpl List {\n    pub fn new() -> List {\n        List\n    }\n}\n\
                  mod one {\n    use first::Made;\n    use super::List;\n    impl Made for List {\n        \
                  fn made_by_first() -> List {\n            crate::first_made();\n            List\n        }\n    }\n}\n\
                  mod two {\n    use second::Made;\n    use super::List;\n    impl Made for List {\n        \
                  fn made_by_second() -> List {\n            crate::second_made();\n            List\n        }\n    }\n}\n";
    let expected = [("first_made", "none"), ("second_made", "implicit")];
    expect_of(source, "use second::check;", "check(List::new());", &expected);
}

#[test]
fn paths_in_a_macro_go_on_behind_their_parameters() {
    let source = "pub struct List<const N: usize>;\nimpl<const N: usize> List<N> {\n    pub fn of(rows: [u8; N]) -> Self {\n        \
                  list_made();\n        List\n    }\n}\n\
                  #[macro_export]\nmacro_rules! list {\n    ($row:expr; $n:expr) => {\n        \
                  $crate::List::<{ $n }>::of([$row; $n])\n    };\n}\n";
    expect_of(source, "", "shop::list![1; 3];", &[("list_made", "implicit")]);
}

#[test]
fn what_stands_beside_a_module_of_tests_is_no_test() {
    let source = "pub struct Range {\n    #[serde(default = \"start\")]\n    pub start: usize,\n}\n\
                  pub static FIRST: usize = first();\n\
                  pub fn start() -> usize {\n    1\n}\n\
                  pub const fn first() -> usize {\n    1\n}\n\
                  pub fn last() -> usize {\n    9\n}\n\
                  #[cfg(test)]\nmod tests;\n";
    let test = "use super::*;\n#[test]\nfn works() {\n    assert_eq!(last(), 9);\n}\n";
    expect(
        &[("Cargo.toml", "[package]\nname = \"shop\"\n"), ("src/lib.rs", source), ("src/tests.rs", test)],
        &[("src/lib.rs start", "implicit"), ("src/lib.rs first", "implicit"), ("src/lib.rs last", "direct")],
    );
}

/// Two classes with methods of the same names, which only say that they ran.
const ORDERS: &str = "pub struct Order;\npub struct Bill;\npub struct Fault;\n\
    pub struct Shop {\n    pub last: Option<Order>,\n    pub all: Vec<Order>,\n}\n\
    impl Shop {\n    pub fn open() -> Shop {\n        todo!()\n    }\n    pub fn take(&self) -> Result<Order, Fault> {\n        todo!()\n    }\n}\n\
    impl Order {\n    pub fn price(&self) -> Bill {\n        order_priced();\n        Bill\n    }\n}\n\
    impl Bill {\n    pub fn price(&self) -> u32 {\n        bill_priced();\n        1\n    }\n}\n\
    impl Fault {\n    pub fn price(&self) -> u32 {\n        fault_priced();\n        1\n    }\n}\n\
    pub fn made() {\n    drop((Bill, Fault));\n}\n";

#[test]
fn a_closure_is_given_what_a_library_type_holds() {
    for (body, order, bill, fault) in [
        ("Shop::open().last.map(|it| it.price());", "direct", "none", "none"),
        ("Shop::open().all.iter().rev().for_each(|it| drop(it.price()));", "direct", "none", "none"),
        (
            "let shop = Shop::open();\n    shop.all.iter().filter(|&it| it.price() > 1);",
            "direct",
            "none",
            "none",
        ),
        ("Shop::open().take().map_err(|it| it.price());", "none", "none", "direct"),
        // Of what another closure makes nothing is known.
        (
            "Shop::open().all.iter().map(|one| one.price()).filter(|it| it.price() > 1);",
            "direct",
            "implicit",
            "implicit",
        ),
        ("given().map(|it| it.price());", "implicit", "implicit", "implicit"),
    ] {
        let body = format!("made();\n    {body}");
        let expected = [("order_priced", order), ("bill_priced", bill), ("fault_priced", fault)];
        expect_of(ORDERS, "", &body, &expected);
    }
}

#[test]
fn numbers_and_characters_of_a_loop_are_no_objects_of_a_class() {
    for (body, order) in [
        ("for it in 0..3 {\n        it.price();\n    }", "none"),
        ("let text = \"\";\n    for it in text.chars() {\n        it.price();\n    }", "none"),
        ("(0..3).for_each(|it| it.price());", "none"),
        ("let it = 3;\n    it.price();", "none"),
        ("given(|it| it.price());", "implicit"),
    ] {
        expect_of(ORDERS, "", &format!("drop(Order);\n    {body}"), &[("order_priced", order)]);
    }
}

#[test]
fn a_method_of_a_language_type_calls_no_method_of_a_class() {
    let source = |of_type: &str| {
        format!(
            "{ORDERS}pub trait Sold {{\n    fn sold(&self);\n}}\n\
             impl Sold for {of_type} {{\n    fn sold(&self) {{\n        self.price();\n    }}\n}}\n"
        )
    };
    for (of_type, order) in [("String", "none"), ("[u8]", "none"), ("Box<Order>", "implicit")] {
        expect_of(&source(of_type), "", "drop(Order);\n    given().sold();", &[("order_priced", order)]);
    }
}

#[test]
fn a_variable_that_is_made_of_itself_is_what_it_was() {
    let source = "pub struct Order;\npub struct Bill;\n\
                  impl Order {\n    pub fn new() -> Order {\n        Order\n    }\n    pub fn add(self) -> Order {\n        order_added();\n        Order\n    }\n}\n\
                  impl Bill {\n    pub fn add(self) -> Bill {\n        bill_added();\n        Bill\n    }\n}\n";
    let body = "drop(Bill);\n    let order = Order::new();\n    let order = order.add();\n    let order = order.add();\n    order.add();";
    expect_of(source, "", body, &[("order_added", "direct"), ("bill_added", "none")]);
}

#[test]
fn what_is_made_is_known_by_its_name_and_by_what_a_function_gives() {
    let source = [
        "pub struct Name;\npub struct Place;\n\
         impl Name {\n    pub fn new() -> Name {\n        Name\n    }\n}\n\
         impl TryFrom<&str> for Name {\n    type Error = ();\n    fn try_from(text: &str) -> Result<Self, Self::Error> {\n        \
         TryFrom::try_from(text.as_bytes())\n    }\n}\n"
            .to_owned(),
        give("TryFrom<&[u8]> for Name", "try_from(bytes: &[u8]) -> Result<Self, ()>", "name_of_bytes"),
        give("TryFrom<&[u8]> for Place", "try_from(bytes: &[u8]) -> Result<Self, ()>", "place_of_bytes"),
        give("From<Name> for String", "from(name: Name) -> String", "string_of_name"),
        give("From<Name> for Vec<u8>", "from(name: Name) -> Vec<u8>", "bytes_of_name"),
        give("std::str::FromStr for Name", "from_str(text: &str) -> Result<Name, ()>", "name_parsed"),
        give("std::str::FromStr for Place", "from_str(text: &str) -> Result<Place, ()>", "place_parsed"),
    ]
    .concat();
    let all =
        ["name_of_bytes", "place_of_bytes", "string_of_name", "bytes_of_name", "name_parsed", "place_parsed"];
    for (body, reached) in [
        ("Name::try_from(\"\");", "name_of_bytes direct"),
        ("let name = Name::new();\n    Vec::from(name);", "bytes_of_name implicit"),
        ("given().parse::<Name>();", "name_parsed direct"),
    ] {
        let expected = all.map(|name| {
            let tier = reached.strip_prefix(name).map(str::trim);
            (name, tier.unwrap_or("none"))
        });
        expect_of(&source, "", &format!("drop(Place);\n    {body}"), &expected);
    }
}

#[test]
fn a_text_that_is_made_is_nearly_always_compared_with_another() {
    let source = [
        "pub struct Name;\nimpl Name {\n    pub fn new() -> Name {\n        Name\n    }\n}\n".to_owned(),
        give("PartialEq<Name> for String", "eq(&self, name: &Name) -> bool", "compared"),
    ]
    .concat();
    for (right, compared) in [("given()", "none"), ("Name::new()", "implicit")] {
        let body = format!("drop(Name);\n    let text = String::new();\n    assert_eq!(text, {right});");
        expect_of(&source, "", &body, &[("compared", compared)]);
    }
}

#[test]
fn a_field_is_meant_where_a_method_of_its_name_is_not_called() {
    let source = format!(
        "{ORDERS}pub struct Options {{\n    order: Order,\n}}\n\
         impl Options {{\n    pub fn new() -> Options {{\n        todo!()\n    }}\n    \
         pub fn order(self, order: Order) -> Self {{\n        self\n    }}\n    \
         pub fn run(&self) {{\n        self.order.price();\n    }}\n}}\n"
    );
    let expected = [("order_priced", "direct"), ("bill_priced", "none")];
    expect_of(&source, "", "drop(Bill);\n    Options::new().run();", &expected);
}

#[test]
fn what_a_variant_holds_is_known_by_its_imported_name() {
    let source = format!(
        "{ORDERS}pub enum Size {{\n    Small,\n}}\npub enum Paper {{\n    Ordered(Order),\n    Billed(Bill),\n}}\n\
         impl Size {{\n    pub fn is_small(&self) -> bool {{\n        use self::Size::*;\n        true\n    }}\n}}\n\
         impl Paper {{\n    pub fn new() -> Paper {{\n        todo!()\n    }}\n    \
         pub fn run(&self) {{\n        use self::Paper::*;\n        match *self {{\n            \
         Ordered(ref order) => drop(order.price()),\n            Billed(_) => {{}}\n        }}\n    }}\n}}\n"
    );
    let expected = [("order_priced", "direct"), ("bill_priced", "none")];
    expect_of(&source, "", "drop(Bill);\n    Paper::new().run();", &expected);
}

#[test]
fn an_iterator_is_taken_from_an_object_where_all_of_a_name_are_objects() {
    let source = [
        "pub struct List;\nimpl List {\n    pub fn new() -> List {\n        List\n    }\n}\n".to_owned(),
        give("IntoIterator for List", "into_iter(self) -> Up", "of_list"),
        give("<'a> IntoIterator for &'a List", "into_iter(self) -> Up", "of_borrowed"),
    ]
    .concat();
    let body =
        "let list = List::new();\n    list.into_iter();\n    let list = List::new();\n    list.into_iter();";
    expect_of(&source, "", body, &[("of_list", "direct"), ("of_borrowed", "none")]);
}

#[test]
fn files_give_a_class_methods_of_one_name_for_other_arguments() {
    let of = |argument: &str| {
        format!(
            "use crate::Digest;\nimpl Digest<{argument}> {{\n    pub fn new() -> Self {{\n        made();\n        todo!()\n    }}\n}}\n{}",
            mark("made")
        )
    };
    expect(
        &[
            ("Cargo.toml", "[package]\nname = \"shop\"\n"),
            ("src/lib.rs", "mod short;\nmod long;\npub struct Digest<T>(T);\n"),
            ("src/short.rs", &of("u16")),
            ("src/long.rs", &of("u32")),
            ("tests/all.rs", "use shop::Digest;\n#[test]\nfn works() {\n    Digest::<u32>::new();\n}\n"),
        ],
        &[("src/short.rs made", "direct"), ("src/long.rs made", "direct")],
    );
}

#[test]
fn what_texts_have_of_their_own_is_no_method_of_a_class() {
    let source = [
        "pub struct Name;\npub trait Named {\n    fn as_str(&self) -> &str;\n}\n".to_owned(),
        give("Named for String", "as_str(&self) -> &str", "of_string"),
        "impl Name {\n    pub fn new() -> Name {\n        Name\n    }\n    pub fn as_str(&self) -> &str {\n        of_name();\n        \"\"\n    }\n}\n"
            .to_owned(),
    ]
    .concat();
    for (body, of_name) in
        [("drop(Name);\n    given().as_str();", "none"), ("Name::new().as_str();", "direct")]
    {
        expect_of(&source, "", body, &[("of_name", of_name), ("of_string", "none")]);
    }
}
