//! Texts that are made from the rules and the configuration: they are current.

use std::fmt::Write as _;

use thinktwice::workspace::{catalogue::Catalogue, config};
use thinktwice_engine::Engine;
use thinktwice_engine::rule::Status;

use crate::support::{assert_current, repository_file};

const BEGIN: &str = "<!-- rules: made from queries/ by the tests with THINKTWICE_UPDATE=1 -->\n";
const END: &str = "<!-- end of rules -->";

#[test]
fn the_readme_lists_all_rules() {
    let catalogue = Catalogue::embedded();
    let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
    let mut rules: Vec<_> = engine.rules().iter().collect();
    rules.sort_by_key(|rule| (&rule.family, &rule.name));
    let mut table =
        String::from("\n| rule | what it finds | languages | level |\n| --- | --- | --- | --- |\n");
    for rule in rules {
        let level = match rule.header.status {
            Status::On => rule.header.severity.name().to_string(),
            Status::Trial => format!("{}, on trial", rule.header.severity),
            Status::Off => format!("{}, off", rule.header.severity),
        };
        let (name, family) = (&rule.name, &rule.family);
        let languages = rule.header.languages.join(", ");
        let title = rule.header.title.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| [{name}](queries/{family}/{name}/rule.md) | {title} | {languages} | {level} |"
        );
    }
    table.push('\n');
    let readme = repository_file("README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the README has the mark where the table begins");
    let (_, after) = rest.split_once(END).expect("the README has the mark where the table ends");
    assert_current("README.md", &format!("{before}{BEGIN}{table}{END}{after}"));
}

#[test]
fn the_stored_schema_of_the_configuration_is_the_real_one() {
    assert_current(
        "server/workspace/thinktwice.schema.json",
        &format!("{:#}\n", config::schema().as_value()),
    );
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
