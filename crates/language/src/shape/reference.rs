//! Every word that names another part of the file must be defined there.

use std::collections::{HashMap, HashSet};

use super::grammar::Grammar;
use crate::node::Node;
use crate::path::Path;
use crate::problem::Problem;
use crate::suggest::remedy;
use crate::text::shown;

/// A word that must be defined elsewhere in the same file.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The part of the file that defines it, such as `roles`.
    pub(crate) to: String,
    /// The word.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) place: (usize, usize),
    /// Where it stands, in the file's words.
    pub(crate) path: Path,
}

/// Lists the references to words that the file does not define.
pub(super) fn unknown(grammar: &Grammar, node: &Node, references: &[Reference]) -> Vec<Problem> {
    let mut defined: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut sets: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut problems = Vec::new();
    for reference in references {
        let to = reference.to.as_str();
        let words = defined
            .entry(to)
            .or_insert_with(|| (grammar.defined)(node, to));
        let known = sets
            .entry(to)
            .or_insert_with(|| words.iter().copied().collect());
        if known.contains(reference.name.as_str()) {
            continue;
        }
        let (one, list) = (grammar.called)(to);
        let message = format!("`{}` is not {one}", shown(&reference.name));
        let hint = remedy(&reference.name, words.iter().copied(), list);
        problems.push(Problem::new(
            reference.place,
            &reference.path,
            message,
            hint,
        ));
    }
    problems
}

/// Returns the keys of the map at a path.
pub(crate) fn keys_at<'a>(node: &'a Node, path: &str) -> Vec<&'a str> {
    let map = node.find(path).and_then(Node::map);
    map.into_iter()
        .flat_map(|map| map.keys().map(String::as_str))
        .collect()
}
