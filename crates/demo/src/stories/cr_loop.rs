//! CR loop: a person asks in Markdown, an agent writes the plan and works, and a person's words let it begin.

use jiff::SignedDuration;
use placet_domain::change::{Command, Comment, Edit};
use placet_domain::plan::RunStatus;
use placet_domain::process::ClosureCode;
use placet_domain::request::{from_markdown, from_yaml};
use serde_json::json;

use super::acts::{because, close, end, record, tick, verify};
use crate::error::Error;
use crate::outcome::Outcome;
use crate::stage::Stage;

const REQUEST: &str = include_str!("../../../../examples/cr-loop-change.md");
const PLAN: &str = include_str!("../../../../examples/cr-loop-plan.yaml");

pub(crate) fn play(stage: &Stage<'_>) -> Result<Outcome, Error> {
    let process = stage.process("cr-loop")?;
    let story = stage.open("nadia.haddad", from_markdown(REQUEST, &process.process)?)?;
    let plan = from_yaml(
        format!("process: cr-loop\n{}", stage.example(PLAN)).as_bytes(),
        None,
    )?
    .plan;
    let edit = |plan| {
        Command::Edit(Edit {
            plan,
            ..Edit::default()
        })
    };
    story.does("loop-agent", "writes the plan", edit(plan.clone()))?;
    story.does("nadia.haddad", "submits", Command::Submit)?;
    story.is_refused(
        "loop-agent",
        "tries to start without the words",
        Command::Start,
    )?;
    story.is_refused(
        "loop-agent",
        "tries to approve",
        story.approval("Go Ahead")?,
    )?;
    story.is_refused("nadia.haddad", "says `LGTM`", story.approval("LGTM")?)?;
    story.is_refused(
        "nadia.haddad",
        "says `don't Implement`",
        story.approval("don't Implement")?,
    )?;
    story.does(
        "nadia.haddad",
        "says `Go Ahead`",
        story.approval("Go Ahead")?,
    )?;
    let slower = plan.map(|mut plan| {
        plan.steps.iter_mut().for_each(|step| step.title.push('.'));
        plan
    });
    story.does(
        "loop-agent",
        "edits the plan: the words are void",
        edit(slower),
    )?;
    let asks = Comment {
        text: "Please look again, I made the titles sentences.".to_owned(),
    };
    story.does("loop-agent", "asks for new words", Command::Comment(asks))?;
    story.does("nadia.haddad", "submits again", Command::Submit)?;
    story.does("nadia.haddad", "says `ATP`", story.approval("ATP")?)?;
    story.does(
        "samuel.okonkwo",
        "ticks the box: Technical Lead",
        story.approval("Approved to Proceed")?,
    )?;
    story.does(
        "claire.dubois",
        "ticks the box: Product Owner",
        story.approval("Approved to Proceed")?,
    )?;
    story.does(
        "loop-agent",
        "ticks the prerequisites",
        tick("prerequisites"),
    )?;
    story.does(
        "samuel.okonkwo",
        "holds it over lunch",
        Command::Hold(because("Lunch")),
    )?;
    story.is_refused("loop-agent", "tries to start", Command::Start)?;
    story.does(
        "samuel.okonkwo",
        "releases it",
        Command::Release(because("Back")),
    )?;
    story.does("loop-agent", "starts", Command::Start)?;
    if story.runs()? != RunStatus::Finished {
        return Err(Error::story("the new limit was not set"));
    }
    let kinds = [
        "unit",
        "integration",
        "e2e",
        "coverage",
        "linter",
        "security_scan",
        "benchmarks",
    ];
    story.attaches_reports("loop-agent", &kinds)?;
    let lists = [
        "preparation",
        "implementation",
        "quality",
        "validation",
        "review",
        "pre_merge",
        "deployment",
    ];
    for list in lists {
        story.does("loop-agent", &format!("ticks {list}"), tick(list))?;
    }
    let tracking = [
        ("branch", json!("feat/REQ-204-rate-limit")),
        ("pull_request", json!("#204")),
    ];
    story.does(
        "loop-agent",
        "records branch and pull request",
        record("tracking", &tracking)?,
    )?;
    story.does("daniel.fischer", "verifies", verify(&[])?)?;
    let watched = [
        ("error_rates", json!("as before")),
        ("latency", json!("as before")),
        ("resource_utilization", json!("as before")),
    ];
    story.does(
        "loop-agent",
        "records the monitoring",
        record("monitoring", &watched)?,
    )?;
    story.does(
        "loop-agent",
        "ticks post_deployment",
        tick("post_deployment"),
    )?;
    story.does("loop-agent", "ticks closing", tick("closing"))?;
    let outcome = [
        ("final_metrics", json!("No request was refused")),
        ("outcome", json!("The evening's peak passes")),
        ("lessons_learned", json!("Limits belong on the dashboard")),
    ];
    let closing = || close(ClosureCode::Successful, &outcome);
    story.is_refused("nadia.haddad", "tries to close at once", closing()?)?;
    stage.pass(SignedDuration::from_hours(24), "monitoring takes a day");
    story.does("nadia.haddad", "closes", closing()?)?;
    end(&story, "/settings", "rate_limit=200")
}
