//! What people do in the stories.

use std::collections::BTreeMap;

use placet_domain::FieldId;
use placet_domain::change::{
    Because, Close, Command, FillNamedRecord, FillRecord, Request, Review, Tick,
};
use placet_domain::process::ClosureCode;
use placet_domain::request::from_yaml;
use serde_json::Value;

use crate::demo::outcome;
use crate::demo::stage::{Stage, Story};
use crate::failure::Failure;

/// Ends a story: the service must answer as intended, and then the change's line is written.
pub(super) fn end(story: &Story<'_, '_>, asked: &str, expected: &str) -> Result<String, Failure> {
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

pub(super) fn request(stage: &Stage<'_>, example: &str) -> Result<Request, Failure> {
    Ok(from_yaml(stage.example(example).as_bytes())?)
}

pub(super) fn review(kind: &str, process_checklist: &[&str]) -> Command {
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

pub(super) fn tick(checklist: &str) -> Command {
    Command::Tick(Tick {
        checklist: checklist.to_owned(),
        ..Tick::default()
    })
}

pub(super) fn because(reason: &str) -> Because {
    Because {
        reason: reason.to_owned(),
    }
}

pub(super) fn fields(values: &[(&str, Value)]) -> Result<BTreeMap<FieldId, Value>, Failure> {
    values
        .iter()
        .map(|(id, value)| match id.parse() {
            Ok(id) => Ok((id, value.clone())),
            Err(error) => Err(Failure::failed(format!("{error}"), "")),
        })
        .collect()
}

pub(super) fn record(record: &str, values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Record(FillNamedRecord {
        record: record.to_owned(),
        fields: fields(values)?,
    }))
}

pub(super) fn verify(values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Verify(FillRecord {
        fields: fields(values)?,
    }))
}

pub(super) fn close(code: ClosureCode, values: &[(&str, Value)]) -> Result<Command, Failure> {
    Ok(Command::Close(Close {
        code,
        fields: fields(values)?,
    }))
}

/// Every item of a review's checklist, as the process has it.
pub(super) fn whole_review(story: &Story<'_, '_>, kind: &str) -> Result<Command, Failure> {
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
pub(super) fn schedule_now(stage: &Stage<'_>) -> Command {
    Command::Schedule(placet_domain::change::Schedule {
        start: stage.engine.now(),
        end: None,
    })
}
