//! Checks of what a process means: references, reachability, complete tables, conditions that can be decided.

mod approvals;
mod conditions;
mod form;
mod lifecycle;
mod reference;
mod risk;
mod tables;

use super::ast::Process;
use super::node::Node;
use super::path::{Part, Path};
use super::problem::Problem;
use super::shape::Located;

pub(super) use reference::references;
pub(super) use tables::tables;

/// Checks that need the decoded process.
pub(super) fn meaning(process: &Process, node: &Node, readable: &[Located]) -> Vec<Problem> {
    let mut findings = Findings {
        node,
        problems: Vec::new(),
    };
    form::check(process, &mut findings);
    lifecycle::check(process, &mut findings);
    risk::check(process, &mut findings);
    approvals::check(process, &mut findings);
    conditions::check(process, readable, &mut findings);
    findings.problems
}

/// Problems as they are found, placed by their path.
struct Findings<'a> {
    node: &'a Node,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    fn add(&mut self, path: &Path, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.node.place_of(path);
        self.problems.push(Problem::new(place, path, message, hint));
    }
}

/// A path of keys.
fn path(keys: &[&str]) -> Path {
    Path(
        keys.iter()
            .map(|key| Part::Key((*key).to_owned()))
            .collect(),
    )
}
