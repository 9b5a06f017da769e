//! `thinktwice mcp`: the same questions for agents, by the Model Context Protocol.
//!
//! An agent can ask what there is and why; it cannot decide: no tool writes anything. Files outside of the folder that
//! the server was started in are not read for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Parser;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{CallToolResult, ContentBlock, Implementation, ServerCapabilities, ServerConfig};
use rmcp::{ErrorData, ServerHandler, ServiceExt, schemars, tool, tool_handler, tool_router};
use serde::Deserialize;
use serde_json::json;
use thinktwice_engine::Engine;
use thinktwice_engine::text::LineIndex;

use super::check::{self, Report};
use super::formats::json;
use super::output::Output;
use super::{Arguments, Command, Failure, Outcome};
use crate::judge::decisions::Answer;
use crate::judge::{Caching, Options, Review, Reviewed, explain};
use crate::workspace::catalogue::Catalogue;
use crate::workspace::index::STACK_BYTES;
use crate::workspace::roots;

const INSTRUCTIONS: &str = "\
thinktwice asks what a careful reviewer would ask about code before it is accepted. Call `check` after you have changed \
files. Answer a question by changing the code, or tell the person you work for why it is fine as it is: whether a finding \
may stay is theirs to decide, so do not add `thinktwice: allow` comments by yourself.";

pub(crate) fn run() -> Result<Outcome, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::from(format!("the server ends: {error}"));
    let folder = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let folder = folder.map_err(|error| failed(&error))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| failed(&error))?;
    let answer = runtime.block_on(async {
        let server = Server { folder, tool_router: Server::tool_router() };
        let running = server.serve(rmcp::transport::stdio()).await.map_err(|error| failed(&error))?;
        running.waiting().await.map_err(|error| failed(&error))
    });
    // A read of standard input that nobody will end must not hold the process.
    runtime.shutdown_background();
    answer.map(|_| Outcome::Fine)
}

#[derive(Clone)]
struct Server {
    folder: PathBuf,
    tool_router: ToolRouter<Server>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct CheckParameters {
    /// Files and folders, from the folder of the server; without any, all of it.
    #[serde(default)]
    paths: Vec<String>,
    /// Only these rules and families.
    #[serde(default)]
    select: Vec<String>,
    /// Let rules that speak of changed code only speak of all code.
    #[serde(default)]
    all: bool,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct ExplainParameters {
    /// The rule's name.
    rule: String,
    /// With a file, the page of the rule says what was found there.
    #[serde(default)]
    path: Option<String>,
    /// The line of the finding in that file, from 1; without it, the first one.
    #[serde(default)]
    line: Option<u32>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct DecisionsParameters {}

#[tool_router]
impl Server {
    #[tool(
        description = "Findings with the question that each of them asks, as JSON. Reads files; changes nothing.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn check(
        &self,
        Parameters(wanted): Parameters<CheckParameters>,
    ) -> Result<CallToolResult, ErrorData> {
        let server = self.clone();
        answer(move || {
            let report = server.report(&wanted)?;
            Ok(json::render(&report))
        })
        .await
    }

    #[tool(
        description = "The page of a rule: what it finds, why it matters, when it is fine, ways out. With a path, \
                       about what was found there.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn explain(
        &self,
        Parameters(wanted): Parameters<ExplainParameters>,
    ) -> Result<CallToolResult, ErrorData> {
        let server = self.clone();
        answer(move || server.page(&wanted)).await
    }

    #[tool(
        description = "What people have decided about findings here, with their reasons, as JSON.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn decisions(
        &self,
        Parameters(_): Parameters<DecisionsParameters>,
    ) -> Result<CallToolResult, ErrorData> {
        let server = self.clone();
        answer(move || Ok(server.decided())).await
    }
}

#[tool_handler(router = self.tool_router)]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("thinktwice", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }
}

/// Does work away from the threads that answer, on a stack for deep code.
async fn answer(
    work: impl FnOnce() -> Result<String, Failure> + Send + 'static,
) -> Result<CallToolResult, ErrorData> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        // Nobody listens if the request was cancelled.
        let _ = sender.send(work());
    });
    let internal = |error: String| ErrorData::internal_error(error, None);
    worker.map_err(|error| internal(format!("no thread: {error}")))?;
    let outcome = receiver.await.map_err(|_| internal("thinktwice failed; please report it".to_string()))?;
    Ok(match outcome {
        Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
        Err(Failure(lines)) => CallToolResult::error(vec![ContentBlock::text(lines.join("\n"))]),
    })
}

