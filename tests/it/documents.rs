//! Texts that are made from the rules and the configuration: they are current.

use std::fmt::Write as _;

use serde_json::Value;
use thinktwice::workspace::{catalogue::Catalogue, config};
use thinktwice_engine::Engine;
use thinktwice_engine::rule::Status;

use crate::support::{assert_current, repository_file};

/// The text between two marks of a page is `body`.
#[track_caller]
fn assert_between(path: &str, what: &str, body: &str) {
    let page = repository_file(path);
    let (before, rest) =
        page.split_once(&format!("<!-- {what}: made from ")).expect("the mark of the beginning");
    let (mark, rest) = rest.split_once("-->\n").expect("the mark ends");
    let end = format!("<!-- end of {what} -->");
    let (_, after) = rest.split_once(&end).expect("the mark of the end");
    assert_current(path, &format!("{before}<!-- {what}: made from {mark}-->\n{body}{end}{after}"));
}

#[test]
fn the_list_of_rules_is_current() {
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    let mut rules: Vec<_> = engine.rules().iter().collect();
    rules.sort_by_key(|rule| (&rule.family, &rule.name));
    let mut text = String::new();
    let mut short = String::from("\n| family | rules |\n| --- | --- |\n");
    for family in rules.chunk_by(|left, right| left.family == right.family) {
        let links = family.iter().filter(|rule| rule.header.status == Status::On).map(|rule| {
            let (name, family) = (&rule.name, &rule.family);
            format!("[{name}](queries/{family}/{name}/rule.md)")
        });
        let _ = writeln!(short, "| {} | {} |", family[0].family, links.collect::<Vec<_>>().join(", "));
        let _ = writeln!(text, "\n## {}\n", family[0].family);
        text.push_str("| rule | what it finds | languages | level |\n| --- | --- | --- | --- |\n");
        for rule in family {
            let level = match rule.header.status {
                Status::On => rule.header.severity.name().to_string(),
                Status::Trial => format!("{}, on trial", rule.header.severity),
                Status::Off => format!("{}, off", rule.header.severity),
            };
            let (name, family) = (&rule.name, &rule.family);
            let languages = rule.header.languages.join(", ");
            let title = rule.header.title.replace('|', "\\|");
            let _ = writeln!(
                text,
                "| [{name}](../queries/{family}/{name}/rule.md) | {title} | {languages} | {level} |"
            );
        }
    }
    text.push('\n');
    short.push('\n');
    assert_between("docs/rules.md", "rules", &text);
    assert_between("README.md", "rules", &short);
}

#[test]
fn the_reference_of_the_configuration_is_current() {
    let schema = config::schema();
    let schema = schema.as_value();
    let mut text = keys(&schema["properties"], schema);
    text.push_str("\n### In `overrides`\n");
    text.push_str(&keys(&schema["$defs"]["PathOverride"]["properties"], schema));
    text.push('\n');
    assert_between("docs/configuration.md", "keys", &text);
}

/// A table of the keys of one table of the configuration.
fn keys(properties: &Value, schema: &Value) -> String {
    let mut text = String::from("\n| key | value | by itself | |\n| --- | --- | --- | --- |\n");
    for (key, about) in properties.as_object().expect("properties") {
        let said = about["description"].as_str().expect("every key is described");
        let by_itself = match &about["default"] {
            Value::Null => "-".to_string(),
            value => format!("`{value}`"),
        };
        let _ = writeln!(
            text,
            "| `{key}` | {} | {by_itself} | {} |",
            kind(about, schema),
            said.replace('\n', " ")
        );
    }
    text
}

