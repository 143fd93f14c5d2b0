//! The executor's harness: fails at every step, loses the outcome of every step, and fails the undo of every step.

use placet_domain::change::{Command, OfStep, Outcome};
use placet_domain::plan::{RunStatus, StepStatus};

use crate::house::House;
use crate::life::standard;

/// A diamond with a tail: `a`, then `b` and `c` side by side, then `d`, then `e`.
const STEPS: &[(&str, &str)] = &[
    ("a", "[]"),
    ("b", "[a]"),
    ("c", "[a]"),
    ("d", "[b, c]"),
    ("e", "[d]"),
];

fn diamond() -> String {
    STEPS
        .iter()
        .map(|(id, after)| {
            format!(
                "    - {{id: {id}, after: {after}, action: {{command: {{run: [x]}}}}, \
                 undo: {{command: {{run: [y]}}}}, retry_pause: 0s}}\n"
            )
        })
        .collect()
}

fn fail() -> Outcome {
    Outcome::Failed {
        message: "planned failure".to_owned(),
        give_up: false,
    }
}

/// Checks that every undo comes after the undo of all dependent steps, and that the undos cover exactly what ran.
fn undone_in_order(asked: &[String]) {
    let place = |what: String| asked.iter().position(|line| *line == what);
    let ran = |id: &str| place(format!("{id} forward 1")).is_some();
    for (id, after) in STEPS {
        let undone = asked
            .iter()
            .rposition(|line| line.starts_with(&format!("{id} undo")));
        assert_eq!(undone.is_some(), ran(id), "{id} in {asked:?}");
        for (earlier, _) in STEPS.iter().filter(|(earlier, _)| after.contains(earlier)) {
            let of_earlier = place(format!("{earlier} undo 1"));
            if let (Some(mine), Some(theirs)) = (undone, of_earlier) {
                assert!(mine < theirs, "{id} before {earlier} in {asked:?}");
            }
        }
    }
}

// I4, I6, 000.I4, 000.B3, Z16: whichever step fails, what ran is undone against the order of the plan.
#[test]
fn a_failure_at_every_step_is_backed_out() {
    for (id, _) in STEPS {
        let dir = tempfile::tempdir().unwrap();
        let house = House::open(dir.path());
        house.engine.start().unwrap();
        house.runner.answer(&format!("{id} forward"), vec![fail()]);
        let change = standard(&house, &diamond());
        house
            .say(&house.person("engineer"), change, Command::Start)
            .unwrap();
        house.wait_for(change, "the back-out", |c| {
            c.run.status == RunStatus::BackedOut
        });
        undone_in_order(&house.runner.asked());
        house.engine.stop();
    }
}

// Z17: whichever undo fails for good, the run is stuck, and a person's order brings it to its end.
#[test]
fn a_failing_undo_at_every_step_ends_after_an_order() {
    for (id, _) in STEPS {
        let dir = tempfile::tempdir().unwrap();
        let house = House::open(dir.path());
        house.engine.start().unwrap();
        house.runner.answer("e forward", vec![fail()]);
        house
            .runner
            .answer(&format!("{id} undo"), vec![fail(), fail(), fail()]);
        let change = standard(&house, &diamond());
        let who = house.person("engineer");
        house.say(&who, change, Command::Start).unwrap();
        house.wait_for(change, "being stuck", |c| c.run.status == RunStatus::Stuck);
        let order = OfStep {
            step: Some(id.parse().unwrap()),
            reason: "mended".to_owned(),
        };
        house.say(&who, change, Command::Retry(order)).unwrap();
        house.wait_for(change, "the back-out", |c| {
            c.run.status == RunStatus::BackedOut
        });
        undone_in_order(&house.runner.asked());
        house.engine.stop();
    }
}

// Promise 2: whichever outcome is lost, nothing is repeated; a person's order runs the step once more and the plan ends.
#[test]
fn a_lost_outcome_at_every_step_is_asked_about() {
    for (id, _) in STEPS {
        let dir = tempfile::tempdir().unwrap();
        let house = House::open(dir.path());
        house.engine.start().unwrap();
        let lost = Outcome::Unknown {
            message: "lost".to_owned(),
        };
        house.runner.answer(&format!("{id} forward"), vec![lost]);
        let change = standard(&house, &diamond());
        let who = house.person("engineer");
        house.say(&who, change, Command::Start).unwrap();
        let step = id.parse().unwrap();
        house.wait_for(change, "the halt", |c| {
            c.run.status == RunStatus::Halted && c.run.in_flight.is_empty()
        });
        assert_eq!(
            house.change(change).run.step(&step).status,
            StepStatus::Unknown
        );
        let begun = |n: u32| house.runner.asked().contains(&format!("{id} forward {n}"));
        assert!(begun(1) && !begun(2));
        let order = OfStep {
            step: Some(step),
            reason: "it was not done".to_owned(),
        };
        house.say(&who, change, Command::Retry(order)).unwrap();
        house.wait_for(change, "the end", |c| c.run.status == RunStatus::Finished);
        assert!(begun(2) && !begun(3));
        house.engine.stop();
    }
}
