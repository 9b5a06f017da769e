//! Texts that ship in the binary, which `build.rs` has deflated.

/// The text of one.
///
/// # Panics
/// Never for what `build.rs` wrote: the bytes are part of the program.
pub fn text(deflated: &[u8]) -> String {
    let bytes = miniz_oxide::inflate::decompress_to_vec(deflated).expect("build.rs deflated it");
    String::from_utf8(bytes).expect("build.rs read it as a text")
}
