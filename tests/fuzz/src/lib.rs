//! Fuzz targets: everything that thinktwice reads from people, tools and repositories it does not know. A target takes
//! bytes and panics where a promise is broken.
//!
//! `tests/fuzz/run` drives them with libFuzzer. The corpora are also read by `cargo test`, so that what was once found
//! is never found again.

mod document;
mod input;
mod protocol;
mod readers;

/// Takes bytes; panics when they break something.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: [(&str, Target); 5] = [
    ("document", document::typed_is_fresh),
    ("rule", readers::rule),
    ("project", readers::project),
    ("record", readers::record),
    ("wire", protocol::wire),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|&(_, target)| target)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_corpus_is_read_without_a_fault() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        for (name, target) in TARGETS {
            let files: Vec<_> =
                fs::read_dir(corpus.join(name)).unwrap().map(|file| file.unwrap().path()).collect();
            assert!(!files.is_empty(), "the corpus of {name} is empty");
            for file in files {
                println!("{}", file.display());
                target(&fs::read(file).unwrap());
            }
        }
    }
}
