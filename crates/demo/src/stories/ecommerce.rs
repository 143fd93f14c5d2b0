//! eCommerce: a release that fails its health check and is backed out; the old version answers again.

use placet_domain::change::Command;
use placet_domain::plan::RunStatus;
use placet_domain::process::ClosureCode;
use serde_json::json;

use super::acts::{close, end, record, request, schedule_now, tick, whole_review};
use crate::error::Error;
use crate::outcome::Outcome;
use crate::stage::Stage;

const REQUEST: &str = include_str!("../../../../examples/ecommerce-release.yaml");

pub(crate) fn play(stage: &Stage<'_>) -> Result<Outcome, Error> {
    let story = stage.open("chloe.martin", request(stage, REQUEST)?)?;
    story.does("chloe.martin", "submits", Command::Submit)?;
    story.does(
        "grace.mwangi",
        "reviews the technical side",
        whole_review(&story, "technical")?,
    )?;
    story.approves("helen.park")?;
    story.approves("rosa.jimenez")?;
    story.is_refused("chloe.martin", "tries to start", Command::Start)?;
    story.approves("amara.diallo")?;
    story.does("chloe.martin", "schedules it for now", schedule_now(stage))?;
    story.does("chloe.martin", "ticks what comes before", tick("before"))?;
    story.does("chloe.martin", "starts", Command::Start)?;
    if story.runs()? != RunStatus::BackedOut {
        return Err(Error::story("the broken release was not backed out"));
    }
    let held = stage.engine.now().strftime("%Y-%m-%d").to_string();
    let review = [
        ("held_on", json!(held)),
        (
            "result",
            json!("Release 2.5 needs `payment_url`, which nobody had set"),
        ),
        ("lessons_learned", json!("Settings belong in the plan")),
    ];
    story.does(
        "chloe.martin",
        "records the review",
        record("review_after", &review)?,
    )?;
    story.does(
        "chloe.martin",
        "closes",
        close(ClosureCode::BackedOut, &[])?,
    )?;
    end(&story, "/version", "2.4")
}
