//! The one integration program: what a person sees of thinktwice, and what keeps the repository as it should be.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

mod bad_input;
mod cache;
mod check;
mod ci;
mod clones;
mod command;
mod config;
mod docs;
mod documents;
mod editors;
mod endurance;
mod equal;
mod formats;
mod graph;
mod graph_rust;
mod judge_change;
mod judge_decisions;
mod judge_history;
mod judge_provenance;
mod judge_report;
mod judge_repositories;
mod lsp;
mod mcp;
mod names;
mod packages;
mod pages;
mod project;
mod query;
mod review;
mod rules;
mod security;
mod support;
mod tidy;
