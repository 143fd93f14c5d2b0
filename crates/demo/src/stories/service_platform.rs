//! Service platform: a normal release with reviews, approvals by type and by risk, and checklists.

use placet_domain::change::Command;
use placet_domain::plan::RunStatus;
use placet_domain::process::ClosureCode;
use serde_json::json;

use super::acts::{close, end, record, request, schedule_now, tick, verify, whole_review};
use crate::error::Error;
use crate::outcome::Outcome;
use crate::stage::Stage;

const REQUEST: &str = include_str!("../../../../examples/service-platform-release.yaml");

pub(crate) fn play(stage: &Stage<'_>) -> Result<Outcome, Error> {
    let story = stage.open("owen.hughes", request(stage, REQUEST)?)?;
    story.does("owen.hughes", "submits", Command::Submit)?;
    story.does(
        "deborah.stone",
        "reviews the technical side",
        whole_review(&story, "technical")?,
    )?;
    story.does(
        "patricia.gomez",
        "reviews for the business",
        whole_review(&story, "business")?,
    )?;
    story.is_refused(
        "owen.hughes",
        "tries to approve his own request",
        story.approval("")?,
    )?;
    story.is_refused("laila.nour", "tries to approve", story.approval("")?)?;
    story.approves("francesca.conti")?;
    story.approves("patricia.gomez")?;
    story.approves("anna.lindgren")?;
    story.does("owen.hughes", "schedules it for now", schedule_now(stage))?;
    story.is_refused("owen.hughes", "tries to start", Command::Start)?;
    story.does("owen.hughes", "ticks what comes before", tick("before"))?;
    story.does("owen.hughes", "starts", Command::Start)?;
    if story.runs()? != RunStatus::Finished {
        return Err(Error::story("the release did not finish"));
    }
    story.does("owen.hughes", "ticks what comes during", tick("during"))?;
    story.does("owen.hughes", "verifies", verify(&[])?)?;
    story.does("owen.hughes", "ticks what comes after", tick("after"))?;
    let planned = stage.engine.now().to_string();
    story.does(
        "owen.hughes",
        "plans the review",
        record("review_after", &[("planned_for", json!(planned))])?,
    )?;
    story.does(
        "owen.hughes",
        "closes",
        close(ClosureCode::Successful, &[])?,
    )?;
    end(&story, "/version", "2.4")
}
