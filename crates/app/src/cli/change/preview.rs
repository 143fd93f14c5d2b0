//! `placet change preview`.

use placet_api::{ApprovalAsked, Preview as Asked, Reason};
use serde_json::{Value, json};

use super::open::Draft;
use crate::cli::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, spaced};

/// Show what a change would ask for; nothing is recorded
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    #[command(flatten)]
    draft: Draft,
}

impl Preview {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let request = self.draft.request(context)?;
        let address = Address::new("processes")
            .part(request.process.as_str())
            .part("preview");
        let body = json!({"model": request.model, "fields": request.fields, "plan": request.plan});
        let asked: Asked = context.client.post(&address, &body, None)?;
        context.terminal.show(&asked, || page(&asked))?;
        Ok(if asked.problems.is_empty() {
            Exit::Done
        } else {
            Exit::Failed
        })
    }
}

fn page(asked: &Asked) -> Page {
    let mut page = Page::default();
    let found = if asked.model_found_by_rule {
        ", found by the process's rules"
    } else {
        ""
    };
    page.push(
        Line::new()
            .dim("model     ")
            .bold(&asked.model_title)
            .dim(format!(" ({}{found})", asked.class)),
    );
    page.push(
        Line::new()
            .dim("number    ")
            .plain(&asked.number.format)
            .dim(format!(", such as {}", asked.number.example)),
    );
    page.append(risk("risk      ", &asked.risk));
    if let Some(lead) = &asked.lead {
        page.push(
            Line::new()
                .dim("notice    ")
                .plain(format!("{lead}, so not before {}", asked.earliest_start)),
        );
    }
    page.push(Line::new().dim("rollback  ").plain(spaced(&asked.back_out)));
    if !asked.reviews.is_empty() {
        page.heading("reviews");
        for review in &asked.reviews {
            page.push(
                Line::new()
                    .plain("  ")
                    .plain(&review.title)
                    .dim(people(&review.people))
                    .dim(ids(&review.requirements)),
            );
        }
    }
    page.heading("approvals");
    if asked.approvals.is_empty() {
        page.text("  none");
    }
    for approval in &asked.approvals {
        page.push(line(approval));
    }
    if !asked.tests.is_empty() {
        page.heading("tests");
        for test in &asked.tests {
            page.text(format!("  {}", test.title));
        }
    }
    if !asked.documents.is_empty() {
        page.heading("documents");
        for document in &asked.documents {
            page.text(format!("  {document}"));
        }
    }
    if asked.problems.is_empty() {
        page.gap();
        page.push(Line::new().good("nothing keeps it from being submitted"));
    } else {
        page.heading("before it can be submitted");
        page.append(reasons(&asked.problems));
    }
    page
}

fn line(approval: &ApprovalAsked) -> Line {
    let mut line = Line::new().plain("  ").plain(&approval.title);
    if approval.timing == "after" {
        line = line.open(" afterwards");
    }
    if let Some(within) = &approval.within {
        line = line.plain(format!(", within {within}"));
    }
    line.dim(people(&approval.people))
        .dim(ids(&approval.requirements))
}

fn people(people: &[String]) -> String {
    if people.is_empty() {
        ": nobody can".to_owned()
    } else {
        format!(": {}", people.join(", "))
    }
}

/// Writes requirement ids as a mark behind a line.
pub(super) fn ids(requirements: &[String]) -> String {
    if requirements.is_empty() {
        String::new()
    } else {
        format!(" [{}]", requirements.join(", "))
    }
}

/// Lists reasons with their remedies, one below the other.
pub(super) fn reasons(reasons: &[Reason]) -> Page {
    let mut page = Page::default();
    for reason in reasons {
        let place = if reason.place.is_empty() {
            String::new()
        } else {
            format!("{}: ", reason.place)
        };
        page.push(
            Line::new()
                .plain("  ")
                .plain(place)
                .plain(&reason.message)
                .dim(ids(&reason.requirements)),
        );
        if !reason.hint.is_empty() {
            page.push(Line::new().dim("    hint: ").dim(&reason.hint));
        }
    }
    page
}

/// Shows a level of risk with what led to it.
pub(super) fn risk(label: &str, risk: &Value) -> Page {
    let mut page = Page::default();
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let level = text(risk, "level");
    if level.is_empty() {
        page.push(Line::new().dim(label).plain("not assessed"));
        return page;
    }
    page.push(Line::new().dim(label).bold(level));
    for reason in risk
        .get("reasons")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let why = format!(
            "{} gives {}: {}",
            spaced(&text(reason, "engine")),
            text(reason, "level"),
            text(reason, "because")
        );
        page.push(Line::new().plain(" ".repeat(label.len())).dim(why));
    }
    page
}
