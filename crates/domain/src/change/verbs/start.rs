//! `start`: begins the implementation. Whoever starts it is the implementer.

use crate::change::advance;
use crate::change::decision::Decision;
use crate::process::Move;
use crate::rejection::{Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    let rule = d.rule(Move::Start);
    let mut reasons = advance::may_start(d, &person);
    // The gates of the move say more about the same causes, so both are collected, and told once.
    if let Some(rule) = rule {
        for reason in d.closed_gates(rule) {
            if !reasons
                .iter()
                .any(|known| known.code == reason.code && known.place == reason.place)
            {
                reasons.push(reason);
            }
        }
        d.may(&rule.by, "start")?;
    }
    if rule.is_some() {
        Rejection::unless_empty(RejectionKind::Blocked, "the change may not start", reasons)?;
    }
    let rule = d.ask_to(Move::Start, "start")?;
    advance::start(d, rule, person);
    Ok(())
}
