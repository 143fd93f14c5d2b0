//! From the bytes of a process file to a checked process, or every problem that it has.

use super::ast::Process;
use super::check;
use super::decode::decode;
use super::node::{self, Content, Node};
use super::path::Path;
use super::problem::{Problem, in_order};
use super::shape::Shape;
use crate::digest::Digest;

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
    let mut shape = Shape::of_file(&node);
    shape.extend(check::tables(&node));
    let mut problems = check::references(&node, &shape.references);
    let decoded = decode::<Process>(&usable_part(&node, &shape.repairs));
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

/// The tree with its mistakes repaired or taken out, so that one of them does not hide what others the file has. It is
/// decoded for the checks only: a file with mistakes is refused.
fn usable_part(node: &Node, repairs: &[(Path, Option<Content>)]) -> Node {
    let mut usable = node.clone();
    // From the back, because a removed item moves those behind it.
    for (path, repair) in repairs.iter().rev() {
        match repair {
            Some(content) => usable.set(path, content.clone()),
            None => usable.remove(path),
        }
    }
    usable
}
