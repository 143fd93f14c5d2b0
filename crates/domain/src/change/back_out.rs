//! How a back-out begins and ends. What it undoes in between is decided by the run.

use super::decision::Decision;
use super::event::Event;
use crate::plan::{Direction, Part, back_out_scope, manual_task};
use placet_language::ids::StepId;
use placet_language::plan::Step;
use placet_language::process::{BackOutKind, Move};

/// Begins undoing.
pub(super) fn begin_back_out(d: &mut Decision<'_>, kind: BackOutKind, trigger: String) {
    let scope = back_out_scope(&d.change.request.plan, &d.change.run, kind);
    let kill = match kind {
        BackOutKind::Immediate => d
            .change
            .run
            .in_flight
            .iter()
            .map(|f| f.step.clone())
            .collect(),
        _ => Vec::new(),
    };
    d.emit(Event::BackoutStarted {
        kind,
        trigger,
        scope,
        kill,
    });
    end_manual_steps(d);
    d.move_if_possible(Move::BackOut);
}

/// Ends manual steps that wait for a person's report, which is not given any more. They count as partly done.
fn end_manual_steps(d: &mut Decision<'_>) {
    let waiting: Vec<(StepId, u32)> = d
        .change
        .run
        .in_flight
        .iter()
        .filter(|f| {
            let reported = |s: &&Step| manual_task(s, Direction::Forward).is_some();
            let mut manual = d.change.request.plan.steps.iter().filter(reported);
            manual.any(|s| f.part() == Part::forward(&s.id))
        })
        .map(|f| (f.step.clone(), f.attempt))
        .collect();
    for (step, attempt) in waiting {
        d.emit(Event::StepFailed {
            step,
            attempt,
            message: "called off by the back-out".to_owned(),
            before: serde_json::Value::Null,
            output: String::new(),
            output_sha256: None,
        });
    }
}

/// Ends a back-out whose checks passed.
pub(super) fn finish_back_out(d: &mut Decision<'_>) {
    d.emit(Event::BackoutFinished);
    d.move_if_possible(Move::BackedOut);
}
