//! What a script shows: events, refusals and states, a line each, without what changes from day to day.

use std::fmt::Write as _;

use placet_domain::approval::Timing;
use placet_domain::change::{Change, Event, Facts, Outcome, allowed_moves, deadlines};
use placet_domain::plan::Direction;
use placet_domain::preview::Preview;
use placet_domain::{Reason, Rejection};

/// A refusal with its reasons.
pub(super) fn rejection(rejection: &Rejection) -> String {
    let kind = serde_json::to_value(rejection.kind).unwrap();
    let mut out = format!("refused ({}):\n", kind.as_str().unwrap());
    for reason in &rejection.reasons {
        out.push_str(&line(reason));
    }
    out
}

fn line(reason: &Reason) -> String {
    let place = if reason.place.is_empty() {
        String::new()
    } else {
        format!(" [{}]", reason.place)
    };
    let from = if reason.requirements.is_empty() {
        String::new()
    } else {
        format!(" ({})", reason.requirements.join(", "))
    };
    let message = without_digests(&reason.message);
    format!("  {}: {message}{place}{from}\n", reason.code)
}

/// Digests change with every word of a process file, so scripts show that there is one, not which.
fn without_digests(text: &str) -> String {
    let is_digest = |word: &&str| {
        let bare = word.trim_end_matches(',');
        bare.len() == 12 && bare.chars().all(|c| c.is_ascii_hexdigit())
    };
    text.split(' ')
        .map(|word| if is_digest(&word) { "…" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

/// An event in a line.
pub(super) fn event(event: &Event) -> String {
    let text = match event {
        Event::ChangeOpened(opened) => {
            format!(
                "opened {} as {}, state {}",
                opened.number, opened.model, opened.state
            )
        }
        Event::StateEntered { state, phase } => {
            format!(
                "state {state} (phase {})",
                serde_json::to_value(phase).unwrap().as_str().unwrap()
            )
        }
        Event::RiskAssessed { risk, .. } => {
            let score = risk
                .score
                .map_or_else(String::new, |score| format!(", score {score}"));
            format!("risk {}{score}", risk.level)
        }
        Event::DigestChanged { voided: 0, .. } => return String::new(),
        Event::DigestChanged { voided, .. } => format!("{voided} approvals voided"),
        Event::ApprovalRequested { slots } => {
            let titles: Vec<&str> = slots.iter().map(|slot| slot.title.as_str()).collect();
            format!(
                "approval asked of: {}",
                if titles.is_empty() {
                    "nobody".to_owned()
                } else {
                    titles.join("; ")
                }
            )
        }
        Event::ApprovalGiven {
            approval,
            conditions,
        } => {
            let answer = serde_json::to_value(approval.answer).unwrap();
            let mut text = format!("{} by {}", answer.as_str().unwrap(), approval.person);
            if let Some(giver) = approval
                .capacities
                .iter()
                .find_map(|c| c.on_behalf_of.as_ref())
            {
                let _ = write!(text, " for {giver}");
            }
            if !conditions.is_empty() {
                let _ = write!(text, ", on condition: {}", conditions.join("; "));
            }
            text
        }
        Event::ReviewRecorded(review) => {
            format!(
                "{} review by {}: {}",
                review.kind,
                review.reviewer,
                if review.passed {
                    "passed"
                } else {
                    "not passed"
                }
            )
        }
        Event::SubmissionRefused { reasons } => {
            let mut text = "submission refused and kept:\n".to_owned();
            reasons
                .iter()
                .for_each(|reason| text.push_str(&line(reason)));
            return text;
        }
        Event::ChangeAuthorized { by, .. } => format!("authorized by {}", people(by)),
        Event::ChangeRatified { by } => format!("ratified by {}", people(by)),
        Event::RatificationFailed {
            refused,
            unauthorized,
            escalate_to,
        } => format!(
            "ratification {}{}; told: {}",
            if *refused { "refused" } else { "late" },
            if *unauthorized {
                ", marked unauthorized"
            } else {
                ""
            },
            escalate_to.join(", ")
        ),
        Event::StepStarted {
            step,
            direction,
            attempt,
            ..
        } => match direction {
            Direction::Forward => format!("step {step} begins, attempt {attempt}"),
            Direction::Undo => format!("undo of {step} begins, attempt {attempt}"),
            Direction::Probe => format!("probe of {step} begins"),
            Direction::AfterBackOut => "checks after the back-out begin".to_owned(),
        },
        Event::StepReported { step, note, .. } => format!("step {step} reported as done: {note}"),
        Event::StepNotStarted {
            step, direction, ..
        } => match direction {
            Direction::Forward => format!("step {step} was not begun"),
            Direction::Undo => format!("undo of {step} was not begun"),
            Direction::Probe => format!("probe of {step}: its effect is not there"),
            Direction::AfterBackOut => "checks after the back-out were not begun".to_owned(),
        },
        Event::CommandRefused { verb, codes } => format!("{verb} refused: {}", codes.join(", ")),
        Event::StepSkipped { step, reason } => format!("step {step} skipped: {reason}"),
        Event::StepOrdered { step, reason } => format!("step {step} ordered anew: {reason}"),
        Event::StepSucceeded { step, .. } => format!("step {step} succeeded"),
        Event::StepFailed { step, message, .. } => format!("step {step} failed: {message}"),
        Event::OutcomeUnknown { step, message, .. } => {
            format!("step {step}: outcome unknown: {message}")
        }
        Event::OutcomeIgnored { step, outcome, .. } => {
            let word = match outcome {
                Outcome::Succeeded => "succeeded",
                Outcome::Failed { .. } => "failed",
                Outcome::NotStarted => "not started",
                Outcome::Unknown { .. } => "unknown",
            };
            format!("late outcome of {step} kept, without effect: {word}")
        }
        Event::StepUndone { step, output, .. } if output == "nothing to undo" => {
            format!("step {step}: nothing to undo")
        }
        Event::StepUndone { step, .. } => format!("step {step} undone"),
        Event::UndoFailed { step, message, .. } => format!("undo of {step} failed: {message}"),
        Event::BackoutStarted {
            kind,
            trigger,
            scope,
            kill,
        } => {
            let kind = serde_json::to_value(kind).unwrap();
            let steps: Vec<&str> = scope.iter().map(|step| step.as_str()).collect();
            let mut text = format!(
                "{} back-out of [{}]: {trigger}",
                kind.as_str().unwrap(),
                steps.join(", ")
            );
            if !kill.is_empty() {
                let killed: Vec<&str> = kill.iter().map(|step| step.as_str()).collect();
                let _ = write!(text, "; called off: {}", killed.join(", "));
            }
            text
        }
        Event::TasksTicked {
            checklist, tasks, ..
        } => format!("{} tasks of `{checklist}` ticked", tasks.len()),
        Event::ChangeEdited(edited) => {
            format!(
                "edited{}",
                if edited.material { ", materially" } else { "" }
            )
        }
        Event::RunPaused { reason } => format!("paused: {reason}"),
        Event::RunHalted { reason } => format!("halted: {reason}"),
        Event::ChecksSkipped { reason } => {
            format!("checks after the back-out declared done: {reason}")
        }
        Event::ApprovalsOverdue { slots } => format!("overdue: {}", slots.join(", ")),
        Event::BackoutStuck { reason } => format!("back-out stuck: {reason}"),
        Event::ChangeClosed { code } => {
            format!(
                "closed as {}",
                serde_json::to_value(code).unwrap().as_str().unwrap()
            )
        }
        Event::ChangeRejected { reason } => format!("rejected: {reason}"),
        Event::ChangeDeferred { reason } => format!("deferred: {reason}"),
        Event::ChangeCanceled { reason } => format!("canceled: {reason}"),
        Event::RevisionsEscalated {
            revisions,
            escalate_to,
        } => {
            format!("{revisions} revisions; told: {}", escalate_to.join(", "))
        }
        other => other.name().to_owned(),
    };
    format!("{text}\n")
}

fn people(by: &[placet_domain::PersonId]) -> String {
    if by.is_empty() {
        return "the process itself".to_owned();
    }
    by.iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a request would lead to.
pub(super) fn preview(preview: &Preview) -> String {
    let words = |list: Vec<String>| match list.as_slice() {
        [] => "nothing".to_owned(),
        some => some.join("; "),
    };
    let mut out = String::new();
    let _ = writeln!(out, "{} like {}", preview.model, preview.number.example);
    let _ = writeln!(out, "risk {}", preview.risk.level);
    let reviews = preview.reviews.iter().map(|review| review.kind.clone());
    let _ = writeln!(out, "reviews: {}", words(reviews.collect()));
    for approval in &preview.approvals {
        let after = if approval.timing == Timing::After {
            " afterwards"
        } else {
            ""
        };
        let within = approval
            .within
            .map_or_else(String::new, |w| format!(" within {w}"));
        let people: Vec<String> = approval.people.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            out,
            "approval{after}{within}: {} by {}",
            approval.title,
            if people.is_empty() {
                "nobody".to_owned()
            } else {
                people.join(" or ")
            }
        );
    }
    if preview.approvals.is_empty() {
        let _ = writeln!(out, "approvals: nobody's");
    }
    let tests = preview.tests.iter().map(|test| test.kind.clone());
    let _ = writeln!(out, "tests: {}", words(tests.collect()));
    let _ = writeln!(out, "earliest start {}", preview.earliest_start);
    let kind = serde_json::to_value(preview.back_out).unwrap();
    let _ = writeln!(out, "back-out {}", kind.as_str().unwrap());
    preview
        .problems
        .iter()
        .for_each(|reason| out.push_str(&line(reason)));
    out
}

/// What a `show` line asks for.
pub(super) fn show(what: &str, change: &Change, facts: &Facts<'_>) -> String {
    let mut out = String::new();
    match what {
        "state" => {
            let _ = writeln!(out, "{} {}", change.number, change.state);
        }
        "risk" => {
            if let Some(risk) = &change.request.risk {
                let _ = writeln!(out, "{} ({:?})", risk.level, risk.acceptance);
                for reason in &risk.reasons {
                    let _ = writeln!(
                        out,
                        "  {} by {}: {}",
                        reason.level, reason.engine, reason.because
                    );
                }
                for (name, word) in &risk.also_called {
                    let _ = writeln!(out, "  {name}: {word}");
                }
                if let Some(residual) = &risk.residual_level {
                    let _ = writeln!(out, "  after mitigation: {residual}");
                }
            }
        }
        "deadline" => {
            let all = deadlines(change, facts);
            let next = all.into_iter().find(|due| *due > facts.now);
            let text = next.map_or_else(|| "none".to_owned(), |at| at.to_string());
            let _ = writeln!(out, "next deadline: {text}");
        }
        "approvals" => {
            for timing in [Timing::Before, Timing::After] {
                let ballot = change.ballot(facts.electors());
                let tally = ballot.tally(timing);
                for (slot, person) in &tally.filled {
                    let _ = writeln!(out, "{slot}: {person}");
                }
                for slot in &tally.missing {
                    let who: Vec<String> = ballot
                        .who_can(slot)
                        .iter()
                        .map(ToString::to_string)
                        .collect();
                    let late = if timing == Timing::After {
                        " afterwards"
                    } else {
                        ""
                    };
                    let within = slot
                        .within
                        .map_or_else(String::new, |w| format!(" within {w}"));
                    let _ = writeln!(
                        out,
                        "{}{late}{within}: missing; can: {}",
                        slot.id,
                        if who.is_empty() {
                            "nobody".to_owned()
                        } else {
                            who.join(", ")
                        }
                    );
                }
            }
        }
        "gates" => {
            for (to_make, gates) in allowed_moves(change, facts) {
                let name = serde_json::to_value(to_make).unwrap();
                let open: Vec<String> = gates
                    .iter()
                    .filter(|gate| !gate.passed)
                    .map(|gate| String::from(gate.hold.clone()))
                    .collect();
                let state = if open.is_empty() {
                    "open".to_owned()
                } else {
                    format!("waits for {}", open.join(", "))
                };
                let _ = writeln!(out, "{}: {state}", name.as_str().unwrap());
            }
        }
        "reasons" => {
            for (_, gates) in allowed_moves(change, facts) {
                let reasons = gates.iter().flat_map(|gate| &gate.reasons);
                reasons.for_each(|reason| out.push_str(&line(reason)));
            }
        }
        "run" => {
            let _ = writeln!(out, "{:?}", change.run.status);
            for step in &change.request.plan.steps {
                let _ = writeln!(out, "  {}: {:?}", step.id, change.run.step(&step.id).status);
            }
        }
        other => panic!("`show {other}` is not known"),
    }
    out
}
