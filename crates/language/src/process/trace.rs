//! Which rule carries which requirement, and whether the engine runs that rule now.

use serde::Serialize;
use serde_json::Value;

use super::ast::Process;
use super::parse::Parsed;
use crate::node::{Content, Node};
use crate::path::{Part, Path};

/// One requirement on one rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TraceRow {
    /// The requirement's id, such as `001.R1`.
    pub requirement: String,
    /// The rule's place in the file, such as `approvals.rules[1]`.
    pub path: String,
    /// The rule's line.
    pub line: usize,
    /// What runs it.
    pub machinery: Machinery,
}

/// Whether a section is run or carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Machinery {
    /// The engine runs it now.
    Runs,
    /// It is checked, kept and shown, and waits for this machinery.
    ToCome(&'static str),
}

/// A section that is carried: its key, the machinery that it waits for, and its value.
type Carried = (&'static str, &'static str, fn(&Process) -> &Value);

/// Sections that are carried.
pub(super) const CARRIED: [Carried; 8] = [
    ("calendar", "calendar", |process| &process.calendar),
    ("signals", "signals", |process| &process.signals),
    ("strategies", "strategies", |process| &process.strategies),
    ("deliberation", "deliberation", |process| {
        &process.deliberation
    }),
    ("communication", "notifications", |process| {
        &process.communication
    }),
    ("reports", "reports", |process| &process.reports),
    ("training", "training", |process| &process.training),
    ("integrations", "integrations", |process| {
        &process.integrations
    }),
];

/// Every requirement id that the file carries, in the order of ids.
pub fn trace(parsed: &Parsed) -> Vec<TraceRow> {
    let mut rows = Vec::new();
    walk(&parsed.node, &Path::default(), &mut rows, &parsed.node);
    rows.sort();
    rows.dedup();
    rows
}

fn walk(node: &Node, path: &Path, rows: &mut Vec<TraceRow>, root: &Node) {
    match &node.content {
        Content::List(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &path.index(index), rows, root);
            }
        }
        Content::Map(map) => {
            let ids = map
                .get("from")
                .map(|entry| entry.value.items())
                .unwrap_or_default();
            rows.extend(ids.iter().filter_map(Node::text).map(|id| TraceRow {
                requirement: id.to_owned(),
                path: path.to_string(),
                line: root.place_of(path).0,
                machinery: machinery(path, node),
            }));
            for (key, entry) in map {
                walk(&entry.value, &path.key(key), rows, root);
            }
        }
        _ => {}
    }
}

/// What runs the rule at a path.
fn machinery(path: &Path, rule: &Node) -> Machinery {
    let keys: Vec<&str> = path
        .0
        .iter()
        .filter_map(|part| match part {
            Part::Key(key) => Some(key.as_str()),
            Part::Index(_) => None,
        })
        .collect();
    match keys.as_slice() {
        ["boards", _, "meets", ..] => Machinery::ToCome("calendar"),
        ["back_out", "decision", ..] => Machinery::ToCome("signals"),
        ["back_out", "commands", ..] => Machinery::ToCome("plan templates"),
        ["approvals", ..] if rule.get("vote").is_some() => Machinery::ToCome("deliberation"),
        [first, ..] => CARRIED
            .iter()
            .find(|(section, ..)| section == first)
            .map_or(Machinery::Runs, |(_, waits_for, _)| {
                Machinery::ToCome(waits_for)
            }),
        [] => Machinery::Runs,
    }
}
