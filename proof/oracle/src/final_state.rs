//! I5: an end is final. After the end of a change come only comments, evidence, late outcomes, and approvals that were
//! still due. After the end of a run, no step begins.

use placet_domain::change::Event;
use placet_domain::process::Phase;

use super::case::Case;
use super::violation::Violation;

/// The progress of a run.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    Open,
    Finished,
    BackedOut,
}

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let mut found = Vec::new();
    for (change, stream) in &case.history.streams {
        let (mut ended, mut run) = (false, Run::Open);
        for entry in &stream.0 {
            let event = entry.event();
            if (ended && !may_follow(event)) || refused(run, event) {
                let what = format!(
                    "{change} version {}: {} after the end",
                    entry.version,
                    event.name()
                );
                found.push(Violation::new("I5", what));
            }
            match event {
                Event::StateEntered {
                    phase: Phase::Closed | Phase::Canceled,
                    ..
                } => ended = true,
                Event::RunFinished => run = Run::Finished,
                Event::BackoutFinished => run = Run::BackedOut,
                // A person may back out a finished change.
                Event::BackoutStarted { .. } => run = Run::Open,
                _ => {}
            }
        }
    }
    found
}

fn may_follow(event: &Event) -> bool {
    matches!(
        event,
        Event::CommentAdded { .. }
            | Event::EvidenceAttached { .. }
            | Event::OutcomeIgnored { .. }
            | Event::CommandRefused { .. }
            | Event::ApprovalGiven { .. }
            | Event::ChangeRatified { .. }
            | Event::RatificationFailed { .. }
            // This was already reported when the last state was entered.
            | Event::ChangeClosed { .. }
            | Event::ChangeCanceled { .. }
            | Event::ChangeRejected { .. }
    )
}

fn refused(run: Run, event: &Event) -> bool {
    match event {
        Event::StepStarted { .. }
        | Event::StepReported { .. }
        | Event::StepOrdered { .. }
        | Event::RunHalted { .. } => run != Run::Open,
        Event::BackoutStarted { .. } => run == Run::BackedOut,
        _ => false,
    }
}
