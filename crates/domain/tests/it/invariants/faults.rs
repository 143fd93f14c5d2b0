//! The checker itself: a hand-made history for each law, broken in one place, must be found out.

use placet_domain::change::{Change, Command, Event, Recorded};
use placet_domain::digest::Digest;
use placet_domain::people::{Directory, PersonKind};
use placet_domain::plan::Direction;
use placet_domain::process::Phase;
use placet_domain::{PersonId, StepId};

use super::sim::Sim;
use placet_domain::change::{Actor, Outcome, RecordOutcome};
use placet_laws::broken;

type History = Vec<(Recorded, Directory)>;

/// A normal change whose second of two steps fails, so that the first is undone.
fn backed_out() -> Sim {
    let mut sim = Sim::new("service-platform");
    sim.prepare(false, 3, &[[0, 2, 1], [0, 2, 1]]);
    for (step, direction, outcome) in [
        ("s0", Direction::Forward, Outcome::Succeeded),
        (
            "s1",
            Direction::Forward,
            Outcome::Failed {
                message: "no".to_owned(),
                give_up: false,
            },
        ),
        ("s1", Direction::Undo, Outcome::Succeeded),
        ("s0", Direction::Undo, Outcome::Succeeded),
        ("s0", Direction::AfterBackOut, Outcome::Succeeded),
    ] {
        let step = step.parse().unwrap();
        let report = RecordOutcome {
            step,
            direction,
            attempt: 1,
            outcome,
            before: serde_json::Value::Null,
            output: String::new(),
            output_sha256: None,
            evidence: None,
        };
        assert!(sim.ask(Actor::System, &Command::RecordOutcome(report)));
    }
    assert_eq!(sim.change.as_ref().unwrap().state.as_str(), "rolled_back");
    sim
}

/// Breaks the history and says which laws the checker misses.
fn found(damage: impl Fn(&mut History)) -> Vec<String> {
    let sim = backed_out();
    let mut history = sim.history;
    damage(&mut history);
    broken(&sim.process.process, &history, None)
}

fn place(history: &History, is: impl Fn(&Event) -> bool) -> usize {
    history
        .iter()
        .position(|(recorded, _)| is(&recorded.event))
        .expect("the event is there")
}

fn again(history: &mut History, at: usize, event: Event) {
    let (mut recorded, directory) = history[at].clone();
    recorded.event = event;
    history.insert(at + 1, (recorded, directory));
}

fn step(text: &str) -> StepId {
    text.parse().unwrap()
}

fn begins(text: &str, direction: Direction, attempt: u32) -> Event {
    Event::StepStarted {
        step: step(text),
        direction,
        attempt,
        not_before: None,
    }
}

#[track_caller]
fn says(found: &[String], law: &str) {
    assert!(
        found
            .iter()
            .any(|one| one.contains(&format!("{law}:")) || one.contains(&format!("{law},"))),
        "{law}: {found:#?}"
    );
}

#[test]
fn an_unbroken_history_is_found_unbroken() {
    let sim = backed_out();
    assert_eq!(
        broken(&sim.process.process, &sim.history, sim.change.as_ref()),
        Vec::<String>::new()
    );
}

// I1
#[test]
fn an_outcome_without_a_start_is_found() {
    let found = found(|history| {
        let at = place(history, |e| *e == begins("s0", Direction::Forward, 1));
        history.remove(at);
    });
    says(&found, "I1");
}

// I2
#[test]
fn a_step_without_an_authorization_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::ChangeAuthorized { .. }));
        history.remove(at);
    });
    says(&found, "I2");
}

// I2
#[test]
fn a_step_after_its_approvals_were_voided_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::ChangeStarted { .. }));
        again(
            history,
            at,
            Event::DigestChanged {
                digest: Digest::of_bytes(b"other"),
                voided: 3,
            },
        );
    });
    says(&found, "I2");
}

// I2
#[test]
fn a_step_with_an_approval_too_few_is_found() {
    let found = found(|history| {
        let mut left = 3;
        history.retain(|(recorded, _)| {
            let is_approval = matches!(recorded.event, Event::ApprovalGiven { .. });
            left -= i32::from(is_approval);
            !is_approval || left > 0
        });
    });
    says(&found, "I2");
}

// I3
#[test]
fn an_attempt_begun_twice_is_found() {
    let found = found(|history| {
        let at = place(history, |e| *e == begins("s0", Direction::Undo, 1));
        again(history, at, begins("s0", Direction::Undo, 1));
    });
    says(&found, "I3");
}

