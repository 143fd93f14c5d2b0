//! The five stories, in the order in which they build upon one another.

mod acgs_1;
mod cr_loop;
mod ecommerce;
mod rechain_dao;
mod service_platform;

use std::collections::BTreeMap;

use placet_domain::FieldId;
use placet_domain::change::{
    Because, Close, Command, FillNamedRecord, FillRecord, Request, Review, Tick,
};
use placet_domain::process::ClosureCode;
use placet_domain::request::from_yaml;
use serde_json::Value;

use super::outcome;
use super::stage::{Stage, Story};
use crate::failure::Failure;

/// One story: plays it and gives its line.
type Play = fn(&Stage<'_>) -> Result<String, Failure>;

/// Plays all five and tells whether each went as intended.
pub(super) fn play_all(stage: &Stage<'_>) -> Result<bool, Failure> {
    let stories: [Play; 5] = [
        service_platform::play,
        rechain_dao::play,
        acgs_1::play,
        cr_loop::play,
        ecommerce::play,
    ];
    let mut lines = Vec::new();
    let mut as_intended = true;
    for play in stories {
        match play(stage) {
            Ok(line) => lines.push(line),
            Err(failure) => {
                as_intended = false;
                lines.push(format!("not as intended: {}", told(&failure)));
            }
        }
    }
    stage.tell.head("all", "what came of it");
    for line in &lines {
        stage.tell.result(line);
    }
    Ok(as_intended)
}

/// A failure with its reasons in a line.
fn told(failure: &Failure) -> String {
    let reasons: Vec<&str> = failure
        .reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect();
    if reasons.is_empty() {
        failure.message.clone()
    } else {
        format!("{}: {}", failure.message, reasons.join("; "))
    }
}

/// Ends a story: the service must answer as intended, and then the change's line is written.
fn end(story: &Story<'_, '_>, asked: &str, expected: &str) -> Result<String, Failure> {
    let answered =
        story.stage.plant.ask(asked).map_err(|error| {
            Failure::failed(format!("the service does not answer: {error}"), "")
        })?;
    story.stage.tell.remark(&format!(
        "the service answers {asked}: {}",
        answered.trim().replace('\n', ", ")
    ));
    if !answered.contains(expected) {
        return Err(Failure::failed(
            format!("the service answers `{answered}` and not `{expected}`"),
            "",
        ));
    }
    outcome::line(story)
}

fn request(stage: &Stage<'_>, example: &str) -> Result<Request, Failure> {
    Ok(from_yaml(stage.example(example).as_bytes())?)
}

fn review(kind: &str, process_checklist: &[&str]) -> Command {
    Command::Review(Review {
        kind: kind.to_owned(),
        ticked: process_checklist
            .iter()
            .map(|item| (*item).to_owned())
            .collect(),
        passed: true,
        ..Review::default()
    })
}

fn tick(checklist: &str) -> Command {
    Command::Tick(Tick {
        checklist: checklist.to_owned(),
        ..Tick::default()
    })
}

fn because(reason: &str) -> Because {
    Because {
        reason: reason.to_owned(),
    }
}

fn fields(values: &[(&str, Value)]) -> Result<BTreeMap<FieldId, Value>, Failure> {
    values
        .iter()
        .map(|(id, value)| match id.parse() {
            Ok(id) => Ok((id, value.clone())),
            Err(error) => Err(Failure::failed(format!("{error}"), "")),
        })
        .collect()
}

fn record(record: &str, values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Record(FillNamedRecord {
        record: record.to_owned(),
        fields: fields(values)?,
    }))
}

fn verify(values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Verify(FillRecord {
        fields: fields(values)?,
    }))
}

fn close(code: ClosureCode, values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Close(Close {
        code,
        fields: fields(values)?,
    }))
}

/// Every item of a review's checklist, as the process has it.
fn whole_review(story: &Story<'_, '_>, kind: &str) -> Result<Command, Failure> {
    let look = story.stage.engine.look(story.id)?;
    let items = look
        .process
        .process
        .reviews
        .get(kind)
        .map(|review| review.checklist.clone())
        .unwrap_or_default();
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    Ok(review(kind, &items))
}

/// Plans the implementation for now.
fn schedule_now(stage: &Stage<'_>) -> Command {
    Command::Schedule(placet_domain::change::Schedule {
        start: stage.engine.now(),
        end: None,
    })
}
