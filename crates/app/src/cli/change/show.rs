//! `placet change show`.

use placet_api::{ChangeDetail, Gate, Slot, TimelineEntry};
use serde_json::{Value, json};

use super::preview::{ids, risk};
use crate::cli::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Depth, Line, Page, Table, plan, spaced};

/// Events of the timeline that are shown by default.
const TIMELINE_ENTRIES: usize = 10;

/// Show a change: state, gates and who can help, approvals, plan, what happened
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The change's number
    number: String,
    /// The whole timeline
    #[arg(long)]
    timeline: bool,
    /// The fields of the request
    #[arg(long)]
    fields: bool,
}

impl Show {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let detail = context.detail(&self.number)?;
        let timeline: Vec<TimelineEntry> = context
            .client
            .get(&Address::change(&detail.id).part("timeline"))?;
        if context.terminal.is_json() {
            context
                .terminal
                .json(&json!({"change": detail, "timeline": timeline}))?;
        } else {
            context.terminal.page(&self.page(&detail, &timeline))?;
        }
        Ok(Exit::Done)
    }

    fn page(&self, detail: &ChangeDetail, timeline: &[TimelineEntry]) -> Page {
        let mut page = Page::default();
        head(detail, &mut page);
        if self.fields {
            fields(detail, &mut page);
        }
        gates(&detail.gates, &mut page);
        approvals(detail, &mut page);
        conditions(detail, &mut page);
        if !detail.run.steps.is_empty() {
            page.heading(format!("plan, {}", run_status(detail)));
            page.append(plan(&detail.run, Depth::Short));
        }
        let tail = if self.timeline {
            timeline.len()
        } else {
            TIMELINE_ENTRIES
        };
        let hidden = timeline.len().saturating_sub(tail);
        page.heading("timeline");
        if hidden > 0 {
            page.push(Line::new().dim(format!("  {hidden} earlier events: --timeline")));
        }
        page.append(entries(timeline.get(hidden..).unwrap_or_default()));
        page
    }
}

fn head(detail: &ChangeDetail, page: &mut Page) {
    page.push(
        Line::new()
            .bold(&detail.number)
            .plain(format!(": {}", detail.title)),
    );
    let state = Line::new()
        .dim("state      ")
        .bold(&detail.state)
        .dim(format!(" ({})", detail.phase));
    page.push(match &detail.held {
        Some(reason) => state.open(format!(", held: {reason}")),
        None => state,
    });
    page.push(Line::new().dim("model      ").plain(format!(
        "{}, {}, process {}",
        detail.model, detail.class, detail.process
    )));
    page.append(risk("risk       ", &detail.risk));
    let implementer = detail
        .implementer
        .as_ref()
        .map(|person| format!(", implemented by {person}"))
        .unwrap_or_default();
    page.push(
        Line::new()
            .dim("requester  ")
            .plain(format!("{}{implementer}", detail.requester)),
    );
    page.append(scheduled(detail));
    if let Some(code) = &detail.closure {
        page.push(Line::new().dim("closed as  ").plain(spaced(code)));
    }
    if detail.unauthorized {
        page.push(Line::new().bad("it counts as unauthorized"));
    }
    page.push(Line::new().dim("digest     ").plain(&detail.digest));
    page.push(
        Line::new()
            .dim("version    ")
            .plain(detail.version.to_string()),
    );
}

/// Shows the planned time, if there is one.
pub(super) fn scheduled(detail: &ChangeDetail) -> Page {
    let mut page = Page::default();
    let time = |key: &str| detail.schedule.get(key).and_then(Value::as_str);
    if let Some(start) = time("start") {
        let end = time("end")
            .map(|end| format!(" to {end}"))
            .unwrap_or_default();
        page.push(
            Line::new()
                .dim("scheduled  ")
                .plain(format!("{start}{end}")),
        );
    }
    page
}

