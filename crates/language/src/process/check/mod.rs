//! Checks of what a process means: references, reachability, complete tables, conditions that can be decided.

mod approvals;
mod conditions;
mod form;
mod lifecycle;
mod risk;
mod tables;

use super::ast::Process;
use crate::findings::Findings;
use crate::node::Node;
use crate::problem::Problem;
use crate::shape::Located;

pub(super) use tables::tables;

/// Checks that need the decoded process.
pub(super) fn meaning(process: &Process, node: &Node, readable: &[Located]) -> Vec<Problem> {
    let mut findings = Findings::new(node);
    form::check(process, &mut findings);
    lifecycle::check(process, &mut findings);
    risk::check(process, &mut findings);
    approvals::check(process, &mut findings);
    conditions::check(process, readable, &mut findings);
    findings.problems
}
