//! What can begin, and what a plan holds, of runs made by hand: no one step of a run stands for another.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod back_out;

use jiff::SignedDuration;

use super::*;
use crate::fixture::plan;
use placet_language::ids::StepId;
use placet_language::lead::Elapsed;

fn id(id: &str) -> StepId {
    id.parse().unwrap()
}

fn ids(steps: &[StepId]) -> Vec<&str> {
    steps.iter().map(StepId::as_str).collect()
}

/// A run with steps in these states, written `a: succeeded`; all but pending ones have had an effect.
fn run(status: RunStatus, steps: &[(&str, StepStatus)]) -> Run {
    let part = |status: StepStatus| StepRun {
        status,
        touched: !matches!(status, StepStatus::Pending | StepStatus::Running),
        ..StepRun::default()
    };
    let steps = steps.iter().map(|(step, status)| (id(step), part(*status)));
    Run {
        status,
        steps: steps.collect(),
        ..Run::default()
    }
}

const COMMAND: &str = "action: {command: {run: [x]}}, undo: {command: {run: [y]}}";

/// `a`, then `b` and `c` beside each other, then `d` after both, then `e` after `d`.
fn diamond() -> Plan {
    plan(&format!(
        "
- {{id: a, {COMMAND}}}
- {{id: b, {COMMAND}}}
- {{id: c, after: [a], {COMMAND}}}
- {{id: d, after: [b, c], {COMMAND}}}
- {{id: e, {COMMAND}}}
"
    ))
}

#[test]
fn a_step_begins_when_all_before_it_are_done_or_left_out() {
    use StepStatus::*;
    let next = |steps: &[(&str, StepStatus)]| {
        let run = run(RunStatus::Forward, steps);
        let next = next_forward(&diamond(), &run);
        ids(&next).join(" ")
    };
    assert_eq!(next(&[]), "a");
    assert_eq!(next(&[("a", Running)]), "");
    assert_eq!(next(&[("a", Failed)]), "");
    assert_eq!(next(&[("a", Succeeded)]), "b c");
    assert_eq!(next(&[("a", Skipped), ("b", Running)]), "c");
    assert_eq!(next(&[("a", Succeeded), ("b", Succeeded)]), "c");
    let three = [("a", Succeeded), ("b", Succeeded), ("c", Skipped)];
    assert_eq!(next(&three), "d");
    assert!(!is_complete(&diamond(), &run(RunStatus::Forward, &three)));
    let all = ["a", "b", "c", "d", "e"].map(|step| (step, Succeeded));
    assert_eq!(next(&all), "");
    assert!(is_complete(&diamond(), &run(RunStatus::Forward, &all)));
}

// I4: nothing begins while a person holds it back, nor once it no longer goes forward.
#[test]
fn nothing_begins_in_a_run_that_is_paused_or_does_not_go_forward() {
    let going = run(RunStatus::Forward, &[]);
    let paused = Run {
        paused: true,
        ..going.clone()
    };
    assert!(next_forward(&diamond(), &paused).is_empty());
    for status in [
        RunStatus::Idle,
        RunStatus::Finished,
        RunStatus::Halted,
        RunStatus::BackingOut,
        RunStatus::Checking,
        RunStatus::BackedOut,
        RunStatus::Stuck,
    ] {
        assert!(next_forward(&diamond(), &run(status, &[])).is_empty());
    }
}

#[test]
fn the_first_failure_is_told_with_its_reason() {
    use StepStatus::*;
    let mut run = run(
        RunStatus::Forward,
        &[
            ("a", Succeeded),
            ("b", Unknown),
            ("c", Failed),
            ("d", Failed),
        ],
    );
    run.steps.get_mut(&id("c")).unwrap().message = "exit code 1".to_owned();
    let told = first_failure(&diamond(), &run);
    assert_eq!(told, Some((id("c"), "exit code 1".to_owned())));
    assert!(has_failed(&diamond(), &run));
    run.steps.retain(|step, _| *step < id("c"));
    assert!(!has_failed(&diamond(), &run));
}

// I12: named targets, and every file and link that a step replaces.
#[test]
fn a_plan_holds_what_its_steps_name_and_replace() {
    let plan = plan(
        "
- {id: a, action: {install: {from: /srv/new/2.0/, into: /opt/shop/, link: /opt/shop/live}}, targets: [web-1]}
- {id: b, action: {install: {from: /srv/new/2.0, into: /opt/pay, name: two, link: /opt/pay/live}}}
- {id: c, action: {write: {path: /etc/shop.conf, content: x}}, targets: [web-1, web-2]}
- {id: d, action: {wait: 5m}}
",
    );
    let held: Vec<String> = targets(&plan).into_iter().collect();
    assert_eq!(
        held,
        [
            "file:/etc/shop.conf",
            "file:/opt/pay/live",
            "file:/opt/pay/two",
            "file:/opt/shop/2.0",
            "file:/opt/shop/live",
            "web-1",
            "web-2",
        ]
    );
}

