//! Real editors with the real server.

mod nvim;
