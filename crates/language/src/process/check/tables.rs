//! The shape of approval tables: the rule's own `by` decides how deep its table is.

use super::Node;
use crate::node::{Content, Entry};
use crate::path::Path;
use crate::problem::Problem;
use crate::process::ast::ANY;
use crate::process::grammar::PROCESS;
use crate::shape::Shape;

/// Walks every table to its leaves and checks these as policies.
pub(in crate::process) fn tables(node: &Node) -> Shape {
    let mut found = Shape::new(&PROCESS);
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
        // A table whose depth is not known cannot be decoded.
        if has("table") && !has("by") {
            found.repairs.push((path.key("table"), None));
        }
    }
    found
}

/// Returns what is decoded in place of an entry that is not deep enough: an entry that asks for nothing more.
fn any_entry(place: (usize, usize), depth: usize) -> Content {
    let (line, column) = place;
    let (key, content) = match depth {
        0 => ("automatic", Content::Bool(true)),
        deeper => (ANY, any_entry(place, deeper - 1)),
    };
    let value = Node {
        content,
        line,
        column,
    };
    let entry = Entry {
        line,
        column,
        value,
    };
    Content::Map([(key.to_owned(), entry)].into())
}

fn walk(node: &Node, path: &Path, depth: usize, found: &mut Shape) {
    if depth == 0 {
        return found.extend(Shape::of_part(&PROCESS, "policies", node, path));
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
            found
                .repairs
                .push((path.clone(), Some(any_entry(node.place(), depth))));
        }
    }
}
