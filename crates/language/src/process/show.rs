//! A process as a document that people read: Markdown, from the first state to the carried sections.

mod approval;
mod lifecycle;
mod rules;

use std::fmt::Write as _;

use serde_json::Value;

use super::ast::Process;
use super::trace::CARRIED;
use crate::ids::RoleId;
use crate::text::in_words;

/// Renders a process as Markdown.
pub fn show(process: &Process) -> String {
    let mut page = Page::default();
    page.line(format!("# {}", process.title));
    page.line("");
    page.line(format!(
        "Process `{}`, times in {}.",
        process.process, process.zone
    ));
    page.line(format!(
        "Changes are numbered `{}`.",
        process.numbering.format
    ));
    for (model, format) in &process.numbering.models {
        page.line(format!(
            "Changes of model `{model}` are numbered `{format}`."
        ));
    }
    lifecycle::models(process, &mut page);
    lifecycle::states(process, &mut page);
    rules::risk(process, &mut page);
    approval::reviews(process, &mut page);
    approval::approvals(process, &mut page);
    rules::checklists(process, &mut page);
    rules::tests(process, &mut page);
    rules::back_out(process, &mut page);
    rules::closure(process, &mut page);
    carried(process, &mut page);
    page.text
}

/// One line for each section that is kept and not run.
fn carried(process: &Process, page: &mut Page) {
    let sections = [
        &process.calendar,
        &process.signals,
        &process.strategies,
        &process.deliberation,
        &process.communication,
        &process.reports,
        &process.training,
        &process.integrations,
    ];
    let given: Vec<_> = CARRIED
        .iter()
        .zip(sections)
        .filter(|(_, value)| !value.is_null())
        .collect();
    if given.is_empty() {
        return;
    }
    page.heading("Carried");
    page.line("These sections are checked, kept and shown; the engine does not run them yet.");
    page.line("");
    for ((section, waits_for), value) in given {
        page.line(format!(
            "- `{section}`: {}; waits for {waits_for}",
            size(value)
        ));
    }
}

fn size(value: &Value) -> String {
    match value {
        Value::Array(items) => counted(items.len(), "entry", "entries"),
        Value::Object(map) => {
            let keys = map.keys().filter(|key| *key != "from");
            keys.cloned().collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Text that grows line by line.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: impl AsRef<str>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{}", line.as_ref());
    }

    fn heading(&mut self, title: &str) {
        self.line("");
        self.line(format!("## {title}"));
        self.line("");
    }
}

/// The title of a role, or its id where it has none.
fn role<'a>(process: &'a Process, id: &'a RoleId) -> &'a str {
    process
        .roles
        .get(id)
        .map_or(id.as_str(), |role| role.title.as_str())
}

/// Words as a sentence lists them: `a, b and c`.
fn joined(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the title, or the id in words.
fn titled(title: Option<&String>, id: &str) -> String {
    title.cloned().unwrap_or_else(|| in_words(id))
}

/// The requirement ids of a rule, as a mark behind it.
fn mark(from: &[String]) -> String {
    if from.is_empty() {
        String::new()
    } else {
        format!(" [{}]", from.join(", "))
    }
}
