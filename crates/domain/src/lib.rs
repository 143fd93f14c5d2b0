//! The rules of Placet: pure functions from state, command and facts to events or a rejection.
//!
//! Four nouns explain everything: a [`change::Command`] is what was asked, [`change::Facts`] are what is known, a
//! [`change::Event`] is what happened and a [`Rejection`] says why not. Nothing here reads a clock, a file, the
//! environment or a random number: the same state, command and facts give the same events, always.

pub mod approval;
pub mod calendar;
pub mod change;
pub mod condition;
pub mod digest;
#[cfg(test)]
pub(crate) mod fixture;
pub mod form;
pub mod ids;
pub mod lead;
pub mod numbering;
pub mod organization;
pub mod people;
pub mod plan;
pub mod preview;
pub mod process;
pub mod rejection;
pub mod request;
pub mod risk;

pub use ids::*;
pub use rejection::{Reason, Rejection, RejectionKind};
