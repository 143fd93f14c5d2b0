//! Problems of a file as the checks find them.

use crate::node::Node;
use crate::path::{Part, Path};
use crate::problem::Problem;

/// Problems as they are found, placed by their path.
pub(crate) struct Findings<'a> {
    pub(crate) node: &'a Node,
    pub(crate) problems: Vec<Problem>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(node: &'a Node) -> Self {
        Self {
            node,
            problems: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, path: &Path, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.node.place_of(path);
        self.problems.push(Problem::new(place, path, message, hint));
    }
}

/// Returns a path of keys.
pub(crate) fn path(keys: &[&str]) -> Path {
    Path(
        keys.iter()
            .map(|key| Part::Key((*key).to_owned()))
            .collect(),
    )
}
