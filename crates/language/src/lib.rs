//! What people write: process files, request files, plans and people files, from text to a checked value.
//!
//! Nothing is half-read: a file is taken whole, or refused with every problem, each with its place and its remedy. Nothing
//! here decides what happens to a change; that is the domain's part.

pub mod codes;
pub mod condition;
mod decode;
pub mod digest;
mod findings;
#[cfg(test)]
mod fixture;
pub mod ids;
pub mod lead;
pub mod node;
mod path;
pub mod people;
pub mod plan;
mod problem;
pub mod process;
pub mod reason;
pub mod request;
mod shape;
pub mod suggest;
pub mod text;
pub mod zone;

pub use decode::decode;
pub use ids::*;
pub use path::{Part, Path};
pub use problem::{PROBLEMS_MAX, Problem};
pub use reason::{Reason, Rejection, RejectionKind};
