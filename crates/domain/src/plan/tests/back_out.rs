//! What is undone, in which order, and what then still needs a person.

use jiff::Timestamp;

use super::*;
use placet_language::process::BackOutKind;

fn backing_out(steps: &[(&str, StepStatus)]) -> Run {
    let scope = steps.iter().map(|(step, _)| id(step)).collect();
    Run {
        back_out: Some(BackOutRun {
            kind: BackOutKind::Immediate,
            trigger: "test".to_owned(),
            scope,
            started_at: Timestamp::UNIX_EPOCH,
        }),
        ..run(RunStatus::BackingOut, steps)
    }
}

// I6: in reverse, and only when everything that depends on a step is undone.
#[test]
fn a_back_out_goes_in_reverse() {
    use StepStatus::*;
    let next =
        |steps: &[(&str, StepStatus)]| ids(&next_undo(&diamond(), &backing_out(steps))).join(" ");
    assert_eq!(
        next(&[("a", Succeeded), ("b", Succeeded), ("c", Succeeded)]),
        "c b"
    );
    assert_eq!(next(&[("a", Succeeded), ("b", Undone), ("c", Undoing)]), "");
    assert_eq!(
        next(&[("a", Succeeded), ("b", Undone), ("c", UndoSkipped)]),
        "a"
    );
    assert_eq!(
        next(&[("a", Succeeded), ("b", Undone), ("c", UndoFailed)]),
        ""
    );
    // Left out after it had failed: it may have left something behind.
    assert_eq!(next(&[("a", Succeeded), ("b", Skipped)]), "b");
    // Of an attempt that never began nothing is left.
    assert_eq!(next(&[("a", Succeeded), ("b", Pending)]), "a");
    // By way of a step that is not part of the back-out.
    assert_eq!(next(&[("a", Succeeded), ("e", Succeeded)]), "e");
    let forward = Run {
        status: RunStatus::Forward,
        ..backing_out(&[("a", Succeeded)])
    };
    assert!(next_undo(&diamond(), &forward).is_empty());
    assert!(next_undo(&diamond(), &run(RunStatus::BackingOut, &[("a", Succeeded)])).is_empty());
}

#[test]
fn a_partial_back_out_covers_what_hangs_together_with_the_trouble() {
    use StepStatus::*;
    let plan = plan(&format!(
        "
- {{id: a, {COMMAND}}}
- {{id: b, {COMMAND}}}
- {{id: c, after: [], {COMMAND}}}
- {{id: d, {COMMAND}}}
- {{id: e, after: [], {COMMAND}}}
"
    ));
    let scope = |kind, steps: &[(&str, StepStatus)]| {
        let scope = back_out_scope(&plan, &run(RunStatus::Halted, steps), kind);
        ids(&scope).join(" ")
    };
    let steps = [
        ("a", Succeeded),
        ("b", Failed),
        ("c", Succeeded),
        ("e", Succeeded),
    ];
    assert_eq!(scope(BackOutKind::Immediate, &steps), "a b c e");
    assert_eq!(scope(BackOutKind::Partial, &steps), "a b");
    for trouble in [Failed, Unknown, Running] {
        let steps = [("a", Succeeded), ("c", trouble), ("d", Pending)];
        assert_eq!(scope(BackOutKind::Partial, &steps), "c");
    }
    // Also what hangs together by way of others.
    let ran = [
        ("a", Succeeded),
        ("b", Succeeded),
        ("c", Succeeded),
        ("d", Failed),
    ];
    let whole = back_out_scope(
        &diamond(),
        &run(RunStatus::Halted, &ran),
        BackOutKind::Partial,
    );
    assert_eq!(ids(&whole), ["a", "b", "c", "d"]);
    // With nothing in trouble it covers all that ran.
    let steps = [("a", Succeeded), ("c", Succeeded), ("d", Pending)];
    assert_eq!(scope(BackOutKind::Partial, &steps), "a c");
}

// What still stands in the way of a back-out, the causes first.
#[test]
fn what_is_left_of_a_back_out_is_told_with_its_reason() {
    use StepStatus::*;
    let plan = plan(
        "
- {id: plain, action: {command: {run: [x]}}, undo: {command: {run: [y]}}}
- {id: never, after: [], action: {command: {run: [x]}}, reversibility: irreversible, undo: none}
- {id: silent, after: [], action: {command: {run: [x]}}}
- {id: half, after: [], action: {command: {run: [x]}}, undo: {command: {run: [y]}}, undo_safe_if_partial: false}
- {id: look, after: [], action: {http: {url: 'https://shop.example.org/health'}}, undo_safe_if_partial: false}
- {id: put, after: [], action: {write: {path: /etc/x, content: x}}}
- {id: last, after: [plain], action: {command: {run: [x]}}, undo: {command: {run: [y]}}}
",
    );
    let steps = [
        ("plain", Succeeded),
        ("never", Succeeded),
        ("silent", Succeeded),
        ("half", Failed),
        ("look", Failed),
        ("put", Succeeded),
        ("last", UndoFailed),
    ];
    let run = backing_out(&steps);
    let mut left: Vec<(String, &str)> = still_to_undo(&plan, &run)
        .into_iter()
        .map(|(step, why)| (step.to_string(), why))
        .collect();
    let waits = "it waits for another step's undo";
    let causes = left.iter().take_while(|(_, why)| *why != waits).count();
    assert!(left.iter().skip(causes).all(|(_, why)| *why == waits));
    left.sort();
    let told: Vec<(&str, &str)> = left
        .iter()
        .map(|(step, why)| (step.as_str(), *why))
        .collect();
    assert_eq!(
        told,
        [
            (
                "half",
                "it may have run half-way and its undo is not safe then"
            ),
            ("last", "its undo failed"),
            ("look", waits),
            ("never", "it is irreversible"),
            ("plain", waits),
            ("put", waits),
            ("silent", "the plan names no undo for it"),
        ]
    );
    // What needs no person is undone, the last written first.
    assert_eq!(ids(&next_undo(&plan, &run)), ["put", "look"]);
    let mut flying = backing_out(&[("plain", Undone)]);
    assert!(still_to_undo(&plan, &flying).is_empty());
    for (direction, is_open) in [(Direction::Undo, true), (Direction::AfterBackOut, false)] {
        flying.in_flight = vec![InFlight {
            step: id("plain"),
            direction,
            attempt: 1,
        }];
        assert_eq!(!still_to_undo(&plan, &flying).is_empty(), is_open);
    }
}

#[test]
fn undoing_is_nothing_where_nothing_was_left() {
    let plan = plan(
        "
- {id: wait, action: {wait: 5m}}
- {id: get, action: {http: {url: 'https://shop.example.org/'}}}
- {id: head, action: {http: {url: 'https://shop.example.org/', method: HEAD}}}
- {id: post, action: {http: {url: 'https://shop.example.org/', method: POST}}}
- {id: told, action: {command: {run: [x]}}, undo: none}
- {id: command, action: {command: {run: [x]}}}
- {id: put, action: {write: {path: /etc/x, content: x}}}
- {id: back, action: {write: {path: /etc/x, content: x}}, undo: previous}
- {id: own, action: {write: {path: /etc/x, content: x}}, undo: {command: {run: [y]}}}
",
    );
    let which = |holds: fn(&Step) -> bool| {
        let steps = plan.steps.iter().filter(|step| holds(step));
        steps
            .map(|step| step.id.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(which(nothing_to_undo), "wait get head told");
    assert_eq!(which(restores_previous), "put back");
}