// I4
#[test]
fn a_forward_step_in_a_back_out_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::BackoutStarted { .. }));
        again(history, at, begins("s1", Direction::Forward, 2));
    });
    says(&found, "I4");
}

// I4
#[test]
fn a_step_that_begins_in_a_pause_or_a_hold_is_found() {
    let reason = "lunch".to_owned();
    for held_back in [
        Event::RunPaused {
            reason: reason.clone(),
        },
        Event::ChangeHeld { reason },
    ] {
        let found = found(|history| {
            let at = place(history, |e| *e == begins("s1", Direction::Forward, 1));
            again(history, at - 1, held_back.clone());
        });
        says(&found, "I4");
    }
}

// I5
#[test]
fn a_change_that_goes_on_after_its_end_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::ChangeStarted { .. }));
        again(
            history,
            at,
            Event::StateEntered {
                state: "closed".parse().unwrap(),
                phase: Phase::Closed,
            },
        );
    });
    says(&found, "I5");
}

// I6
#[test]
fn a_back_out_that_left_a_step_is_found() {
    let found = found(|history| {
        let at = place(
            history,
            |e| matches!(e, Event::StepUndone { step, .. } if step.as_str() == "s0"),
        );
        let (recorded, _) = &mut history[at];
        let (output, message) = (String::new(), "no".to_owned());
        recorded.event = Event::UndoFailed {
            step: step("s0"),
            attempt: 1,
            message,
            output,
        };
    });
    says(&found, "I6");
}

// I6
#[test]
fn a_back_out_without_its_checks_is_found() {
    let found = found(|history| {
        let at = place(history, |e| {
            matches!(
                e,
                Event::StepStarted {
                    direction: Direction::AfterBackOut,
                    ..
                }
            )
        });
        history.remove(at);
    });
    says(&found, "I6");
}

// Z16
#[test]
fn an_undo_out_of_order_is_found() {
    let found = found(|history| {
        let at = place(history, |e| *e == begins("s0", Direction::Undo, 1));
        let begun = history.remove(at);
        let first = place(history, |e| *e == begins("s1", Direction::Undo, 1));
        history.insert(first, begun);
    });
    says(&found, "Z16");
}

// I7, T1
#[test]
fn a_counted_approval_of_a_contributor_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::ChangeAuthorized { .. }));
        if let Event::ChangeAuthorized { by, .. } = &mut history[at].0.event {
            by.push("owen.hughes".parse::<PersonId>().unwrap());
        }
    });
    says(&found, "I7");
}

// I7, T9
#[test]
fn a_counted_approval_of_an_agent_is_found() {
    let found = found(|history| {
        for (_, directory) in history {
            directory
                .people
                .get_mut(&"francesca.conti".parse::<PersonId>().unwrap())
                .unwrap()
                .kind = PersonKind::Agent;
        }
    });
    says(&found, "I7");
}

// I7, T1: the principal of an agent that contributed.
#[test]
fn a_counted_approval_of_a_contributing_agents_principal_is_found() {
    let found = found(|history| {
        for (_, directory) in history {
            directory
                .people
                .get_mut(&"owen.hughes".parse::<PersonId>().unwrap())
                .unwrap()
                .principal = Some("francesca.conti".parse().unwrap());
        }
    });
    says(&found, "I7");
}

// I8, T3
#[test]
fn a_start_of_another_digest_is_found() {
    let found = found(|history| {
        let at = place(history, |e| matches!(e, Event::ChangeStarted { .. }));
        if let Event::ChangeStarted { digest, .. } = &mut history[at].0.event {
            *digest = Digest::of_bytes(b"other");
        }
    });
    says(&found, "I8");
}

// I8, T3: the plan that runs is not the one that was approved, though every digest in the events agrees.
#[test]
fn another_plan_under_an_approved_digest_is_found() {
    let found = found(|history| {
        if let Event::ChangeOpened(opened) = &mut history[0].0.event {
            opened.plan.steps[1].title = "Something else".to_owned();
        }
    });
    says(&found, "I8");
}

// I8, T3
#[test]
fn an_approval_for_another_digest_is_found() {
    let found = found(|history| {
        for (recorded, _) in history {
            if let Event::ApprovalGiven { approval, .. } = &mut recorded.event {
                approval.digest = Digest::of_bytes(b"earlier");
            }
        }
    });
    says(&found, "I8");
}

// I11
#[test]
fn a_live_state_that_differs_from_its_events_is_found() {
    let sim = backed_out();
    let mut live: Change = sim.change.unwrap();
    live.request.revisions += 1;
    says(
        &broken(&sim.process.process, &sim.history, Some(&live)),
        "I11",
    );
}