impl Server {
    /// A path inside the server's folder.
    fn inside(&self, path: &str) -> Result<String, Failure> {
        let whole = self.folder.join(path);
        let found = whole.canonicalize().map_err(|_| format!("{path}: there is no such file or folder"))?;
        if !found.starts_with(&self.folder) {
            return Err(format!("{path}: outside of {}", self.folder.display()).into());
        }
        Ok(found.display().to_string())
    }

    /// What the command would find.
    fn report(&self, wanted: &CheckParameters) -> Result<Report, Failure> {
        let mut line = vec!["thinktwice".to_string(), "check".to_string(), "--quiet".to_string()];
        if wanted.all {
            line.push("--all".to_string());
        }
        if !wanted.select.is_empty() {
            line.push(format!("--select={}", wanted.select.join(",")));
        }
        line.push("--".to_string());
        if wanted.paths.is_empty() {
            line.push(self.folder.display().to_string());
        }
        for path in &wanted.paths {
            line.push(self.inside(path)?);
        }
        match Arguments::try_parse_from(line) {
            Ok(Arguments { command: Command::Check(arguments) }) => {
                let (report, ..) = check::gather(&arguments, &mut Output::new())?;
                Ok(report)
            }
            Ok(_) => Err("this is no check".to_string().into()),
            Err(error) => Err(error.to_string().into()),
        }
    }

    fn page(&self, wanted: &ExplainParameters) -> Result<String, Failure> {
        let Some(path) = &wanted.path else {
            let mut catalogue = Catalogue::embedded();
            // What is wrong with rules of the workspace is told by `check`.
            catalogue.add_user_rules(&roots::of_current_folder());
            let (engine, _) = Engine::new(&catalogue.languages, &catalogue.rules);
            let rule =
                engine.rule(&wanted.rule).ok_or_else(|| format!("there is no rule `{}`", wanted.rule))?;
            return Ok(explain::page(rule).markdown);
        };
        let asked =
            CheckParameters { paths: vec![path.clone()], select: vec![wanted.rule.clone()], all: true };
        let report = self.report(&asked)?;
        let at_line = |line: u32| wanted.line.is_none_or(|wanted| wanted == line);
        let found = report.items.iter().find(|item| at_line(item.file.place(item.finding.span.start).line));
        match found {
            Some(item) => Ok(explain::page_of(&item.finding).markdown),
            None => Err(format!("{path}: `{}` finds nothing there", wanted.rule).into()),
        }
    }

    fn decided(&self) -> String {
        let root = roots::marked_root(&self.folder).unwrap_or_else(|| self.folder.clone());
        let options = Options { caching: Caching::ForOneAnswer, ..Options::default() };
        let (review, _) = Review::open(vec![root], options);
        let files = review.files();
        review.index(&files, 0, &|_, _| {}, &AtomicBool::new(false));
        let decisions: Vec<_> = files.iter().flat_map(|path| in_file(&review, path)).collect();
        // A cache that cannot be written costs time, which is no news to whoever asked for decisions.
        let _ = review.remember();
        format!("{:#}", json!({ "decisions": decisions }))
    }
}

fn in_file(review: &Review, path: &Path) -> Vec<serde_json::Value> {
    let mut answered = review.reviewed(path);
    // A comment for another tool says nothing.
    answered.retain(|reviewed| reviewed.answer.as_ref().is_some_and(|answer| !answer.reason().is_empty()));
    if answered.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(&review.text(path).unwrap_or_default());
    let shown = review.shown_path(path);
    let decision = |reviewed: &Reviewed| {
        let (finding, answer) = (&reviewed.finding, reviewed.answer.as_ref()?);
        let mut said = json!({
            "path": shown,
            "line": lines.line(finding.span.start).0 + 1,
            "rule": finding.rule.name,
            "reason": answer.reason(),
        });
        if let Answer::Decision { decision, .. } = answer {
            said["decision"] = decision.kind.name().into();
            said["until"] = decision.until.map(|until| until.to_string()).into();
        }
        Some(said)
    };
    answered.iter().filter_map(decision).collect()
}
