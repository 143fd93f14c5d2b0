//! Problems of a process as the checks find them.

use crate::process::node::Node;
use crate::process::path::{Part, Path};
use crate::process::problem::Problem;

/// Problems as they are found, placed by their path.
pub(super) struct Findings<'a> {
    pub(super) node: &'a Node,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        Self {
            node,
            problems: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, path: &Path, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.node.place_of(path);
        self.problems.push(Problem::new(place, path, message, hint));
    }
}

/// Returns a path of keys.
pub(super) fn path(keys: &[&str]) -> Path {
    Path(
        keys.iter()
            .map(|key| Part::Key((*key).to_owned()))
            .collect(),
    )
}
