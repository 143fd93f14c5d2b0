//! The people file: who is there, which roles they hold, who administers, from text to a checked [`Directory`].

mod check;
mod directory;
mod grammar;

use crate::decode::decode;
use crate::findings::Findings;
use crate::node::{self, Node, TEXT_BYTES_MAX};
use crate::path::{Part, Path};
use crate::problem::{Problem, in_order};
use crate::process::Process;
use crate::shape::Shape;

use grammar::PEOPLE;

pub use directory::*;

/// Longest people file, in bytes.
pub const PEOPLE_BYTES_MAX: usize = TEXT_BYTES_MAX;

/// People that passed every check of the file, with the places that they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleFile {
    /// The people.
    pub directory: Directory,
    node: Node,
}

/// Reads and checks a people file.
///
/// # Errors
/// Every problem that was found, in the file's order, with its place and remedy.
pub fn read(bytes: &[u8]) -> Result<PeopleFile, Vec<Problem>> {
    let node = node::read(bytes)?;
    if node.map().is_none() {
        let message = format!("a people file is a map, and this is {}", node.kind());
        let hint = "begin with a line `people:`";
        return Err(vec![Problem::new(
            node.place(),
            &Path::default(),
            message,
            hint,
        )]);
    }
    let mut shape = Shape::of_file(&PEOPLE, &node);
    let mut findings = Findings::new(&node);
    check::meaning(&node, &mut findings);
    let mut problems = findings.problems;
    problems.extend(shape.unknown_words(&node));
    problems.append(&mut shape.problems);
    if !problems.is_empty() {
        return Err(in_order(problems));
    }
    match decode(&node) {
        Ok(directory) => Ok(PeopleFile { directory, node }),
        Err(problem) => Err(vec![problem]),
    }
}

impl PeopleFile {
    /// Lists what may be meant so and is odd for the people of this process.
    pub fn oddities(&self, process: &Process) -> Vec<Problem> {
        let mut findings = Findings::new(&self.node);
        check::oddities(&self.node, process, &mut findings);
        in_order(findings.problems)
    }

    /// Returns line and column of a place as the rules of the people name it, such as `people.ada` or `delegations[0]`, or
    /// of the nearest thing on the way to it; `None` for a place that the file does not have.
    pub fn place(&self, path: &str) -> Option<(usize, usize)> {
        // An id may hold dots, which a path takes for steps.
        let person = path.strip_prefix("people.").and_then(|id| {
            let people = self.node.get("people")?.map()?;
            people.get(id)
        });
        if let Some(entry) = person {
            return Some((entry.line, entry.column));
        }
        let path = Path::parse(path)?;
        let Some(Part::Key(first)) = path.0.first() else {
            return None;
        };
        self.node.get(first)?;
        Some(self.node.place_of(&path))
    }
}
