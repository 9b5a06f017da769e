//! Real editors with the real server.

mod nvim;
mod vscode;
