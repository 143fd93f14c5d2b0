//! Every word that names another part of the file must be defined there.

use std::collections::{HashMap, HashSet};

use super::{Node, Problem};
use crate::process::shape::Reference;
use crate::suggest::remedy;
use crate::text::shown;

/// Problems of all references.
pub(in crate::process) fn references(node: &Node, references: &[Reference]) -> Vec<Problem> {
    let mut defined: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut sets: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut problems = Vec::new();
    for reference in references {
        let to = reference.to.as_str();
        let words = defined.entry(to).or_insert_with(|| definitions(node, to));
        let known = sets
            .entry(to)
            .or_insert_with(|| words.iter().copied().collect());
        if known.contains(reference.name.as_str()) {
            continue;
        }
        let (one, many) = names_of(to);
        let message = format!("`{}` is not {one}", shown(&reference.name));
        let hint = remedy(
            &reference.name,
            words.iter().copied(),
            &format!("the {many} are"),
        );
        problems.push(Problem::new(
            reference.place,
            &reference.path,
            message,
            hint,
        ));
    }
    problems
}

/// What a part of the file defines.
fn definitions<'a>(node: &'a Node, part: &str) -> Vec<&'a str> {
    let keys_at = |path: &str| -> Vec<&'a str> {
        let map = node.find(path).and_then(Node::map);
        map.into_iter()
            .flat_map(|map| map.keys().map(String::as_str))
            .collect()
    };
    match part {
        "fields" => node
            .get("form")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|section| section.get("fields")?.map())
            .flat_map(|fields| fields.keys().map(String::as_str))
            .collect(),
        "levels" => node
            .find("risk.levels")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::text)
            .collect(),
        "states" => keys_at("lifecycle.states"),
        other => keys_at(other),
    }
}

fn names_of(part: &str) -> (&'static str, &'static str) {
    match part {
        "roles" => ("a role of this process", "roles"),
        "boards" => ("a board of this process", "boards"),
        "fields" => ("a field of the form", "fields"),
        "models" => ("a change model of this process", "models"),
        "states" => ("a state of this process", "states"),
        "levels" => ("a risk level of this process", "levels"),
        "checklists" => ("a checklist of this process", "checklists"),
        "records" => ("a record of this process", "records"),
        "tests.levels" => ("a testing level of this process", "testing levels"),
        "tests.types" => ("a test type of this process", "test types"),
        "vocabulary" => ("a type or a vocabulary of this process", "vocabularies"),
        _ => ("a word", "words"),
    }
}
