//! `evolve` takes any event in any state: it holds no rules and never fails.

use placet_domain::StepId;
use placet_domain::change::{Event, Outcome, Recorded, evolve};
use placet_domain::digest::Digest;
use placet_domain::plan::Direction;
use placet_domain::process::BackOutKind;
use proptest::prelude::*;
use serde_json::Value;

use super::random::{play, scripts};

fn step(text: &str) -> StepId {
    text.parse().unwrap()
}

/// Events that no decision would ever give: unknown steps, endless attempts, conditions that do not exist.
fn strange() -> Vec<Event> {
    let (odd, known) = (step("no-such-step"), step("s0"));
    let mut all = vec![
        Event::RunResumed,
        Event::RunFinished,
        Event::BackoutFinished,
        Event::ChangeVerified,
        Event::ChangeSubmitted { round: u32::MAX },
        Event::ConditionMet {
            number: 0,
            note: String::new(),
        },
        Event::ConditionMet {
            number: u32::MAX,
            note: String::new(),
        },
        Event::ChangeReleased {
            reason: String::new(),
        },
        Event::BackoutStuck {
            reason: "r".to_owned(),
        },
        Event::RunHalted {
            reason: "r".to_owned(),
        },
        Event::DigestChanged {
            digest: Digest::of_bytes(b"odd"),
            voided: u32::MAX,
        },
        Event::ChangeAuthorized {
            digest: Digest::of_bytes(b"odd"),
            by: Vec::new(),
        },
        Event::ChangeRatified { by: Vec::new() },
    ];
    for step in [odd, known] {
        for direction in [
            Direction::Forward,
            Direction::Undo,
            Direction::Probe,
            Direction::AfterBackOut,
        ] {
            for attempt in [0, 1, u32::MAX] {
                let step = step.clone();
                all.push(Event::StepStarted {
                    step: step.clone(),
                    direction,
                    attempt,
                    not_before: None,
                });
                all.push(Event::StepNotStarted {
                    step: step.clone(),
                    direction,
                    attempt,
                });
                let message = "m".to_owned();
                all.push(Event::OutcomeUnknown {
                    step: step.clone(),
                    direction,
                    attempt,
                    message,
                });
                all.push(Event::OutcomeIgnored {
                    step,
                    direction,
                    attempt,
                    outcome: Outcome::Succeeded,
                });
            }
        }
        all.push(Event::StepReported {
            step: step.clone(),
            attempt: 1,
            note: String::new(),
        });
        all.push(Event::CommandRefused {
            verb: "approve".to_owned(),
            codes: vec!["requester_may_not_approve".to_owned()],
        });
        let (attempt, output) = (u32::MAX, String::new());
        all.push(Event::StepUndone {
            step: step.clone(),
            attempt,
            output: output.clone(),
        });
        all.push(Event::StepSkipped {
            step: step.clone(),
            reason: String::new(),
        });
        all.push(Event::StepOrdered {
            step: step.clone(),
            reason: String::new(),
        });
        let message = "m".to_owned();
        all.push(Event::UndoFailed {
            step: step.clone(),
            attempt,
            message: message.clone(),
            output: output.clone(),
        });
        let before = Value::from(7);
        all.push(Event::StepFailed {
            step: step.clone(),
            attempt,
            message,
            before,
            output,
            output_sha256: None,
        });
        let (kind, trigger) = (BackOutKind::Partial, String::new());
        all.push(Event::BackoutStarted {
            kind,
            trigger,
            scope: vec![step.clone()],
            kill: vec![step],
        });
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_event_applies_to_any_state(
        script in scripts(),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..200),
        keep in any::<bool>(),
    ) {
        let sim = play("service-platform", &script);
        let mut pool: Vec<Recorded> = sim.history.iter().map(|(recorded, _)| recorded.clone()).collect();
        pool.extend(strange().into_iter().map(|event| Recorded { at: sim.now, by: None, event }));
        let mut state = sim.change.filter(|_| keep);
        for pick in picks {
            let recorded = pick.get(&pool);
            let opens = matches!(recorded.event, Event::ChangeOpened(_));
            let was_there = state.is_some();
            state = evolve(state, recorded);
            // A change comes to be by its opening alone, and never ceases to be.
            prop_assert_eq!(state.is_some(), was_there || opens);
        }
    }
}
