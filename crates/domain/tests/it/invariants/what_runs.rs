//! What runs is what was authorized, and what was there before it is remembered.

use placet_domain::plan::Direction;
use serde_json::json;

use super::sim::Sim;

/// One step after another, each with one retry.
const TWO_STEPS: &[[u8; 3]] = &[[1, 2, 1], [1, 2, 1]];

/// Puts another command into the plan behind the back of the rules, as an edited row or a defect of ours would.
fn swap_the_last_step(sim: &mut Sim) {
    let plan = &mut sim.change.as_mut().unwrap().request.plan;
    let mut other = (**plan).clone();
    let step = other.steps.last_mut().unwrap();
    step.action = serde_json::from_value(json!({"command": {"run": ["/bin/false"]}})).unwrap();
    *plan = other.into();
}

fn started(steps: &[[u8; 3]]) -> Sim {
    let mut sim = Sim::new("service-platform");
    sim.prepare(false, 3, steps);
    assert_eq!(sim.change.as_ref().unwrap().run.in_flight.len(), 1);
    sim
}

#[test]
fn t5_i8_another_plan_than_the_authorized_one_does_not_start() {
    let start = |swap: bool| {
        let mut sim = Sim::new("service-platform");
        sim.prepare(false, 2, TWO_STEPS);
        let requester = sim.person(0);
        let now = json!({"start": sim.now});
        assert!(sim.says(requester.clone(), "schedule", now));
        sim.says(requester.clone(), "tick", json!({"checklist": "before"}));
        if swap {
            swap_the_last_step(&mut sim);
        }
        sim.says(requester, "start", json!({}))
    };
    assert!(start(false));
    assert!(!start(true));
}

#[test]
fn t5_i8_a_step_that_is_not_the_authorized_one_does_not_begin() {
    let mut sim = started(TWO_STEPS);
    swap_the_last_step(&mut sim);
    sim.record("s0", Direction::Forward, 1, 0);
    let run = &sim.change.as_ref().unwrap().run;
    assert!(run.paused);
    assert!(run.in_flight.is_empty());
}

#[test]
fn what_was_there_before_the_first_attempt_is_put_back() {
    let mut sim = started(&TWO_STEPS[..1]);
    sim.record("s0", Direction::Forward, 1, 5);
    sim.record("s0", Direction::Forward, 2, 0);
    let run = &sim.change.as_ref().unwrap().run;
    let step = run.step(&"s0".parse().unwrap());
    assert_eq!(step.attempts, 2);
    assert_eq!(step.before, json!({"was": 5}));
}
