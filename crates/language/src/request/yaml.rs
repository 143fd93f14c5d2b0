//! A request as a map of YAML.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::model::Request;
use super::problem::problem;
use crate::decode::decode;
use crate::ids::{FieldId, ModelId, ProcessName};
use crate::node::{Content, Entry, Node};
use crate::path::Path;
use crate::plan::Plan;
use crate::problem::Problem;

/// What a map of a request file says; the process may be left out where the reader knows it.
#[derive(Default)]
pub(super) struct Head {
    pub(super) process: Option<ProcessName>,
    pub(super) model: Option<ModelId>,
    pub(super) plan: Option<Plan>,
    pub(super) fields: BTreeMap<FieldId, Value>,
}

/// Reads a whole request; one that names no process follows the given one.
pub(super) fn request(node: &Node, given: Option<&ProcessName>) -> Result<Request, Vec<Problem>> {
    let Head {
        process,
        model,
        plan,
        fields,
    } = head(node)?;
    match process.or_else(|| given.cloned()) {
        Some(process) => Ok(Request {
            process,
            model,
            fields,
            plan,
        }),
        None => Err(vec![problem(
            node.place(),
            "the request does not say which process it follows",
            "add a line such as `process: service-platform`",
        )]),
    }
}

/// Reads a map.
pub(super) fn head(node: &Node) -> Result<Head, Vec<Problem>> {
    let map = map(node, "a request is a map")?;
    let mut found = Head::default();
    let mut problems = Vec::new();
    for (key, entry) in map {
        let at = Path::default().key(key);
        match key.as_str() {
            "process" => read(&entry.value, &at, &mut found.process, &mut problems),
            "model" => read(&entry.value, &at, &mut found.model, &mut problems),
            "plan" => match plan(&entry.value) {
                Ok(plan) => found.plan = plan,
                Err(problem) => problems.push(problem),
            },
            _ => field(key, entry, &mut found.fields, &mut problems),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

/// Reads values of fields.
pub(super) fn fields(node: &Node) -> Result<BTreeMap<FieldId, Value>, Vec<Problem>> {
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, entry) in map(node, "fields are a map")? {
        field(key, entry, &mut found, &mut problems);
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(problems)
    }
}

fn map<'a>(node: &'a Node, expected: &str) -> Result<&'a IndexMap<String, Entry>, Vec<Problem>> {
    node.map().ok_or_else(|| {
        let message = format!("{expected}, and this is {}", node.kind());
        let hint = "write `field: value` on lines of their own";
        vec![problem(node.place(), message, hint)]
    })
}

fn field(
    key: &str,
    entry: &Entry,
    fields: &mut BTreeMap<FieldId, Value>,
    problems: &mut Vec<Problem>,
) {
    match key.parse::<FieldId>() {
        Ok(id) => {
            fields.insert(id, entry.value.to_json());
        }
        Err(error) => {
            let at = Path::default().key(key);
            let place = (entry.line, entry.column);
            problems.push(Problem::new(place, &at, error.to_string(), ""));
        }
    }
}

/// Reads a plan: a map with `steps`, or the steps themselves; nothing for an empty one.
pub(super) fn plan(node: &Node) -> Result<Option<Plan>, Problem> {
    let named = |mut problem: Problem| {
        let within = std::mem::take(&mut problem.path);
        problem.path = match within.as_str() {
            "" => "plan".to_owned(),
            within if within.starts_with('[') => format!("plan{within}"),
            within => format!("plan.{within}"),
        };
        problem
    };
    match &node.content {
        Content::Null => Ok(None),
        Content::List(_) => decode(node)
            .map(|steps| {
                Some(Plan {
                    steps,
                    after_back_out: Vec::new(),
                })
            })
            .map_err(named),
        _ => decode(node).map(Some).map_err(named),
    }
}

fn read<T: serde::de::DeserializeOwned>(
    node: &Node,
    at: &Path,
    into: &mut Option<T>,
    problems: &mut Vec<Problem>,
) {
    if node.content == Content::Null {
        return;
    }
    match decode(node) {
        Ok(value) => *into = Some(value),
        Err(problem) => problems.push(Problem::new(
            (problem.line, problem.column),
            at,
            problem.message,
            problem.hint,
        )),
    }
}
