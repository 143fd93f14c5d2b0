//! `back_out`: a person begins the back-out; the process says which kind.

use super::text;
use crate::change::arguments::Because;
use crate::change::authority::claimed_targets;
use crate::change::back_out::begin_back_out;
use crate::change::decision::Decision;
use crate::plan::{RunStatus, back_out_kind};
use placet_language::codes::Code;
use placet_language::process::{BackOutKind, Move};
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    text("reason", &because.reason)?;
    can_begin(d)?;
    if let Some(rule) = d.rule(Move::BackOut) {
        d.may(&rule.by, "back_out")?;
    }
    // A planned back-out waits for a person, who begins it now, and a person means all of it.
    let kind = match back_out_kind(d.facts.process, &d.scope()) {
        BackOutKind::Immediate => BackOutKind::Immediate,
        BackOutKind::Planned | BackOutKind::Partial | BackOutKind::Full => BackOutKind::Full,
    };
    begin_back_out(
        d,
        kind,
        format!("backed out by `{person}`: {}", because.reason),
    );
    Ok(())
}

/// A back-out begins once, while something may have run.
pub(super) fn can_begin(d: &Decision<'_>) -> Result<(), Rejection> {
    let possible = matches!(
        d.change.run.status,
        RunStatus::Forward | RunStatus::Halted | RunStatus::Finished
    );
    if possible {
        // A run that has finished let its targets go; by now another change may work on them.
        return Rejection::unless_empty(
            RejectionKind::Blocked,
            "the back-out would work on what another change holds",
            claimed_targets(&d.change, d.facts),
        );
    }
    Err(Rejection::one(
        RejectionKind::WrongState,
        Reason::new(
            Code::CannotBackOut,
            "there is nothing to back out, or it is being backed out already",
            "look at the run for what it does now",
        )
        .at("run"),
    ))
}