/// What a key's value may be, in words.
fn kind(about: &Value, schema: &Value) -> String {
    let reference = about["$ref"].as_str().or_else(|| about["allOf"][0]["$ref"].as_str());
    if let Some(pointer) = reference.and_then(|reference| reference.strip_prefix('#')) {
        let target = schema.pointer(pointer).expect("a reference leads somewhere");
        let words: Vec<String> = match (&target["enum"], &target["oneOf"]) {
            (Value::Array(words), _) => words.iter().map(|word| format!("`{word}`")).collect(),
            (_, Value::Array(words)) => words.iter().map(|word| format!("`{}`", word["const"])).collect(),
            _ => return "a table".to_string(),
        };
        return words.join(", ");
    }
    // What may be left out has the type and null.
    match about["type"].as_str().or_else(|| about["type"][0].as_str()) {
        Some("array") if about["items"]["type"] == "string" => "a list of texts".to_string(),
        Some("array") => "a list of tables".to_string(),
        Some("object") => format!("a table; values {}", kind(&about["additionalProperties"], schema)),
        Some(kind) => format!("a {kind}"),
        None => panic!("no kind: {about}"),
    }
}

#[test]
fn the_stored_schema_of_the_configuration_is_the_real_one() {
    assert_current(
        "server/workspace/thinktwice.schema.json",
        &format!("{:#}\n", config::schema().as_value()),
    );
}

#[test]
fn the_lua_types_of_the_configuration_are_current() {
    let schema = config::schema();
    let schema = schema.as_value();
    let mut text = String::from(
        "---@meta thinktwice.settings\n\n-- Made from the schema of the configuration by the tests with THINKTWICE_UPDATE=1.\n",
    );
    for (name, about) in schema["$defs"].as_object().expect("definitions") {
        text.push_str(&lua_definition(name, about));
    }
    text.push_str(&lua_definition("Settings", schema));
    assert_current("editors/nvim/lua/thinktwice/settings.lua", &text);
}

/// A table of the configuration as a class, a choice as an alias.
fn lua_definition(name: &str, about: &Value) -> String {
    let mut text = format!("\n---{}\n", described(about));
    let Some(words) = about["enum"].as_array().or_else(|| about["oneOf"].as_array()) else {
        let _ = writeln!(text, "---@class thinktwice.{name}");
        let required = about["required"].as_array();
        for (key, about) in about["properties"].as_object().expect("a table has keys") {
            let is_required = required.is_some_and(|names| names.iter().any(|name| name == key));
            let mark = if is_required { "" } else { "?" };
            let _ = writeln!(text, "---@field ['{key}'] {}{mark} {}", lua_type(about), described(about));
        }
        return text;
    };
    let _ = writeln!(text, "---@alias thinktwice.{name}");
    for word in words {
        let (word, said) = match word["const"].as_str() {
            Some(constant) => (constant, format!(" # {}", described(word))),
            None => (word.as_str().expect("a word"), String::new()),
        };
        let _ = writeln!(text, "---| '{word}'{said}");
    }
    text
}

fn described(about: &Value) -> String {
    about["description"].as_str().expect("everything is described").replace('\n', " ")
}

fn lua_type(about: &Value) -> String {
    if let Some(name) = about["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        return format!("thinktwice.{name}");
    }
    match about["type"].as_str().or_else(|| about["type"][0].as_str()) {
        Some("array") => format!("{}[]", lua_type(&about["items"])),
        Some("object") => format!("table<string, {}>", lua_type(&about["additionalProperties"])),
        Some(kind) => kind.to_string(),
        None => panic!("no type: {about}"),
    }
}

#[test]
fn every_predicate_is_explained() {
    let page = repository_file("queries/README.md");
    for name in thinktwice_engine::predicate_names() {
        assert!(page.contains(&format!("#{name}?")), "queries/README.md does not speak of `#{name}?`");
    }
}

#[test]
fn the_schema_of_rule_pages_fits_every_rule() {
    let schema = serde_json::from_str(&repository_file("editors/vscode/schemas/rule.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    for rule in engine.rules() {
        // All keys are there, whatever the page says of them: a new one has to come into the schema, too.
        let mut header = serde_json::to_value(&rule.header).unwrap();
        let keys = header.as_object_mut().unwrap();
        keys.retain(|_, value| !value.is_null());
        if let Some(density) = keys.get_mut("density") {
            density.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        }
        let faults: Vec<String> = validator.iter_errors(&header).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", rule.name);
    }
}
