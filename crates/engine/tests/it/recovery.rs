//! What an engine finds when it restarts.

use placet_domain::change::{Command, Outcome};
use placet_domain::plan::{RunStatus, StepStatus};

use placet_engine::ports::Report;

use crate::house::House;
use crate::life::standard;

// I1, I13: an intent that was recorded is taken up by the next engine, even if another one recorded it.
#[test]
fn what_was_begun_is_taken_up_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let id = {
        // This engine never starts: the intent is recorded, but not carried out.
        let house = House::open(dir.path());
        let id = standard(
            &house,
            "    - {id: one, action: {command: {run: [x]}}, undo: none}\n",
        );
        house
            .say(&house.person("engineer"), id, Command::Start)
            .unwrap();
        assert_eq!(
            house.change(id).run.step(&"one".parse().unwrap()).status,
            StepStatus::Running
        );
        id
    };
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    assert_eq!(
        house.runner.asked(),
        ["one forward 1"],
        "the attempt that was recorded, not a new one"
    );
    house.engine.stop();
}

// Promise 2: a step that is not idempotent and has an unknown outcome is never repeated; a person is asked.
#[test]
fn an_unknown_outcome_halts_the_run_and_asks() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    house.runner.answer(
        "one forward",
        vec![Outcome::Unknown {
            message: "the host went away".to_owned(),
        }],
    );
    let id = standard(
        &house,
        "    - {id: one, action: {command: {run: [x]}}, undo: none}\n",
    );
    let who = house.person("engineer");
    house.say(&who, id, Command::Start).unwrap();
    let change = house.wait_for(id, "the halt", |c| c.run.status == RunStatus::Halted);
    assert_eq!(
        change.run.step(&"one".parse().unwrap()).status,
        StepStatus::Unknown
    );
    assert_eq!(house.runner.asked(), ["one forward 1"]);
    house.engine.stop();
}

// I13: a report that can never become an event does not block anything.
#[test]
fn a_report_that_cannot_be_stored_is_an_unknown_outcome() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    *house.runner.says.lock().unwrap() = Some(Report {
        outcome: Outcome::Succeeded,
        // Not an integer that every JSON reader reads the same way.
        before: serde_json::json!({"bytes": u64::MAX}),
        output: String::new(),
        output_sha256: None,
        evidence: None,
    });
    let id = standard(
        &house,
        "    - {id: one, action: {command: {run: [x]}}, undo: none}\n",
    );
    let who = house.person("engineer");
    house.say(&who, id, Command::Start).unwrap();
    let change = house.wait_for(id, "the halt", |c| c.run.status == RunStatus::Halted);
    assert_eq!(
        change.run.step(&"one".parse().unwrap()).status,
        StepStatus::Unknown
    );
    house.engine.stop();
}

// I13: the outcomes of two steps are unknown, and a person settles one: the run halts again for the other.
#[test]
fn what_else_is_unknown_is_asked_about_too() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    for step in ["one forward", "two forward"] {
        house.runner.answer(
            step,
            vec![Outcome::Unknown {
                message: "the host went away".to_owned(),
            }],
        );
    }
    let id = standard(
        &house,
        "    - {id: one, after: [], action: {command: {run: [x]}}, undo: none}\n    \
         - {id: two, after: [], action: {command: {run: [x]}}, undo: none}\n",
    );
    let who = house.person("engineer");
    house.say(&who, id, Command::Start).unwrap();
    let asked = |c: &placet_domain::change::Change| {
        c.run.status == RunStatus::Halted && c.run.in_flight.is_empty()
    };
    house.wait_for(id, "the halt", asked);
    for step in ["one", "two"] {
        let order = placet_domain::change::OfStep {
            step: Some(step.parse().unwrap()),
            reason: "it was not done".to_owned(),
        };
        house.wait_for(id, "the question", asked);
        house.say(&who, id, Command::Retry(order)).unwrap();
    }
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    house.engine.stop();
}

// The reconcile probe answers for a step whose outcome is unknown: it is done, or it is not done and runs again.
#[test]
fn a_probe_finds_out_what_a_step_did() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let lost = || Outcome::Unknown {
        message: "lost".to_owned(),
    };
    let absent = Outcome::Failed {
        message: "absent".to_owned(),
        give_up: false,
    };
    house.runner.answer("one forward", vec![lost()]);
    house.runner.answer("two forward", vec![lost()]);
    house.runner.answer("two probe", vec![absent]);
    let probe = "probe: {command: {run: [p]}}";
    let steps = format!(
        "    - {{id: one, action: {{command: {{run: [x]}}}}, undo: none, {probe}}}\n    \
         - {{id: two, action: {{command: {{run: [x]}}}}, undo: none, {probe}}}\n"
    );
    let id = standard(&house, &steps);
    house
        .say(&house.person("engineer"), id, Command::Start)
        .unwrap();
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    assert_eq!(
        house.runner.asked(),
        [
            "one forward 1",
            "one probe 1",
            "two forward 1",
            "two probe 1",
            "two forward 2"
        ]
    );
    house.engine.stop();
}

// Promise 2: data that were restored without the attempts' directories do not repeat anything that is not idempotent.
#[test]
fn restored_data_ask_about_what_was_in_flight() {
    let dir = tempfile::tempdir().unwrap();
    let (once, again) = {
        let house = House::open(dir.path());
        let once = standard(
            &house,
            "    - {id: one, action: {command: {run: [x]}}, undo: none}\n",
        );
        let again = standard(
            &house,
            "    - {id: two, action: {command: {run: [x]}}, undo: none, idempotent: true}\n",
        );
        for id in [once, again] {
            house
                .say(&house.person("engineer"), id, Command::Start)
                .unwrap();
        }
        (once, again)
    };
    std::fs::remove_dir_all(dir.path().join("runs")).unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    house.wait_for(once, "the halt", |c| c.run.status == RunStatus::Halted);
    house.clock.pass(std::time::Duration::from_secs(5));
    house.wait_for(again, "the end", |c| c.run.status == RunStatus::Finished);
    assert_eq!(house.runner.asked(), ["two forward 2"]);
    house.engine.stop();
}

// A stop does not wait for a step that continues without the server; the next start takes it up.
#[test]
fn a_stop_leaves_what_hangs() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    *house.runner.hangs.lock().unwrap() = Some("one forward".to_owned());
    let id = standard(
        &house,
        "    - {id: one, action: {command: {run: [x]}}, undo: none}\n",
    );
    house
        .say(&house.person("engineer"), id, Command::Start)
        .unwrap();
    while house.runner.asked().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let began = std::time::Instant::now();
    house.engine.stop();
    assert!(began.elapsed() < std::time::Duration::from_secs(10));
}
