//! What commands say of where lines come from, in the same words everywhere.

use crate::judge::history::DeclaredCounts;
use crate::judge::provenance::{OrphanCounts, Sign};

use super::output::{plural, safe};

/// What became of notes without a commit.
pub(super) fn orphans(orphans: &OrphanCounts) -> String {
    format!(
        "{} on commits that this history does not have: {} found again by the same patch, {} by content; not found: {} \
         in the lines looked at, {} that attest nothing, {} older than what is looked at, {} whose commit is lost",
        plural(orphans.count, "note"),
        orphans.by_patch,
        orphans.by_content,
        orphans.unplaced,
        orphans.empty,
        orphans.older,
        orphans.lost
    )
}

/// What commits declare, beside what notes attest of the same commits.
pub(super) fn declarations(counts: &DeclaredCounts) -> String {
    let sign = |sign: Sign| counts.signs.get(&sign).copied().unwrap_or_default();
    let mut text = format!(
        "{} of {} without merges declare an assistant{}",
        counts.declaring,
        plural(counts.commits, "commit"),
        share(counts.declaring, counts.commits)
    );
    if counts.declaring > 0 {
        let signs = [
            (Sign::Author, "by the author's name"),
            (Sign::CoAuthor, "by a co-author"),
            (Sign::Trailer, "by another trailer"),
            (Sign::Sentence, "by a sentence"),
        ];
        let signs: Vec<String> = signs
            .into_iter()
            .filter(|(kind, _)| sign(*kind) > 0)
            .map(|(kind, words)| format!("{} {words}", sign(kind)))
            .collect();
        let count = |(name, count): &(&String, &usize)| (std::cmp::Reverse(**count), (*name).clone());
        let mut assistants: Vec<(&String, &usize)> = counts.assistants.iter().collect();
        assistants.sort_by_key(count);
        let assistants: Vec<String> =
            assistants.iter().map(|(name, count)| format!("{} {count}", safe(name))).collect();
        let is_said_twice = counts.signs.values().sum::<usize>() > counts.declaring;
        text.push_str(&format!(
            ": {}{}\nby assistant: {}",
            signs.join(", "),
            if is_said_twice { ", some in several ways" } else { "" },
            assistants.join(", ")
        ));
    }
    if counts.bots > 0 {
        text.push_str(&format!("\n{} by other bots, which are no assistants", plural(counts.bots, "commit")));
    }
    if counts.attested > 0 {
        text.push_str(&format!(
            "\n{} of them have a note with lines of tools; {} of these declare an assistant too{}",
            counts.attested,
            counts.both,
            share(counts.both, counts.attested)
        ));
    }
    text
}

fn share(part: usize, whole: usize) -> String {
    if part == 0 { String::new() } else { format!(" ({:.1} %)", part as f64 * 100.0 / whole as f64) }
}
