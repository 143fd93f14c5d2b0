//! The grammar of process files: the schema, the formats, and what defines the words that rules name.

use super::format;
use super::schema::schema;
use crate::node::Node;
use crate::shape::{Grammar, keys_at};

/// The grammar of process files.
pub(super) static PROCESS: Grammar = Grammar {
    schema,
    format: format::check,
    left_out: &["lead", "duration", "hold"],
    defined,
    called,
};

/// Returns what a part of the file defines.
fn defined<'a>(node: &'a Node, part: &str) -> Vec<&'a str> {
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
        "states" => keys_at(node, "lifecycle.states"),
        other => keys_at(node, other),
    }
}

fn called(part: &str) -> (&'static str, &'static str) {
    match part {
        "roles" => ("a role of this process", "the roles are"),
        "boards" => ("a board of this process", "the boards are"),
        "fields" => ("a field of the form", "the fields are"),
        "models" => ("a change model of this process", "the models are"),
        "states" => ("a state of this process", "the states are"),
        "levels" => ("a risk level of this process", "the levels are"),
        "checklists" => ("a checklist of this process", "the checklists are"),
        "records" => ("a record of this process", "the records are"),
        "tests.levels" => ("a testing level of this process", "the testing levels are"),
        "tests.types" => ("a test type of this process", "the test types are"),
        "vocabulary" => (
            "a type or a vocabulary of this process",
            "the vocabularies are",
        ),
        _ => ("a word", "the words are"),
    }
}
