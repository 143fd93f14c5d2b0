//! Request files: YAML or Markdown, read into a [`Request`]. What the fields say is checked by the form, not here.

mod markdown;
mod model;
mod problem;
mod sections;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::codes::Code;
use crate::ids::{FieldId, ProcessName};
use crate::node::{self, Node};
use crate::problem::Problem;
use crate::process::Process;
use crate::reason::{Reason, Rejection, RejectionKind};

use problem::problem;

pub use model::Request;

/// Longest request file, in bytes.
pub const REQUEST_BYTES_MAX: usize = 512 * 1024;

/// Reads a request from YAML or JSON: a map with `process`, `model`, `plan`, and the fields beside them. A request that
/// names no process follows the given one.
///
/// # Errors
/// Every place that cannot be read, with line and column.
pub fn from_yaml(bytes: &[u8], given: Option<&ProcessName>) -> Result<Request, Rejection> {
    tree(bytes)
        .and_then(|node| yaml::request(&node, given))
        .or_else(refuse)
}

/// Reads values of fields from YAML or JSON: a map from field to value.
///
/// # Errors
/// Every place that cannot be read.
pub fn fields(bytes: &[u8]) -> Result<BTreeMap<FieldId, Value>, Vec<Problem>> {
    yaml::fields(&tree(bytes)?)
}

/// Whether a text is Markdown, and not YAML: Markdown has front matter that ends, or begins with a heading, and YAML has
/// a key and a colon.
pub fn is_markdown(text: &str) -> bool {
    markdown::is_markdown(&normalize(text))
}

/// Returns the process that the front matter of a Markdown request names.
///
/// # Errors
/// Every place of the front matter that cannot be read, with line and column.
pub fn named_in_markdown(text: &str) -> Result<Option<ProcessName>, Rejection> {
    markdown::process_of(&normalize(text)).or_else(refuse)
}

fn tree(bytes: &[u8]) -> Result<Node, Vec<Problem>> {
    if bytes.len() > REQUEST_BYTES_MAX {
        return Err(vec![too_long()]);
    }
    match std::str::from_utf8(bytes).map(normalize) {
        Ok(text) => node::read(text.as_bytes()),
        // The reader names the place of what is not UTF-8.
        Err(_) => node::read(bytes),
    }
}

/// Reads a request from Markdown: front matter in YAML between lines of `---`, then one heading for each field.
///
/// A heading is matched with titles and ids of fields, upper and lower case being the same. The text below it is the
/// value; below a field that takes a list, the items of the list are, and where boxes are there, only those ticked. A
/// fenced block of YAML below the heading of the plan is the plan, and below a table or risks, its rows.
///
/// # Errors
/// Every place that cannot be read, with line and column.
pub fn from_markdown(text: &str, process: &Process) -> Result<Request, Rejection> {
    if text.len() > REQUEST_BYTES_MAX {
        return refuse(vec![too_long()]);
    }
    markdown::request(&normalize(text), process).or_else(refuse)
}

/// Line ends of Windows as `\n`, so that one request has one digest wherever it was written.
fn normalize(text: &str) -> String {
    text.strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n")
}

fn too_long() -> Problem {
    let message = format!("the request is longer than {REQUEST_BYTES_MAX} bytes");
    problem((1, 1), message, "attach long texts as evidence")
}

fn refuse<T>(problems: Vec<Problem>) -> Result<T, Rejection> {
    let reason = |problem: Problem| {
        let Problem {
            line,
            column,
            path,
            message,
            hint,
        } = problem;
        let message = match path.as_str() {
            "" => format!("line {line}, column {column}: {message}"),
            path => format!("line {line}, column {column}: `{path}`: {message}"),
        };
        let place = if path.is_empty() {
            format!("line {line}")
        } else {
            path
        };
        Reason::new(Code::UnreadableRequest, message, hint).at(place)
    };
    let reasons = problems.into_iter().map(reason).collect();
    match Rejection::unless_empty(
        RejectionKind::Invalid,
        "the request cannot be read",
        reasons,
    ) {
        Err(rejection) => Err(rejection),
        Ok(()) => Err(Rejection::one(
            RejectionKind::Invalid,
            Reason::new(
                Code::UnreadableRequest,
                "the request cannot be read",
                "compare it with an example",
            ),
        )),
    }
}
