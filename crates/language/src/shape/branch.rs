//! Which kind of node a schema means, and which branch of a `oneOf` a node is meant for.

use serde_json::Value;

use super::grammar::Grammar;
use crate::node::{Content, Node};
use crate::suggest::listed;

/// Whether a `type` keyword lets a node pass.
pub(super) fn admits(kinds: &Value, node: &Node) -> bool {
    words(kinds).any(|kind| match (kind, &node.content) {
        ("integer", Content::Number(number)) => number.is_i64() || number.is_u64(),
        ("object", Content::Map(_))
        | ("array", Content::List(_))
        | ("string", Content::Text(_))
        | ("number", Content::Number(_))
        | ("boolean", Content::Bool(_))
        | ("null", Content::Null) => true,
        _ => false,
    })
}

fn words(kinds: &Value) -> impl Iterator<Item = &str> {
    let list = match kinds {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().filter_map(Value::as_str)
}

/// A `type` keyword as people say it.
pub(super) fn in_words(kinds: &Value) -> String {
    let named: Vec<&str> = words(kinds)
        .map(|kind| match kind {
            "object" => "a map",
            "array" => "a list",
            "string" => "text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            _ => "nothing",
        })
        .collect();
    named.join(" or ")
}

/// The remedy for a node of another kind.
pub(super) fn type_hint(kinds: &Value, node: &Node) -> &'static str {
    let wants = |kind| words(kinds).any(|word| word == kind);
    match &node.content {
        Content::Null => "write a value or leave the key out",
        Content::Bool(_) | Content::Number(_) if wants("string") => "put it in quotes",
        Content::Text(_) if wants("array") => "put it in brackets: `[…]`",
        Content::Text(_) if wants("boolean") || wants("integer") => "write it without quotes",
        _ => "",
    }
}

/// The `type` of a schema, looked up through `$ref`; `None` if any kind will do.
fn type_of<'a>(grammar: &Grammar, schema: &'a Value) -> Option<&'a Value> {
    schema.get("type").or_else(|| {
        let reference = schema.get("$ref").and_then(Value::as_str)?;
        type_of(grammar, grammar.referred(reference)?)
    })
}

/// The key that a branch asks for, if that is all it says.
fn only_key(schema: &Value) -> Option<&str> {
    let map = schema.as_object().filter(|map| map.len() == 1)?;
    match map.get("required")?.as_array()?.as_slice() {
        [key] => key.as_str(),
        _ => None,
    }
}

/// Returns the branch that a node is meant for; none where the branches only ask for one key of several.
///
/// # Errors
/// What is wrong with the node and what to do, if no branch fits.
pub(super) fn chosen<'a>(
    grammar: &Grammar,
    branches: &'a [Value],
    node: &Node,
) -> Result<Option<&'a Value>, (String, String)> {
    let keys: Vec<&str> = branches.iter().filter_map(only_key).collect();
    if keys.len() == branches.len() {
        return exactly_one(&keys, node).map(|()| None);
    }
    let fitting = branches
        .iter()
        .find(|branch| type_of(grammar, branch).is_none_or(|kinds| admits(kinds, node)));
    if fitting.is_some() {
        return Ok(fitting);
    }
    let kinds: Vec<Value> = branches
        .iter()
        .filter_map(|branch| type_of(grammar, branch))
        .flat_map(words)
        .map(|word| Value::String(word.to_owned()))
        .collect();
    let kinds = Value::Array(kinds);
    let message = format!("expected {}, found {}", in_words(&kinds), node.kind());
    Err((message, type_hint(&kinds, node).to_owned()))
}

fn exactly_one(keys: &[&str], node: &Node) -> Result<(), (String, String)> {
    let given: Vec<&str> = keys
        .iter()
        .copied()
        .filter(|key| node.get(key).is_some())
        .collect();
    match given.as_slice() {
        [_] => Ok(()),
        [] => {
            let hint = format!("add one of {}", listed(keys.iter().copied()));
            Err(("it does not say what is needed".to_owned(), hint))
        }
        several => {
            let message = format!("{} cannot stand together", listed(several.iter().copied()));
            let hint = "keep exactly one, or write a list of several".to_owned();
            Err((message, hint))
        }
    }
}
