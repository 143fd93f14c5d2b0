//! A plan with its undo, as approvers and implementers read it.

use placet_api::Run;

use super::page::{Line, Page};

/// The steps of a plan, where each stands, and how each is undone.
pub(crate) fn plan(run: &Run) -> Page {
    let mut page = Page::default();
    for (index, step) in run.steps.iter().enumerate() {
        let mut line = Line::new()
            .plain(format!("  {}. ", index + 1))
            .bold(&step.title);
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
            line = line.dim(format!(", {} attempts", step.attempts));
        }
        page.push(line);
        page.push(Line::new().dim("     does: ").plain(&step.does));
        let undo = Line::new().dim("     undo: ").plain(&step.undo);
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

/// A word of the API as people write it.
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}
