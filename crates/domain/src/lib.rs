//! The rules of Placet: pure functions from state, command and facts to events or a rejection.
//!
//! Four nouns explain everything: a [`change::Command`] is what was asked, [`change::Facts`] are what is known, a
//! [`change::Event`] is what happened and a [`Rejection`] says why not. Nothing here reads a clock, a file, the
//! environment or a random number: the same state, command and facts give the same events, always.

pub mod approval;
pub mod change;
#[cfg(test)]
pub(crate) mod fixture;
pub mod form;
pub mod numbering;
pub mod organization;
pub mod plan;
pub mod preview;
pub mod risk;

pub use placet_language::ids::*;
pub use placet_language::reason as rejection;
pub use placet_language::{
    PROBLEMS_MAX, Path, Problem, Reason, Rejection, RejectionKind, condition, decode, digest, ids,
    lead, node, people, process, request,
};
