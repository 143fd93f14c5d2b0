//! `start`: begins the implementation. The person who starts it is the implementer.

use crate::change::authority::against_start;
use crate::change::decision::Decision;
use crate::change::run;
use placet_language::process::Move;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    let rule = d.rule(Move::Start);
    // The gates of the move say more about the same causes, so they come first, and each cause is named once.
    let mut reasons = Vec::new();
    if let Some(rule) = rule {
        d.may(&rule.by, "start")?;
        reasons.extend(d.closed_gates(rule));
    }
    for reason in against_start(&d.change, d.facts, &person) {
        let known = |known: &Reason| known.code == reason.code && known.place == reason.place;
        if !reasons.iter().any(known) {
            reasons.push(reason);
        }
    }
    if rule.is_some() {
        Rejection::unless_empty(RejectionKind::Blocked, "the change may not start", reasons)?;
    }
    let rule = d.ask_to(Move::Start, "start")?;
    run::start(d, rule, person);
    Ok(())
}
