//! Families for programs: our own JSON, and SARIF 2.1.0.

use serde_json::{Value, json};

use super::{Group, Place, Report, share};
use crate::cli::formats::sarif::{document, encode};
use crate::judge::{DUPLICATE_FUNCTION, NEAR_DUPLICATE};

pub(super) fn render(report: &Report) -> String {
    let totals = &report.totals;
    let place = |place: &Place| {
        json!({
            "path": place.file,
            "start_line": place.lines.0,
            "end_line": place.lines.1,
            "function": place.function,
            "similarity": place.percent,
            "is_test": place.is_test,
        })
    };
    let family = |family: &Group| {
        json!({
            "kind": family.what(),
            "saves_lines": family.saves,
            "difference": family.difference,
            "places": family.places.iter().map(place).collect::<Vec<_>>(),
        })
    };
    let folders = totals.folders.iter().filter(|(_, counts)| counts.0 > 0).map(
        |(name, (duplicated, lines))| json!({ "path": name, "duplicated_lines": duplicated, "lines": lines }),
    );
    let document = json!({
        "version": 1,
        "families": report.families.iter().map(family).collect::<Vec<_>>(),
        "totals": {
            "files": totals.files,
            "leaves_out_tests": totals.leaves_out_tests,
            "lines": totals.lines,
            "duplicated_lines": totals.duplicated,
            "duplicated_percent": (share(totals.duplicated, totals.lines) * 10.0).round() / 10.0,
            "duplicated_across_files": totals.across_files,
            "saves_lines": totals.saves,
            "folders": folders.collect::<Vec<_>>(),
        },
    });
    format!("{document:#}\n")
}

/// One result for each family, at its first place.
pub(super) fn sarif(report: &Report) -> String {
    let location = |place: &Place| {
        json!({
            "physicalLocation": {
                "artifactLocation": { "uri": encode(&place.file) },
                "region": { "startLine": place.lines.0, "endLine": place.lines.1 },
            },
            "logicalLocations": [{ "fullyQualifiedName": place.function }],
        })
    };
    let result = |family: &Group| {
        let first = &family.places[0];
        let others = family.places[1..].iter().map(|place| {
            let mut other = location(place);
            other["message"] = json!({ "text": format!("{} % the same", place.percent) });
            other
        });
        let is_equal = !family.is_run && family.places.iter().all(|place| place.percent == 100);
        let what = format!(
            "`{}` stands in {} places, {} the same; what differs: {}",
            first.function,
            family.places.len(),
            family.likeness(),
            family.difference
        );
        json!({
            "ruleId": if is_equal { DUPLICATE_FUNCTION } else { NEAR_DUPLICATE },
            "level": if first.is_test { "note" } else { "warning" },
            "message": { "text": what },
            "locations": [location(first)],
            "relatedLocations": others.collect::<Vec<Value>>(),
            "properties": { "savesLines": family.saves },
        })
    };
    let rules = [DUPLICATE_FUNCTION, NEAR_DUPLICATE].map(|name| json!({ "id": name }));
    let document = document(rules.to_vec(), report.families.iter().map(result).collect());
    format!("{document:#}\n")
}
