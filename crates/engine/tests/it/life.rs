//! The life of a change through the one write path.

use std::time::Duration;

use placet_domain::ChangeId;
use placet_domain::change::{Because, Close, Command, Outcome, Tick};
use placet_domain::plan::{RunStatus, StepStatus};
use placet_domain::process::ClosureCode;
use placet_engine::ExecuteError;

use crate::house::House;

fn fail(message: &str) -> Outcome {
    Outcome::Failed {
        message: message.to_owned(),
        give_up: false,
    }
}

/// Opens a standard change of the itil4 process, which is authorized with its template, with these steps.
pub(crate) fn standard(house: &House, steps: &str) -> ChangeId {
    let who = house.person("engineer");
    let request = format!(
        "process: itil4\nmodel: standard\ntitle: Renew the certificate\ndescription: x\nreason: x\n\
         template: certificate\nservices: [web]\nplan:\n  steps:\n{steps}"
    );
    let id = house.open_change(&who, &request);
    house.say(&who, id, Command::Submit).unwrap();
    id
}

fn chain(steps: &[&str]) -> String {
    steps
        .iter()
        .map(|id| {
            format!(
                "    - {{id: {id}, action: {{command: {{run: [x]}}}}, undo: {{command: {{run: [y]}}}}, retry_pause: 0s}}\n"
            )
        })
        .collect()
}

#[test]
fn a_change_runs_to_its_end_and_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    let id = standard(&house, &chain(&["one", "two", "three"]));
    house.say(&who, id, Command::Start).unwrap();
    let change = house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    assert_eq!(change.state.as_str(), "implemented");
    assert_eq!(
        house.runner.asked(),
        ["one forward 1", "two forward 1", "three forward 1"]
    );
    let tick = Tick {
        checklist: "after".to_owned(),
        ..Tick::default()
    };
    house.say(&who, id, Command::Tick(tick)).unwrap();
    let fields = [("result".parse().unwrap(), "fine".into())].into();
    house
        .say(
            &who,
            id,
            Command::Verify(placet_domain::change::FillRecord { fields }),
        )
        .unwrap();
    let fields = [("goal_met".parse().unwrap(), true.into())].into();
    house
        .say(
            &who,
            id,
            Command::Close(Close {
                code: ClosureCode::Successful,
                fields,
            }),
        )
        .unwrap();
    assert_eq!(house.change(id).state.as_str(), "closed");
    house.engine.stop();
}

// I4, I6 and 000.B3: steps are undone in reverse order, and no forward step follows.
#[test]
fn a_failed_step_is_backed_out_in_reverse() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    house.runner.answer("three forward", vec![fail("no")]);
    let id = standard(&house, &chain(&["one", "two", "three", "four"]));
    house
        .say(&house.person("engineer"), id, Command::Start)
        .unwrap();
    let change = house.wait_for(id, "the back-out", |c| c.run.status == RunStatus::BackedOut);
    assert_eq!(change.state.as_str(), "rolled_back");
    assert_eq!(
        house.runner.asked(),
        [
            "one forward 1",
            "two forward 1",
            "three forward 1",
            "three undo 1",
            "two undo 1",
            "one undo 1"
        ]
    );
    house.engine.stop();
}

// Z17: a failed undo is tried three times, goes no further, and waits for a person, who may skip or retry.
#[test]
fn a_failing_undo_is_stuck_until_a_person_decides() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    house.runner.answer("two forward", vec![fail("no")]);
    house
        .runner
        .answer("one undo", vec![fail("a"), fail("b"), fail("c")]);
    let id = standard(&house, &chain(&["one", "two"]));
    house.say(&who, id, Command::Start).unwrap();
    let change = house.wait_for(id, "being stuck", |c| c.run.status == RunStatus::Stuck);
    assert_eq!(
        change.run.steps[&"one".parse().unwrap()].status,
        StepStatus::UndoFailed
    );
    assert_eq!(change.state.as_str(), "rollback_failed");
    assert_eq!(
        house
            .engine
            .store()
            .inbox(&who.parse().unwrap(), &[].into())
            .unwrap()
            .len(),
        1
    );
    let again = placet_domain::change::OfStep {
        step: Some("one".parse().unwrap()),
        reason: "mended".to_owned(),
    };
    house.say(&who, id, Command::Retry(again)).unwrap();
    house.wait_for(id, "the back-out", |c| c.run.status == RunStatus::BackedOut);
    house.engine.stop();
}

// T21: an abort reaches a step that would never end.
#[test]
fn an_abort_calls_off_a_step_that_hangs() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    *house.runner.hangs.lock().unwrap() = Some("two forward".to_owned());
    let id = standard(&house, &chain(&["one", "two"]));
    house.say(&who, id, Command::Start).unwrap();
    house.wait_for(id, "the second step", |c| {
        c.run.steps.contains_key(&"two".parse().unwrap())
    });
    house
        .say(
            &who,
            id,
            Command::Abort(Because {
                reason: "wrong host".to_owned(),
            }),
        )
        .unwrap();
    house.wait_for(id, "the back-out", |c| c.run.status == RunStatus::BackedOut);
    house.engine.stop();
}

