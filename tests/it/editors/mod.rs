//! Real editors with the real server.

mod emacs;
mod nvim;
mod vscode;
