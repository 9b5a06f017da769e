//! `thinktwice/status`: what the server knows and where its time goes, with nothing of the user's code, files or names.
//!
//! Answers `{version, uptime, indexed, files, open, bytes, stages: [{stage, count, total, longest}], rules: [{rule, time,
//! tried, found}]}`; times are milliseconds. `bytes` is what is resident, where the system says so. Rules are measured now, on
//! the documents that are open: it takes as long as analysing them anew.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thinktwice_engine::document::Document;
use thinktwice_engine::profile::RuleCost;
use thinktwice_engine::rule::Rule;
use tower_lsp::jsonrpc::Result;

use crate::judge::profile::{Profiled, shown_rule};
use crate::lsp::session::Session;

/// The request.
pub(crate) const METHOD: &str = "thinktwice/status";

/// Answers it.
pub(crate) async fn answer(session: &Arc<Session>) -> Result<Value> {
    let Some(review) = session.review() else { return Ok(json!({ "version": env!("CARGO_PKG_VERSION") })) };
    let open: Vec<(PathBuf, Document)> = session
        .documents
        .iter()
        .map(|snapshot| (snapshot.path.to_path_buf(), snapshot.document.clone()))
        .collect();
    let (tell, told) = tokio::sync::oneshot::channel();
    let (count, measured) = (open.len(), review.clone());
    // The threads for analyses have the stacks for it.
    session.pool.spawn_other(move || drop(tell.send(measured.profile(open.into_iter()))));
    let profiled = told.await.unwrap_or_default();
    let stages = session.stages.sums().into_iter().map(|(stage, sum)| {
        json!({ "stage": stage, "count": sum.count, "total": ms(sum.total), "longest": ms(sum.longest) })
    });
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "uptime": ms(session.begun.elapsed()),
        "indexed": review.is_indexed(),
        "files": review.known_files().len(),
        "open": count,
        "bytes": resident(),
        "stages": stages.collect::<Vec<_>>(),
        "rules": rules(&profiled),
    }))
}

fn rules(profiled: &Profiled) -> Vec<Value> {
    let shown = |(number, (rule, cost)): (usize, &(Arc<Rule>, RuleCost))| json!({ "rule": shown_rule(rule, number), "time": ms(cost.time), "tried": cost.tried, "found": cost.found });
    profiled.rules.iter().enumerate().map(shown).collect()
}

fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// Bytes of memory that are resident, where the system has a file that says so.
fn resident() -> Option<u64> {
    let said = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = said.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().split(' ').next()?.parse::<u64>().ok()? * 1024)
}
