//! The process that requests and conditions are checked against.

use std::sync::OnceLock;

use placet_domain::process::{Parsed, parse};

/// Returns the process that requests and conditions are checked against.
pub(crate) fn itil4() -> &'static Parsed {
    static PARSED: OnceLock<Parsed> = OnceLock::new();
    PARSED.get_or_init(|| {
        parse(include_bytes!("../../../processes/itil4.yaml"))
            .expect("the shipped process is right")
    })
}
