//! The door to the rules: is the verb legal here, and if so, what does its own file say?

use placet_teeth::{Bug, planted};

use super::command::Command;
use super::decision::{Decision, not_in_this_state};
use super::event::Event;
use super::facts::{Actor, Facts};
use super::state::Change;
use super::{part, settle, verbs};
use placet_language::codes::Code;
use placet_language::process::Phase::{
    self, Assess, Authorize, Canceled, Closed, Implement, New, Review, Scheduled,
};
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Decides a command: the events that follow from it, or every reason why not.
///
/// Pure: the same change, command and facts give the same answer, always.
pub fn decide(
    change: Option<&Change>,
    command: &Command,
    facts: &Facts<'_>,
) -> Result<Vec<Event>, Rejection> {
    decide_and_apply(change, command, facts).map(|(events, _)| events)
}

/// Decides a command, and gives the change as the events leave it too: their fold.
///
/// # Errors
/// Every reason why not.
pub fn decide_and_apply(
    change: Option<&Change>,
    command: &Command,
    facts: &Facts<'_>,
) -> Result<(Vec<Event>, Option<Change>), Rejection> {
    known_actor(facts)?;
    let Some(change) = change else {
        return match command {
            Command::Open(request) => verbs::open::decide(request, facts),
            _ => Err(no_such_change(command)),
        };
    };
    legal(command, change)?;
    part::check(command, change, facts)?;
    let mut decision = Decision::new(change.clone(), facts);
    record(command, &mut decision)?;
    // A person's verb that recorded nothing changes nothing.
    let recorded = !decision.events.is_empty() || *command == Command::Settle;
    if recorded && settle::leads_on(command) {
        settle::settle(&mut decision);
    }
    Ok((decision.events, Some(decision.change)))
}

/// Records what was asked. What follows from it is settled afterwards.
fn record(command: &Command, d: &mut Decision<'_>) -> Result<(), Rejection> {
    match command {
        Command::Open(_) => return Err(no_such_change(command)),
        Command::Edit(edit) => verbs::edit::decide(d, edit)?,
        Command::Submit => verbs::submit::decide(d)?,
        Command::Assess(assess) => verbs::assess::decide(d, assess)?,
        Command::Review(review) => verbs::review::decide(d, review)?,
        Command::Approve(approve) => verbs::approve::decide(d, approve)?,
        Command::Reject(decline) => verbs::reject::decide(d, decline)?,
        Command::Defer(decline) => verbs::defer::decide(d, decline)?,
        Command::Abstain(decline) => verbs::abstain::decide(d, decline)?,
        Command::Condition(met) => verbs::condition::decide(d, met)?,
        Command::Schedule(schedule) => verbs::schedule::decide(d, *schedule)?,
        Command::Hold(because) => verbs::hold::decide(d, because)?,
        Command::Release(because) => verbs::release::decide(d, because)?,
        Command::Tick(tick) => verbs::tick::decide(d, tick)?,
        Command::Start => verbs::start::decide(d)?,
        Command::RecordStep(report) => verbs::record_step::decide(d, report)?,
        Command::Pause(because) => verbs::pause::decide(d, because)?,
        Command::Resume => verbs::resume::decide(d)?,
        Command::Skip(skip) => verbs::skip::decide(d, skip)?,
        Command::Retry(retry) => verbs::retry::decide(d, retry)?,
        Command::Abort(because) => verbs::abort::decide(d, because)?,
        Command::BackOut(because) => verbs::back_out::decide(d, because)?,
        Command::Verify(record) => verbs::verify::decide(d, record)?,
        Command::Close(close) => verbs::close::decide(d, close)?,
        Command::Cancel(because) => verbs::cancel::decide(d, because)?,
        Command::Comment(comment) => verbs::comment::decide(d, comment)?,
        Command::Evidence(evidence) => verbs::evidence::decide(d, evidence)?,
        Command::Deviation(deviation) => verbs::deviation::decide(d, deviation)?,
        Command::Record(record) => verbs::record::decide(d, record)?,
        Command::RecordOutcome(report) => verbs::record_outcome::decide(d, report),
        Command::Settle => {}
    }
    Ok(())
}

/// Every phase, in order.
const ALWAYS: &[Phase] = &[
    New, Assess, Authorize, Scheduled, Implement, Review, Closed, Canceled,
];
const NOT_ENDED: &[Phase] = &[New, Assess, Authorize, Scheduled, Implement, Review];
const BEFORE_START: &[Phase] = &[New, Assess, Authorize, Scheduled];

/// The phases in which a verb makes sense. Which state it needs within a phase is up to the process.
fn phases(command: &Command) -> &'static [Phase] {
    match command {
        Command::Open(_) => &[],
        Command::Comment(_) | Command::Evidence(_) | Command::RecordOutcome(_) => ALWAYS,
        Command::Hold(_) | Command::Release(_) | Command::Tick(_) | Command::Record(_) => NOT_ENDED,
        Command::Edit(_) | Command::Assess(_) | Command::Schedule(_) | Command::Cancel(_) => {
            BEFORE_START
        }
        Command::Submit => &[New, Assess, Authorize],
        Command::Review(_) | Command::Defer(_) => &[Assess, Authorize],
        // An approval after implementation may be given or refused even when the change has ended.
        Command::Approve(_) | Command::Reject(_) | Command::Abstain(_) => {
            &[Assess, Authorize, Scheduled, Implement, Review, Closed]
        }
        Command::Condition(_) => &[Assess, Authorize, Scheduled],
        Command::Start => &[Authorize, Scheduled],
        Command::RecordStep(_)
        | Command::Pause(_)
        | Command::Resume
        | Command::Skip(_)
        | Command::Retry(_)
        | Command::Abort(_) => &[Implement],
        Command::BackOut(_) | Command::Verify(_) | Command::Close(_) | Command::Deviation(_) => {
            &[Implement, Review]
        }
        // An approval after implementation may be late even when the change has ended.
        Command::Settle => &[New, Assess, Authorize, Scheduled, Implement, Review, Closed],
    }
}

/// Checks that a verb makes sense in the phase of the change.
fn legal(command: &Command, change: &Change) -> Result<(), Rejection> {
    let ended_goes_on = change.is_ended() && planted(Bug::EndedGoesOn);
    if phases(command).contains(&change.phase) || ended_goes_on {
        return Ok(());
    }
    let hint = "look at the change's page or `placet change show` for what is possible now";
    Err(not_in_this_state(change, command.verb(), hint.to_owned()))
}

fn no_such_change(command: &Command) -> Rejection {
    Rejection::one(
        RejectionKind::NotFound,
        Reason::new(
            Code::NoSuchChange,
            format!("there is no change to `{}`", command.verb()),
            "open one first, or look for its number with `placet change list`",
        ),
    )
}

/// Only known people act, and the engine.
fn known_actor(facts: &Facts<'_>) -> Result<(), Rejection> {
    match &facts.actor {
        Actor::System => Ok(()),
        Actor::Person(id) if facts.directory.person(id).is_some() => Ok(()),
        Actor::Person(id) => Err(Rejection::one(
            RejectionKind::Denied,
            Reason::new(
                Code::UnknownPerson,
                format!(
                    "`{id}` does not belong to the organization of process `{}`",
                    facts.process.process
                ),
                "an administrator can add people",
            ),
        )),
    }
}

#[cfg(test)]
mod tests;
