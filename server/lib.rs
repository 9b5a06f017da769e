//! thinktwice: a language server and command that asks the question a good reviewer would ask before AI-written code
//! is accepted.
//!
//! Layers: `lsp -> judge -> workspace -> engine` and `cli -> judge -> workspace -> engine`; the two faces never see
//! each other.

pub mod cli;
pub mod judge;
pub mod lsp;
pub mod workspace;

// Analysing is a great many small allocations: either takes a tenth of the time off them all, and of tree-sitter's.
// jemalloc keeps a tenth less of memory that nobody uses.
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
#[doc(no_inline)]
pub use mimalloc::MiMalloc as Allocator;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[doc(no_inline)]
pub use tikv_jemallocator::Jemalloc as Allocator;