#[test]
fn retries_and_waits_come_at_their_time() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    house
        .runner
        .answer("probe forward", vec![fail("not yet"), fail("not yet")]);
    let steps = "    - {id: pause, action: {wait: 1h}, timeout: 2h, undo: none}\n    \
                 - {id: probe, action: {command: {run: [x]}}, undo: none, idempotent: true, retries: 2, retry_pause: 10m}\n";
    let id = standard(&house, steps);
    house
        .say(&house.person("engineer"), id, Command::Start)
        .unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert!(house.runner.asked().is_empty(), "an hour has not passed");
    house.clock.pass(Duration::from_secs(3600));
    house.wait_for(id, "the first attempt", |c| {
        c.run.step(&"probe".parse().unwrap()).attempts == 2
    });
    house.clock.pass(Duration::from_secs(600));
    house.wait_for(id, "the second attempt", |c| {
        c.run.step(&"probe".parse().unwrap()).attempts == 3
    });
    house.clock.pass(Duration::from_secs(600));
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    house.engine.stop();
}

// T4: a replayed command has no second effect, and its key cannot carry another one.
#[test]
fn an_idempotency_key_answers_with_the_first_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    let id = standard(&house, &chain(&["one"]));
    let who = house.person("peer");
    let order = |text: &str| placet_engine::Invocation {
        actor: placet_domain::change::Actor::Person(who.parse().unwrap()),
        change: Some(id),
        command: Command::Comment(placet_domain::change::Comment {
            text: text.to_owned(),
        }),
        expected: None,
        key: Some("k1".to_owned()),
    };
    let first = house.engine.execute(&order("hello")).unwrap();
    let again = house.engine.execute(&order("hello")).unwrap();
    assert!(again.replayed && again.position == first.position);
    assert!(matches!(
        house.engine.execute(&order("other")),
        Err(ExecuteError::KeyReused)
    ));
}

// I12: two running changes never hold one target; the second may start when the first has ended.
#[test]
fn a_target_is_held_by_one_change_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    *house.runner.hangs.lock().unwrap() = Some("a forward".to_owned());
    let first = standard(
        &house,
        "    - {id: a, action: {command: {run: [x]}}, undo: none, targets: [web-1]}\n",
    );
    let second = standard(
        &house,
        "    - {id: b, action: {command: {run: [x]}}, undo: none, targets: [web-1]}\n",
    );
    house.say(&who, first, Command::Start).unwrap();
    let refused = house.say(&who, second, Command::Start).unwrap_err();
    let ExecuteError::Rejected(rejection) = refused else {
        panic!("{refused}")
    };
    assert_eq!(rejection.reasons[0].code, "target_claimed");
    house
        .say(
            &who,
            first,
            Command::Abort(Because {
                reason: "make room".to_owned(),
            }),
        )
        .unwrap();
    house.wait_for(first, "the back-out", |c| {
        c.run.status == RunStatus::BackedOut
    });
    house.say(&who, second, Command::Start).unwrap();
    house.engine.stop();
}

// A hold stops the next step without further commands, and its release lets the run continue.
#[test]
fn a_hold_waits_and_its_release_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    let steps = "    - {id: pause, action: {wait: 1m}, undo: none}\n    \
                 - {id: two, action: {command: {run: [x]}}, undo: none}\n";
    let id = standard(&house, steps);
    house.say(&who, id, Command::Start).unwrap();
    let because = |reason: &str| Because {
        reason: reason.to_owned(),
    };
    house
        .say(&who, id, Command::Hold(because("look first")))
        .unwrap();
    house.clock.pass(Duration::from_secs(60));
    let held = house.wait_for(id, "the first step", |c| {
        c.run.step(&"pause".parse().unwrap()).status == StepStatus::Succeeded
    });
    // The decision about what may begin is made with the outcome before it. A worker asks the runner later.
    let next = held.run.step(&"two".parse().unwrap()).status;
    assert_eq!(next, StepStatus::Pending);
    assert!(house.runner.asked().is_empty());
    house
        .say(&who, id, Command::Release(because("fine")))
        .unwrap();
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    house.engine.stop();
}

// I12: undoing a finished change takes its targets again. It is refused, by name, while another change holds one.
#[test]
fn a_finished_change_is_not_backed_out_under_another() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    let step = |id: &str| {
        format!(
            "    - {{id: {id}, action: {{command: {{run: [x]}}}}, undo: {{command: {{run: [y]}}}}, targets: [web-1]}}\n"
        )
    };
    let first = standard(&house, &step("a"));
    house.say(&who, first, Command::Start).unwrap();
    house.wait_for(first, "the end", |c| c.run.status == RunStatus::Finished);
    *house.runner.hangs.lock().unwrap() = Some("b forward".to_owned());
    let second = standard(&house, &step("b"));
    house.say(&who, second, Command::Start).unwrap();
    let back_out = || {
        Command::BackOut(Because {
            reason: "it was wrong".to_owned(),
        })
    };
    let refused = house.say(&who, first, back_out()).unwrap_err();
    let ExecuteError::Rejected(rejection) = refused else {
        panic!("{refused}")
    };
    assert_eq!(rejection.reasons[0].code, "target_claimed");
    house
        .say(
            &who,
            second,
            Command::Abort(Because {
                reason: "make room".to_owned(),
            }),
        )
        .unwrap();
    house.wait_for(second, "the back-out", |c| {
        c.run.status == RunStatus::BackedOut
    });
    house.say(&who, first, back_out()).unwrap();
    house.wait_for(first, "the back-out", |c| {
        c.run.status == RunStatus::BackedOut
    });
    house.engine.stop();
}
