//! Reads the command line.

fn main() {}