// The longest path, not the sum: the estimate of a step is its own, else the process's, else half an hour.
#[test]
fn the_estimate_is_the_longest_path() {
    let plan = plan(&format!(
        "
- {{id: a, estimate: 10m, {COMMAND}}}
- {{id: b, estimate: 20m, {COMMAND}}}
- {{id: c, after: [a], estimate: 1m, {COMMAND}}}
- {{id: d, after: [b, c], {COMMAND}}}
"
    ));
    let minutes = |default: Option<i64>| {
        let default = default.map(|minutes| Elapsed(SignedDuration::from_mins(minutes)));
        estimate(&plan, default).as_mins()
    };
    assert_eq!((minutes(None), minutes(Some(5))), (60, 35));
}

// A plan is compared by what it says, and told apart from its equal by where it stands.
#[test]
fn a_fixed_plan_equals_another_of_the_same_steps() {
    let fixed = FixedPlan::from(diamond());
    let equal = FixedPlan::from(diamond());
    let mut other = diamond();
    other.steps.pop();
    let other = FixedPlan::from(other);
    assert!(fixed.is_same(&fixed.clone()) && !fixed.is_same(&equal));
    assert!(fixed == fixed.clone() && fixed == equal);
    assert!(fixed != other);
}

#[test]
fn what_a_step_may_have_left_behind() {
    use StepStatus::*;
    let part = |status, touched| StepRun {
        status,
        touched,
        ..StepRun::default()
    };
    let ran =
        [Pending, Running, Succeeded, Failed].map(|status| part(status, false).may_have_run());
    assert_eq!(ran, [false, true, false, false]);
    assert!(part(Pending, true).may_have_run());
    for status in [Failed, Unknown] {
        assert!(part(status, false).is_partly_done());
    }
    for status in [Pending, Skipped] {
        assert!(part(status, true).is_partly_done() && !part(status, false).is_partly_done());
    }
    for status in [Running, Succeeded, Undoing, Undone] {
        assert!(!part(status, true).is_partly_done());
    }
    let counted = StepRun {
        attempts: 2,
        undo_attempts: 3,
        probe_attempts: 4,
        ..StepRun::default()
    };
    let of = |way| counted.attempts_of(way);
    assert_eq!([Way::Forward, Way::Undo, Way::Probe].map(of), [2, 3, 4]);
}

// I12: from the start on until it is done or backed out, and stuck ones hold on.
#[test]
fn targets_are_held_while_effects_may_happen() {
    use RunStatus::*;
    let holds = |status| run(status, &[]).holds_targets();
    assert!(
        [Forward, Halted, BackingOut, Checking, Stuck]
            .into_iter()
            .all(holds)
    );
    assert!(![Idle, Finished, BackedOut].into_iter().any(holds));
}

#[test]
fn everything_that_waits_for_a_step_is_found() {
    let plan = diamond();
    let next = successors(&plan);
    let of = |step: &str| {
        next[&id(step)]
            .iter()
            .map(StepId::as_str)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (of("a"), of("b"), of("e")),
        (vec!["b", "c"], vec!["d"], vec![])
    );
    let all = all_successors(&plan, &id("b"));
    assert_eq!(all.into_iter().collect::<Vec<_>>(), [id("d"), id("e")]);
}

// A task of a person is theirs in the direction in which it stands.
#[test]
fn a_task_is_manual_in_its_own_direction() {
    let plan = plan(
        "
- {id: by_hand, action: {task: {text: Do it, by: a}}, undo: {task: {text: Undo it, by: a}}}
- {id: back_by_hand, action: {command: {run: [x]}}, undo: {task: {text: Put it back, by: a}}}
- {id: never, action: {command: {run: [x]}}, undo: {command: {run: [y]}}}
",
    );
    let texts = |direction| {
        let tasks = plan.steps.iter().map(|step| manual_task(step, direction));
        tasks
            .map(|task| task.map_or("", |task| task.text.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(Direction::Forward), ["Do it", "", ""]);
    assert_eq!(texts(Direction::Undo), ["Undo it", "Put it back", ""]);
    for direction in [Direction::Probe, Direction::AfterBackOut] {
        assert_eq!(texts(direction), ["", "", ""]);
    }
}
