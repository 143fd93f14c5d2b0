//! Request files: YAML or Markdown, read into a [`Request`]. What the fields say is checked by the form, not here.

mod markdown;
mod model;
mod problem;
mod sections;
#[cfg(test)]
mod tests;
mod yaml;

use crate::codes::Code;
use crate::process::{Problem, Process, node};
use crate::reason::{Reason, Rejection, RejectionKind};

use problem::problem;

pub use model::Request;

/// Longest request file, in bytes.
pub const REQUEST_BYTES_MAX: usize = 512 * 1024;

/// Reads a request from YAML or JSON: a map with `process`, `model`, `plan`, and the fields beside them.
///
/// # Errors
/// Every place that cannot be read, with line and column.
pub fn from_yaml(bytes: &[u8]) -> Result<Request, Rejection> {
    if bytes.len() > REQUEST_BYTES_MAX {
        return refuse(vec![too_long()]);
    }
    let text = std::str::from_utf8(bytes).map(normalize);
    let read = match &text {
        Ok(text) => node::read(text.as_bytes()),
        // The reader tells the place of what is not UTF-8.
        Err(_) => node::read(bytes),
    };
    read.and_then(|node| yaml::request(&node)).or_else(refuse)
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
