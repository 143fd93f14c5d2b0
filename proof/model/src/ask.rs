//! What is asked of a change, as commands of the product.

use placet_domain::approval::Answer;
use placet_domain::change::Change;
use placet_domain::plan::Direction;
use serde_json::{Value, json};

use crate::world::{BEN, EDITOR, REQUESTER, plan};

/// What is asked of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    Approve(&'static str),
    Reject,
    Submit,
    Edit,
    Hold,
    Release,
    Start(&'static str),
    BackOut,
    Retry,
    Cancel,
    Close(&'static str),
    Outcome(&'static str),
}

impl Ask {
    /// Returns the person, or none for the engine itself, and the body. Returns none if the command would make no
    /// sense.
    pub(crate) fn body(self, change: &Change) -> Option<(Option<&'static str>, Value)> {
        Some(match self {
            Ask::Approve(who) => (
                Some(who),
                json!({"verb": "approve", "digest": change.request.digest}),
            ),
            Ask::Reject => (
                Some(BEN),
                json!({"verb": "reject", "digest": change.request.digest, "reason": "r"}),
            ),
            Ask::Submit => (Some(REQUESTER), json!({"verb": "submit"})),
            Ask::Edit => {
                let is_first = serde_json::to_value(&change.request.plan)
                    .ok()?
                    .pointer("/steps/0/action/command/run/2")?
                    == "0";
                let other = plan(u8::from(is_first));
                (Some(EDITOR), json!({"verb": "edit", "plan": other}))
            }
            Ask::Hold => (Some(REQUESTER), json!({"verb": "hold", "reason": "r"})),
            Ask::Release => (Some(REQUESTER), json!({"verb": "release", "reason": "r"})),
            Ask::Start(who) => (Some(who), json!({"verb": "start"})),
            Ask::BackOut => (Some(REQUESTER), json!({"verb": "back_out", "reason": "r"})),
            Ask::Retry => {
                let mut steps = change.run.steps.iter();
                let (step, _) = steps.find(|(_, part)| part.is_partly_done())?;
                (
                    Some(REQUESTER),
                    json!({"verb": "retry", "step": step, "reason": "r"}),
                )
            }
            Ask::Cancel => (Some(REQUESTER), json!({"verb": "cancel", "reason": "r"})),
            Ask::Close(code) => (Some(REQUESTER), json!({"verb": "close", "code": code})),
            Ask::Outcome(is) => (None, outcome(is, change)?),
        })
    }

    /// Tells whether this is an approval by an account whose last answer is the same. It could be given forever, so the
    /// bounds limit it.
    pub(crate) fn is_repeated(self, change: &Change) -> bool {
        let Ask::Approve(who) = self else {
            return false;
        };
        let mut answers = change.authority.approvals.iter().rev();
        answers.find(|a| a.person.as_str() == who).is_some_and(|a| {
            a.answer == Answer::Approved
                && a.is_for(change.request.digest)
                && a.round == change.authority.round
        })
    }
}

fn outcome(is: &str, change: &Change) -> Option<Value> {
    let flying = change.run.in_flight.first()?;
    let outcome = match is {
        "succeeded" => json!({"is": is}),
        "failed" => json!({"is": is, "message": "m", "give_up": false}),
        _ => json!({"is": is, "message": "m"}),
    };
    // The other suites cover undos that fail.
    if flying.direction != Direction::Forward && is != "succeeded" {
        return None;
    }
    Some(
        json!({"verb": "record_outcome", "step": flying.step, "direction": flying.direction,
               "attempt": flying.attempt, "outcome": outcome}),
    )
}
