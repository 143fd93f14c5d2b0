//! ACGS-1: an emergency, authorized by the primary of the emergency change authority.

use placet_domain::change::Command;
use placet_domain::plan::RunStatus;
use placet_domain::process::ClosureCode;
use serde_json::json;

use super::acts::{close, end, record, request, tick, verify};
use crate::error::Error;
use crate::outcome::Outcome;
use crate::stage::Stage;

const REQUEST: &str = include_str!("../../../../examples/acgs-1-emergency.yaml");

pub(crate) fn play(stage: &Stage<'_>) -> Result<Outcome, Error> {
    let story = stage.open("noah.brandt", request(stage, REQUEST)?)?;
    story.does("noah.brandt", "submits", Command::Submit)?;
    story.is_refused(
        "margaret.osei",
        "tries to answer before her turn",
        story.approval("")?,
    )?;
    story.is_refused("release-agent", "tries to approve", story.approval("")?)?;
    story.approves("carmen.ortega")?;
    story.is_refused("noah.brandt", "tries to start", Command::Start)?;
    story.does("noah.brandt", "ticks the preparation", tick("before"))?;
    story.does(
        "noah.brandt",
        "ticks constitutional compliance",
        tick("compliance"),
    )?;
    story.does("noah.brandt", "starts", Command::Start)?;
    if story.runs()? != RunStatus::Finished {
        return Err(Error::story("the new limit was not set"));
    }
    story.does("noah.brandt", "ticks the validation", tick("validation"))?;
    story.does("noah.brandt", "verifies", verify(&[])?)?;
    let held = stage.engine.now().strftime("%Y-%m-%d").to_string();
    story.does(
        "noah.brandt",
        "records the review",
        record("review_after", &[("review_date", json!(held))])?,
    )?;
    let done = [("actual_duration", json!(1))];
    story.does(
        "noah.brandt",
        "closes",
        close(ClosureCode::Successful, &done)?,
    )?;
    end(&story, "/settings", "rate_limit=25")
}
