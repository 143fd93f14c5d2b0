//! What people write: process files, request files and plans, from text to a checked value.
//!
//! Nothing is half-read: a file is taken whole, or refused with every problem, each with its place and its remedy. Nothing
//! here decides what happens to a change; that is the domain's part.

pub mod codes;
pub mod condition;
pub mod digest;
#[cfg(test)]
mod fixture;
pub mod ids;
pub mod lead;
pub mod plan;
pub mod process;
pub mod reason;
pub mod request;
pub mod suggest;
pub mod text;
pub mod zone;

pub use ids::*;
pub use reason::{Reason, Rejection, RejectionKind};
