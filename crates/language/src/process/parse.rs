//! From the bytes of a process file to a checked process, or every problem that it has.

use super::ast::Process;
use super::check;
use super::grammar::PROCESS;
use crate::decode::decode;
use crate::digest::Digest;
use crate::node::{self, Node};
use crate::problem::{Problem, in_order};
use crate::shape::Shape;

/// A process that passed every check, with the text that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The process.
    pub process: Process,
    /// Digest of the file's bytes.
    pub digest: Digest,
    /// The file's text.
    pub source: String,
    /// The text as a tree, for the place of any rule.
    pub node: Node,
}

/// Reads, validates and checks a process file.
///
/// # Errors
/// Every problem that was found, in the file's order, with its place and remedy.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Vec<Problem>> {
    let node = node::read(bytes)?;
    let mut shape = Shape::of_file(&PROCESS, &node);
    shape.extend(check::tables(&node));
    let mut problems = shape.unknown_words(&node);
    let decoded = decode::<Process>(&shape.usable_part(&node));
    // A condition with an unknown field has been told of.
    shape.conditions.retain(|condition| {
        !problems
            .iter()
            .any(|told| (told.line, told.column) == condition.place)
    });
    if let Ok(process) = &decoded {
        problems.extend(check::meaning(process, &node, &shape.conditions));
    }
    problems.append(&mut shape.problems);
    match decoded {
        Ok(process) if problems.is_empty() => Ok(Parsed {
            process,
            digest: Digest::of_bytes(bytes),
            source: String::from_utf8_lossy(bytes).into_owned(),
            node,
        }),
        Err(problem) if problems.is_empty() => Err(vec![problem]),
        _ => Err(in_order(problems)),
    }
}
