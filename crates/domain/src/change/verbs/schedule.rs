//! `schedule`: plans the implementation for a time.
//!
//! Set before the approvals, the time is part of what is approved and moving it voids them. Set when the change is
//! already authorized, the approvers had left the time open, so it binds only the start.

use jiff::SignedDuration;

use crate::change::arguments::Schedule;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::material::rebind;
use crate::plan::estimate;
use placet_language::codes::Code;
use placet_language::process::{Move, Phase};
use placet_language::reason::Rejection;

/// How far ahead a change may be planned.
const AHEAD_DAYS_MAX: i64 = 731;

pub(in crate::change) fn decide(d: &mut Decision<'_>, schedule: Schedule) -> Result<(), Rejection> {
    d.person()?;
    let default = estimate(
        &d.change.request.plan,
        d.facts.process.plan.default_estimate,
    );
    let end = schedule
        .end
        .or_else(|| schedule.start.checked_add(default).ok());
    if end.is_none_or(|end| end <= schedule.start) {
        return super::invalid(
            "end",
            Code::EndsBeforeStart,
            "it would end before it starts".to_owned(),
            "correct the times",
        );
    }
    if end.is_some_and(|end| end <= d.facts.now) {
        return super::invalid(
            "start",
            Code::InThePast,
            "the planned time has passed".to_owned(),
            "choose a later one",
        );
    }
    let latest = d
        .facts
        .now
        .checked_add(SignedDuration::from_hours(24 * AHEAD_DAYS_MAX));
    if latest.is_ok_and(|latest| schedule.start > latest) {
        let message = format!("it is more than {AHEAD_DAYS_MAX} days ahead");
        return super::invalid(
            "start",
            Code::TooFarAhead,
            message,
            "choose an earlier time",
        );
    }
    let open = d.change.authority.authorized.is_some() && !d.change.schedule_bound;
    let schedule = Schedule {
        start: schedule.start,
        end,
    };
    d.emit(Event::ChangeScheduled {
        schedule,
        bound: !open,
    });
    rebind(d);
    if let Some(rule) = d.rule(Move::Schedule) {
        d.may(&rule.by, "schedule")?;
        if d.closed_gates(rule).is_empty() {
            d.enter(rule);
        }
    }
    // A moved time that was approved makes the change start again like any material edit.
    if d.change.phase == Phase::Scheduled
        && d.change.authority.authorized.is_none()
        && let Some(rule) = d.rule(Move::Edit)
    {
        d.enter(rule);
    }
    Ok(())
}