fn fields(detail: &ChangeDetail, page: &mut Page) {
    page.heading("fields");
    for (name, value) in &detail.fields {
        match value {
            Value::String(text) if text.contains('\n') => {
                page.push(Line::new().dim(format!("  {name}")));
                page.block(4, text);
            }
            Value::String(text) => page.push(Line::new().dim(format!("  {name}: ")).plain(text)),
            other => page.push(
                Line::new()
                    .dim(format!("  {name}: "))
                    .plain(other.to_string()),
            ),
        }
    }
}

/// Shows what stands between the change and each next move, and who can help.
pub(super) fn gates(gates: &[Gate], page: &mut Page) {
    let mut moves: Vec<&str> = Vec::new();
    for gate in gates {
        if !moves.contains(&gate.guards.as_str()) {
            moves.push(&gate.guards);
        }
    }
    for guarded in moves {
        page.heading(format!("before {}", spaced(guarded)));
        for gate in gates.iter().filter(|gate| gate.guards == guarded) {
            if gate.passed {
                page.push(Line::new().good("  ok    ").plain(&gate.gate));
                continue;
            }
            page.push(Line::new().open("  open  ").plain(&gate.gate));
            for reason in &gate.why {
                page.push(
                    Line::new()
                        .plain("        ")
                        .plain(&reason.message)
                        .dim(ids(&reason.requirements)),
                );
                if !reason.hint.is_empty() {
                    page.push(Line::new().dim("        hint: ").dim(&reason.hint));
                }
            }
            if !gate.who.is_empty() {
                page.push(
                    Line::new()
                        .dim("        who can help: ")
                        .plain(gate.who.join(", ")),
                );
            }
        }
    }
}

fn approvals(detail: &ChangeDetail, page: &mut Page) {
    if detail.slots.is_empty() && detail.approvals.is_empty() {
        return;
    }
    page.heading("approvals");
    let mut table = Table::new(&["  needed", "when", "given by", "could give it", "due"]);
    for slot in &detail.slots {
        table.row(row(slot));
    }
    page.append(table.page());
    for given in &detail.approvals {
        let line = Line::new().plain(format!(
            "  {} {} in round {}",
            given.person, given.answer, given.round
        ));
        let line = if given.current {
            line
        } else {
            line.dim(", not for what would run now")
        };
        page.push(if given.comment.is_empty() {
            line
        } else {
            line.dim(format!(": {}", given.comment))
        });
    }
}

fn row(slot: &Slot) -> Vec<Line> {
    let plain = |text: String| Line::new().plain(text);
    vec![
        Line::new().plain("  ").plain(&slot.title),
        plain(slot.timing.clone()),
        match &slot.filled_by {
            Some(person) => Line::new().good(person),
            None => Line::new().open("-"),
        },
        plain(if slot.filled_by.is_some() {
            "-".to_owned()
        } else {
            slot.can.join(", ")
        }),
        plain(slot.due.clone().unwrap_or_else(|| "-".to_owned())),
    ]
}

fn conditions(detail: &ChangeDetail, page: &mut Page) {
    if detail.conditions.is_empty() {
        return;
    }
    page.heading("conditions");
    for condition in &detail.conditions {
        let line = Line::new()
            .plain(format!("  {}. {}", condition.number, condition.text))
            .dim(format!(" ({})", condition.set_by));
        page.push(match &condition.met {
            Some(how) => line.good(format!(" met: {how}")),
            None => line.open(" open"),
        });
    }
}

fn run_status(detail: &ChangeDetail) -> String {
    let status = match detail.run.status.as_str() {
        "idle" => "not started".to_owned(),
        other => spaced(other),
    };
    let paused = if detail.run.paused { ", paused" } else { "" };
    let trigger = detail
        .run
        .back_out
        .as_ref()
        .map(|trigger| format!(", because {trigger}"))
        .unwrap_or_default();
    format!("{status}{paused}{trigger}")
}

/// Shows what happened, one line each.
pub(super) fn entries(timeline: &[TimelineEntry]) -> Page {
    let mut page = Page::default();
    for entry in timeline {
        let by = entry.by.as_deref().unwrap_or("placet");
        let at: String = entry.at.chars().take(19).collect();
        page.push(
            Line::new()
                .dim(format!("  {at}Z  "))
                .plain(&entry.text)
                .dim(format!("  {by}")),
        );
    }
    page
}
