//! The run of the plan: its start, what begins next in it, and its end.

use placet_teeth::{Bug, planted};

use super::attempt::{ask_about_unknown, begin};
use super::authority::unauthorized;
use super::back_out::{begin_back_out, finish_back_out};
use super::decision::Decision;
use super::event::Event;
use crate::plan::{self, Part, Reversibility, RunStatus, back_out_kind, next_forward, next_undo};
use placet_language::ids::{PersonId, StepId};
use placet_language::process::{BackOutKind, Move, MoveRule};

/// Records that the implementation begins.
pub(super) fn start(d: &mut Decision<'_>, rule: &MoveRule, implementer: PersonId) {
    let digest = d.change.request.digest;
    d.emit(Event::ChangeStarted {
        implementer,
        digest,
    });
    d.enter(rule);
}

/// Begins what can begin now, and ends the run when nothing is left.
pub(super) fn run_on(d: &mut Decision<'_>) {
    match d.change.run.status {
        RunStatus::Forward => forward(d),
        RunStatus::BackingOut => undo(d),
        RunStatus::Idle
        | RunStatus::Finished
        | RunStatus::Halted
        | RunStatus::Checking
        | RunStatus::BackedOut
        | RunStatus::Stuck => {}
    }
}

fn forward(d: &mut Decision<'_>) {
    if plan::has_failed(&d.change.request.plan, &d.change.run) {
        after_failure(d);
        return;
    }
    if plan::is_complete(&d.change.request.plan, &d.change.run) {
        d.emit(Event::RunFinished);
        return;
    }
    let hold_counts = !planted(Bug::HoldIgnored);
    // A hold is its own reason to wait; its release goes on from here.
    if d.change.run.paused || d.change.held.is_some() && hold_counts {
        return;
    }
    let ready = next_forward(&d.change.request.plan, &d.change.run);
    if ready.is_empty() {
        // A person's order may have let the run go on beside another step whose outcome is unknown. It blocks now.
        if d.change.run.in_flight.is_empty() {
            ask_about_unknown(d);
        }
        return;
    }
    let implementer = d.change.carried_out_by();
    let each_time = !planted(Bug::AuthorizedOnceOnly);
    let reasons = unauthorized(&d.change, d.facts, implementer);
    if let Some(first) = reasons.first().filter(|_| each_time) {
        d.emit(Event::RunPaused {
            reason: first.message.clone(),
        });
        return;
    }
    for step in ready {
        begin(d, &Part::forward(&step));
    }
}

/// Backs out after a failed step as the process says, or halts until a person decides.
fn after_failure(d: &mut Decision<'_>) {
    let Some((step, message)) = plan::first_failure(&d.change.request.plan, &d.change.run) else {
        return;
    };
    let trigger = format!("step `{step}` failed: {message}");
    let kind = back_out_kind(d.facts.process, &d.scope());
    let in_flight = !d.change.run.in_flight.is_empty();
    if kind != BackOutKind::Immediate && in_flight {
        return;
    }
    if let Some(hard) = hard_to_undo(d) {
        d.emit(Event::RunHalted {
            reason: format!("{trigger}; undoing `{hard}` may lose data or is impossible, so a person must decide"),
        });
        return;
    }
    if kind == BackOutKind::Planned {
        d.emit(Event::RunHalted {
            reason: format!("{trigger}; the process wants a planned back-out"),
        });
        return;
    }
    begin_back_out(d, kind, trigger);
}

/// Returns a step that may have run and cannot be undone without loss.
fn hard_to_undo(d: &Decision<'_>) -> Option<StepId> {
    d.change
        .request
        .plan
        .steps
        .iter()
        .find(|step| {
            step.reversibility >= Reversibility::Difficult
                && d.change.run.step(&step.id).may_have_run()
        })
        .map(|step| step.id.clone())
}

/// Begins every undo that can begin, and ends the back-out when nothing is left.
fn undo(d: &mut Decision<'_>) {
    loop {
        let ready = next_undo(&d.change.request.plan, &d.change.run);
        if ready.is_empty() {
            break;
        }
        for step in ready {
            let Some(planned) = d.change.request.plan.steps.iter().find(|s| s.id == step) else {
                return;
            };
            if plan::nothing_to_undo(planned) {
                let attempt = d.change.run.step(&step).undo_attempts;
                d.emit(Event::StepUndone {
                    step,
                    attempt,
                    output: "nothing to undo".to_owned(),
                });
            } else {
                begin(d, &Part::undo(&step));
            }
        }
    }
    if !d.change.run.in_flight.is_empty() {
        return;
    }
    let open = plan::still_to_undo(&d.change.request.plan, &d.change.run);
    if let Some((step, why)) = open.first() {
        d.emit(Event::BackoutStuck {
            reason: format!("`{step}`: {why}"),
        });
        d.move_if_possible(Move::Stuck);
        return;
    }
    if d.change.request.plan.after_back_out.is_empty() {
        finish_back_out(d);
    } else {
        begin(d, &Part::Checks);
    }
}
