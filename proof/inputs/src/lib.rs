//! Every door that takes text from outside, and what must hold for any input.
//!
//! Each function takes bytes and panics when a promise is broken; it never fails otherwise. `proof/fuzz` passes them
//! inputs that libFuzzer generates. In every test run, `tests/replay.rs` passes them the corpora and mutations of the
//! corpora.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken promise panics, which is what a fuzzer looks for"
)]

mod condition;
mod event;
mod files;
mod itil4;
mod ledger;
mod recurrence;
mod token;

/// A door: its name, which is also the name of its corpus, and the function that handles its input.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const DOORS: [Door; 8] = [
    ("process", files::process),
    ("plan", files::plan),
    ("markdown", files::markdown),
    ("condition", condition::condition),
    ("checkpoint", ledger::checkpoint),
    ("token", token::token),
    ("recurrence", recurrence::recurrence),
    ("event", event::event),
];

/// Sends bytes through the door with this name.
pub fn through(door: &str, bytes: &[u8]) {
    let (_, enter) = DOORS
        .iter()
        .find(|(name, _)| *name == door)
        .expect("the door exists");
    enter(bytes);
}
