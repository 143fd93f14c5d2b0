//! A plan with its undo, as approvers and implementers read it.

use placet_api::{Run, Step};
use serde_json::Value;

use super::page::{Line, Page};

/// How much of each step is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What it does and how it is undone.
    Short,
    /// Everything that will run, as an approver must see it.
    Whole,
}

/// Shows the steps of a plan, the status of each, and how each is undone.
pub(crate) fn plan(run: &Run, depth: Depth) -> Page {
    let mut page = Page::default();
    for (index, step) in run.steps.iter().enumerate() {
        page.push(head(index + 1, step));
        page.push(Line::new().dim("     does: ").plain(&step.does));
        if depth == Depth::Whole {
            whole(&step.definition, &mut page);
        }
        let mut undo = Line::new().dim("     undo: ").plain(&step.undo);
        if !step.undo_title.is_empty() {
            undo = undo.dim(format!("  {} {}", step.undo_id, step.undo_title));
        }
        page.push(if step.reversibility == "easy" {
            undo
        } else {
            undo.open(format!("  ({})", step.reversibility))
        });
        if !step.message.is_empty() {
            page.push(Line::new().dim("     note: ").plain(&step.message));
        }
    }
    page
}

fn head(number: usize, step: &Step) -> Line {
    let mut line = Line::new().plain(format!("  {number}. ")).bold(&step.title);
    if step.title != step.id {
        line = line.dim(format!(" ({})", step.id));
    }
    let status = format!("  {}", spaced(&step.status));
    line = match step.status.as_str() {
        "pending" => line.dim(status),
        "succeeded" | "undone" => line.good(status),
        "failed" | "unknown" | "undo_failed" => line.bad(status),
        _ => line.open(status),
    };
    if step.attempts > 1 {
        line.dim(format!(", {} attempts", step.attempts))
    } else {
        line
    }
}

/// What the line in words leaves out: arguments one by one, contents, environment, the check.
fn whole(definition: &Value, page: &mut Page) {
    let Some(map) = definition.as_object() else {
        return;
    };
    for (key, value) in map {
        // Said by the lines in words, or known from the head.
        let is_told = matches!(key.as_str(), "id" | "title" | "reversibility");
        if !is_told && !is_usual(key, value) {
            // JSON keeps apart what a line of words would run together, such as arguments with spaces.
            page.push(Line::new().dim(format!("       {key}: {value}")));
        }
    }
}

/// Tells whether a property has the value that a step has when it does not name the property.
fn is_usual(key: &str, value: &Value) -> bool {
    match key {
        // The line of the undo explains the words `previous` and `none`.
        "undo" => value.is_string(),
        "retries" => *value == 0,
        "retry_pause" => *value == "1s",
        "idempotent" => *value == false,
        "undo_safe_if_partial" => *value == true,
        _ => value.is_null(),
    }
}

/// Writes a word of the API as people write it.
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    // T3: what is approved is what runs, so all of it can be seen.
    #[test]
    fn an_approver_sees_every_argument_and_content() {
        let definition = json!({"id": "a", "action": {"command": {"run": ["/bin/rm", "-r", "a b"], "env": {"X": "1"}}},
            "check": {"http": {"url": "http://h/"}}, "undo": {"write": {"path": "/p", "content": "old"}}, "timeout": "10m"});
        let step = Step {
            id: "a".to_owned(),
            title: "Clean".to_owned(),
            status: "pending".to_owned(),
            does: "/bin/rm -r a b".to_owned(),
            undo: "writes /p".to_owned(),
            undo_id: String::new(),
            undo_title: String::new(),
            reversibility: "difficult".to_owned(),
            definition,
            attempts: 0,
            started_at: None,
            ended_at: None,
            message: String::new(),
        };
        let run = Run {
            status: "idle".to_owned(),
            paused: false,
            back_out: None,
            steps: vec![step],
        };
        insta::assert_snapshot!(plan(&run, Depth::Whole).render(false), @r#"
        1. Clean (a)  pending
           does: /bin/rm -r a b
             action: {"command":{"env":{"X":"1"},"run":["/bin/rm","-r","a b"]}}
             check: {"http":{"url":"http://h/"}}
             timeout: "10m"
             undo: {"write":{"content":"old","path":"/p"}}
           undo: writes /p  (difficult)
        "#);
        let short = plan(&run, Depth::Short).render(false);
        assert_eq!(short.lines().count(), 3, "{short}");
    }
}
