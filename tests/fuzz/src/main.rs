//! The program that libFuzzer drives. Which target it feeds is said by the variable `FUZZ_TARGET`.
#![no_main]
#![allow(unsafe_code, reason = "libFuzzer calls exported functions; the macro below makes them")]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use thinktwice_fuzz::{Target, target};

fuzz_target!(|data: &[u8]| {
    static TARGET: OnceLock<Target> = OnceLock::new();
    let run = TARGET.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
        target(&name).unwrap_or_else(|| panic!("there is no target {name}"))
    });
    run(data);
});
