//! REChain DAO: a major database migration under the approval matrix, with all six kinds of tests.

use placet_domain::change::{Assess, Command};
use placet_domain::plan::RunStatus;
use placet_domain::process::ClosureCode;
use serde_json::json;

use super::acts::{close, end, record, request, schedule_now, tick, verify, whole_review};
use crate::error::Error;
use crate::outcome::Outcome;
use crate::stage::Stage;

const REQUEST: &str = include_str!("../../../../examples/rechain-dao-migration.yaml");

pub(crate) fn play(stage: &Stage<'_>) -> Result<Outcome, Error> {
    let story = stage.open("chloe.bernard", request(stage, REQUEST)?)?;
    story.does("chloe.bernard", "submits", Command::Submit)?;
    let lower = Command::Assess(Assess {
        level: Some("low".to_owned()),
        reason: "It is only a column".to_owned(),
        ..Assess::default()
    });
    story.does("yuki.tanaka", "assesses the risk as low", lower)?;
    let risk = story.change()?.request.risk.clone();
    stage.tell.remark(&format!(
        "the risk stays {}: a level may be raised, never lowered",
        risk.map(|risk| risk.level).unwrap_or_default()
    ));
    story.does(
        "elena.popescu",
        "reviews the technical side",
        whole_review(&story, "technical")?,
    )?;
    story.does(
        "aisha.rahman",
        "reviews for the business",
        whole_review(&story, "business")?,
    )?;
    story.does(
        "birgit.hansen",
        "reviews compliance",
        whole_review(&story, "compliance")?,
    )?;
    story.approves("yuki.tanaka")?;
    story.approves("joao.ferreira")?;
    story.is_refused("ravi.menon", "tries to approve", story.approval("")?)?;
    story.approves("samuel.okafor")?;
    story.does("chloe.bernard", "schedules it for now", schedule_now(stage))?;
    story.does("chloe.bernard", "ticks what comes before", tick("before"))?;
    story.is_refused(
        "yuki.tanaka",
        "tries to start what she approved",
        Command::Start,
    )?;
    story.does("chloe.bernard", "starts", Command::Start)?;
    if story.runs()? != RunStatus::Finished {
        return Err(Error::story("the migration did not finish"));
    }
    let results = record(
        "implementation",
        &[("testing_results", json!("all passed"))],
    )?;
    story.does("chloe.bernard", "records the implementation", results)?;
    let tests = [("verification_tests", json!("Schema and count of orders"))];
    story.is_refused(
        "chloe.bernard",
        "tries to verify without tests",
        verify(&tests)?,
    )?;
    let kinds = [
        "unit",
        "integration",
        "system",
        "user_acceptance",
        "performance",
        "security",
    ];
    story.attaches_reports("chloe.bernard", &kinds)?;
    story.does("chloe.bernard", "verifies", verify(&tests)?)?;
    story.does("chloe.bernard", "ticks what comes after", tick("after"))?;
    let met = [("success_criteria_met", json!(true))];
    story.does(
        "chloe.bernard",
        "closes",
        close(ClosureCode::Successful, &met)?,
    )?;
    end(&story, "/orders", "schema 2, 1000 orders")
}
