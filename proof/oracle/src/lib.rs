//! The oracle: it is simple and slow, and shares no code with the engine. It reads every event, every effect of the
//! target side and everything that was acknowledged, and reports which invariants of the reliability page do not hold.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "it is part of tests, which may fail and say what they saw"
)]

mod acknowledged;
mod attempts;
mod authority;
mod back_out;
mod case;
mod claims;
mod effects;
mod ends;
mod files;
mod final_state;
pub mod history;
pub mod kept;
mod outcomes;
pub mod second;
#[cfg(test)]
mod tests;
mod violation;

use placet_domain::change::Recorded;
use placet_domain::people::Directory;
use placet_domain::process::Process;

pub use case::{Case, Receipt};
pub use violation::Violation;

/// Returns every law that one change's history breaks. Each event comes with the people as they were when it happened.
pub fn broken(process: &Process, history: &[(Recorded, Directory)]) -> Vec<String> {
    placet_laws::broken(process, history, None)
}

/// Returns every violation that events, effects and receipts can show.
pub fn judge(case: &Case) -> Vec<Violation> {
    let laws = [
        effects::check,
        attempts::check,
        outcomes::check,
        authority::check,
        back_out::check,
        final_state::check,
        acknowledged::check,
        claims::check,
        ends::check,
        files::check,
    ];
    laws.iter().flat_map(|law| law(case)).collect()
}
