//! One file for each request and notification that is more than a line.

pub(crate) mod code_action;
pub(crate) mod code_lens;
pub(crate) mod configuration;
pub(crate) mod document_diagnostic;
pub(crate) mod execute_command;
pub(crate) mod hover;
pub(crate) mod initialize;
pub(crate) mod review;
pub(crate) mod status;
pub(crate) mod watched_files;
pub(crate) mod workspace_diagnostic;
pub(crate) mod workspace_folders;
