//! The line that is printed for each change.

use placet_domain::change::Event;

use super::stage::Story;
use crate::failure::Failure;

/// Events read at once.
const PAGE: usize = 200;

/// Process, number, states passed, approvals, steps, outcome and ledger size in one line.
pub(super) fn line(story: &Story<'_, '_>) -> Result<String, Failure> {
    let change = story.change()?;
    let store = story.stage.engine.store();
    let mut states = Vec::new();
    let (mut approvals, mut steps, mut undone, mut after) = (0, 0, 0, 0);
    loop {
        let page = store.events_of(story.id, after, PAGE)?;
        for stored in &page {
            after = stored.version;
            match &stored.recorded.event {
                Event::ChangeOpened(opened) => states.push(opened.state.to_string()),
                Event::StateEntered { state, .. } => states.push(state.to_string()),
                Event::ApprovalGiven { .. } => approvals += 1,
                Event::StepSucceeded { .. } => steps += 1,
                Event::StepUndone { .. } => undone += 1,
                _ => {}
            }
        }
        if page.len() < PAGE {
            break;
        }
    }
    let outcome = change.closure.map_or_else(
        || "open".to_owned(),
        |code| {
            serde_json::to_value(code)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default()
        },
    );
    let undone = if undone > 0 {
        format!(" ({undone} undone)")
    } else {
        String::new()
    };
    Ok(format!(
        "{} {}: {}; {}, {}{undone}, {outcome}; ledger {}",
        change.process,
        change.number,
        states.join(" > "),
        counted(approvals, "approval"),
        counted(steps, "step"),
        store.ledger_head()?.size,
    ))
}

fn counted(count: u32, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
