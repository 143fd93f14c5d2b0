//! The shape of approval tables, whose depth the rule itself decides.

use super::Node;
use crate::process::path::Path;
use crate::process::problem::Problem;
use crate::process::shape::Shape;

/// Walks every table to its leaves and checks these as policies.
pub(in crate::process) fn tables(node: &Node) -> Shape {
    let mut found = Shape::default();
    let rules = node
        .find("approvals.rules")
        .map(Node::items)
        .unwrap_or_default();
    for (index, rule) in rules.iter().enumerate() {
        let path = Path::default().key("approvals").key("rules").index(index);
        let depth = rule.get("by").map(Node::items).unwrap_or_default().len();
        let has = |key| rule.get(key).is_some();
        let (message, hint) = match (has("by"), has("table"), has("need")) {
            (true, true, false) | (false, false, true) => {
                if let Some(table) = rule.get("table") {
                    walk(table, &path.key("table"), depth, &mut found);
                }
                continue;
            }
            (_, true, true) => (
                "`table` and `need` cannot stand together",
                "keep one of the two",
            ),
            (false, true, false) => (
                "the table does not say what it is looked up by",
                "add `by`, such as `by: [model]`",
            ),
            (true, false, _) => ("`by` has no table", "add `table` or leave `by` out"),
            (false, false, false) => ("the rule needs nothing", "add `need`, or `by` and `table`"),
        };
        found
            .problems
            .push(Problem::new(rule.place(), &path, message, hint));
    }
    found
}

fn walk(node: &Node, path: &Path, depth: usize, found: &mut Shape) {
    if depth == 0 {
        return found.extend(Shape::of_part("policies", node, path));
    }
    match node.map() {
        Some(map) => {
            for (key, entry) in map {
                walk(&entry.value, &path.key(key), depth - 1, found);
            }
        }
        None => {
            let message = format!("expected a map, found {}", node.kind());
            let hint = "the table is nested once for each word of `by`";
            found
                .problems
                .push(Problem::new(node.place(), path, message, hint));
        }
    }
}
