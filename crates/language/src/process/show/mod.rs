//! A process as a document that people read: Markdown, from the first state to the carried sections.

mod approval;
mod lifecycle;
mod page;
mod rules;

use serde_json::Value;

use super::ast::Process;
use super::trace::CARRIED;
use page::{Page, counted};

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
    let given: Vec<_> = CARRIED
        .iter()
        .map(|(section, waits_for, value)| (section, waits_for, value(process)))
        .filter(|(_, _, value)| !value.is_null())
        .collect();
    if given.is_empty() {
        return;
    }
    page.heading("Carried");
    page.line("These sections are checked, kept and shown; the engine does not run them yet.");
    page.line("");
    for (section, waits_for, value) in given {
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
