//! What people do in the stories.

use std::collections::BTreeMap;

use placet_domain::FieldId;
use placet_domain::change::{
    Because, Close, Command, FillNamedRecord, FillRecord, Request, Review, Tick,
};
use placet_domain::process::ClosureCode;
use placet_domain::request::from_yaml;
use serde_json::Value;

use crate::error::Error;
use crate::outcome::{self, Outcome};
use crate::stage::{Stage, Story};

/// Ends a story: the service must answer as intended, and then the result of the change is counted.
pub(crate) fn end(story: &Story<'_, '_>, asked: &str, expected: &str) -> Result<Outcome, Error> {
    let answered = story
        .stage
        .plant
        .ask(asked)
        .map_err(|error| Error::story(format!("the service does not answer: {error}")))?;
    story.stage.tell.remark(&format!(
        "the service answers {asked}: {}",
        answered.trim().replace('\n', ", ")
    ));
    if !answered.contains(expected) {
        return Err(Error::story(format!(
            "the service answers `{answered}` and not `{expected}`"
        )));
    }
    outcome::of(story)
}

pub(crate) fn request(stage: &Stage<'_>, example: &str) -> Result<Request, Error> {
    Ok(from_yaml(stage.example(example).as_bytes(), None)?)
}

pub(crate) fn review(kind: &str, process_checklist: &[&str]) -> Command {
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

pub(crate) fn tick(checklist: &str) -> Command {
    Command::Tick(Tick {
        checklist: checklist.to_owned(),
        ..Tick::default()
    })
}

pub(crate) fn because(reason: &str) -> Because {
    Because {
        reason: reason.to_owned(),
    }
}

pub(crate) fn fields(values: &[(&str, Value)]) -> Result<BTreeMap<FieldId, Value>, Error> {
    values
        .iter()
        .map(|(id, value)| match id.parse() {
            Ok(id) => Ok((id, value.clone())),
            Err(error) => Err(Error::story(format!("{error}"))),
        })
        .collect()
}

pub(crate) fn record(record: &str, values: &[(&str, Value)]) -> Result<Command, Error> {
    Ok(Command::Record(FillNamedRecord {
        record: record.to_owned(),
        fields: fields(values)?,
    }))
}

pub(crate) fn verify(values: &[(&str, Value)]) -> Result<Command, Error> {
    Ok(Command::Verify(FillRecord {
        fields: fields(values)?,
    }))
}

pub(crate) fn close(code: ClosureCode, values: &[(&str, Value)]) -> Result<Command, Error> {
    Ok(Command::Close(Close {
        code,
        fields: fields(values)?,
    }))
}

/// Lists every item of a review's checklist, as the process defines it.
pub(crate) fn whole_review(story: &Story<'_, '_>, kind: &str) -> Result<Command, Error> {
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
pub(crate) fn schedule_now(stage: &Stage<'_>) -> Command {
    Command::Schedule(placet_domain::change::Schedule {
        start: stage.engine.now(),
        end: None,
    })
}
