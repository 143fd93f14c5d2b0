//! Checks that inside each crate imports point down from room to room, and that no files import each other in a circle.

mod table;

use crate::modules::{Crate, Import};
use crate::problem::Problem;
use crate::tree::{Tree, folder};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use table::ROOMS;

/// Lists the imports that point from a room up to a room above it.
pub(super) fn upwards(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for root in roots(tree) {
        let Some((_, rooms)) = ROOMS.iter().find(|(source, _)| *source == folder(root)) else {
            continue;
        };
        for import in Crate::load(tree, root).imports() {
            let (from, to) = (room(rooms, &import.from), room(rooms, &import.to));
            if let (Some((from, low)), Some((to, high))) = (from, to)
                && low < high
            {
                problems.push(Problem::new(
                    &import.from,
                    import.line,
                    format!("`{from}` imports upwards, from `{to}` ({})", import.to),
                    "move what both need down, or pass it in; the order is in xtask/src/tidy/floors/table.rs",
                ));
            }
        }
    }
    problems
}

/// Lists the files that import each other, each with its shortest circle.
pub(super) fn circles(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for root in roots(tree) {
        let imports = Crate::load(tree, root).imports();
        let mut graph: BTreeMap<&str, Vec<&Import>> = BTreeMap::new();
        for import in &imports {
            graph.entry(&import.from).or_default().push(import);
        }
        for (file, uses) in &graph {
            if let Some(circle) = shortest_circle(&graph, file) {
                let line = uses
                    .iter()
                    .find(|import| circle.get(1) == Some(&import.to.as_str()));
                let source = format!("{}/", folder(root));
                let shown: Vec<&str> = circle
                    .iter()
                    .map(|file| file.trim_start_matches(&source))
                    .collect();
                problems.push(Problem::new(
                    *file,
                    line.map_or(1, |import| import.line),
                    format!("stands in a circle: {}", shown.join(" -> ")),
                    "move what both need into a file below",
                ));
            }
        }
    }
    problems
}

/// Lists the files of ordered crates that belong to no room.
pub(super) fn homeless(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for root in roots(tree) {
        if let Some((_, rooms)) = ROOMS.iter().find(|(source, _)| *source == folder(root)) {
            let whole = Crate::load(tree, root);
            let files = whole
                .files()
                .into_iter()
                .filter(|file| room(rooms, file).is_none());
            problems.extend(files.map(|file| {
                Problem::new(
                    file,
                    1,
                    "this file belongs to no room",
                    "add its room to xtask/src/tidy/floors/table.rs",
                )
            }));
        }
    }
    problems
}

/// Lists the files at which the crates of the workspace start.
fn roots(tree: &Tree) -> impl Iterator<Item = &str> {
    let sources = tree.with_extension(&["rs"]).map(|(path, _)| path);
    sources.filter(|path| path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs"))
}

/// Returns the innermost room that a file belongs to, and how high it is. The root of a crate is its roof.
fn room(rooms: &[&'static str], file: &str) -> Option<(&'static str, usize)> {
    let (_, inside) = file.split_once("/src/")?;
    let module = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(module, "lib" | "main") {
        return Some(("the root", rooms.len()));
    }
    let mut found: Option<(&'static str, usize)> = None;
    for (height, room) in rooms.iter().enumerate() {
        let is_inside = module
            .strip_prefix(room)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_inside && found.is_none_or(|(other, _)| other.len() < room.len()) {
            found = Some((room, height));
        }
    }
    found
}

/// Walks the imports breadth first from a file back to itself.
fn shortest_circle<'a>(
    graph: &BTreeMap<&'a str, Vec<&'a Import>>,
    start: &'a str,
) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        for import in graph.get(file).into_iter().flatten() {
            let to = import.to.as_str();
            if to == start {
                let mut circle = vec![file];
                while let Some(before) = circle.last().and_then(|file| came_from.get(file)) {
                    circle.push(before);
                }
                circle.reverse();
                circle.push(start);
                return Some(circle);
            }
            if seen.insert(to) {
                came_from.insert(to, file);
                waiting.push_back(to);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
