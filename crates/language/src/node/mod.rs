//! YAML or JSON text as a tree in which every value knows its line and column.
//!
//! The subset is what a configuration needs and nothing that can be used as a weapon: one document, no anchors and
//! aliases, no tags, no duplicate keys, bounded in bytes, nodes and depth.

mod build;
mod edit;
mod scalar;
mod tree;

use crate::problem::{Problem, in_order};

pub use tree::*;

/// Reads a text. JSON is read too, since it is YAML. Answers with every problem that could be found.
pub fn read(bytes: &[u8]) -> Result<Node, Vec<Problem>> {
    build::read(bytes).map_err(in_order)
}
