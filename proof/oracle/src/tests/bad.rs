//! Histories in which something is wrong: each breaks the law that it is made for.

use serde_json::json;

use super::good::{backed_out, finished, tell_finished};
use super::story::{Story, change, digest};
use super::{Case, broken};
use crate::Receipt;

/// Checks that the story breaks this law, and no other.
#[track_caller]
fn breaks(law: &str, case: &Case) {
    assert_eq!(broken(case), [law], "{:?}", crate::judge(case));
}

#[test]
fn i1_an_effect_without_an_intent() {
    let mut story = finished(1);
    story.has(1, "do", "a", "forward", 2);
    breaks("I1", &story.case);
    let mut story = finished(1);
    // It was known before it was decided.
    story.case.effects[0].fence = 4;
    assert!(broken(&story.case).contains(&"I1"));
    let mut story = finished(1);
    story.has(7, "do", "a", "forward", 1);
    breaks("I1", &story.case);
    let mut story = finished(1);
    story.has(1, "http-undo", "c", "undo", 0);
    breaks("I1", &story.case);
}

#[test]
fn i2_a_step_without_authorization() {
    let mut story = Story::default();
    story.opened(1).tell(
        1,
        json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
    );
    story.tell(
        1,
        json!({"type": "ChangeStarted", "implementer": "ada", "digest": digest("d")}),
    );
    story.does(1, "a").says(1, "RunFinished");
    breaks("I2", &story.case);
    let mut story = Story::default();
    story.opened(1).tell(
        1,
        json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
    );
    story.tell(
        1,
        json!({"type": "ChangeAuthorized", "digest": digest("d"), "by": ["bob"]}),
    );
    breaks("I2", &story.case);
}

#[test]
fn i3_the_same_attempt_twice() {
    let mut story = Story::default();
    story.started(1).does(1, "a").begins(1, "a", "forward", 1);
    story
        .tell(
            1,
            json!({"type": "StepSucceeded", "step": "a", "attempt": 1}),
        )
        .says(1, "RunFinished");
    breaks("I3", &story.case);
}

#[test]
fn i3_a_second_effect_of_one_attempt() {
    for (kind, step) in [("do", "a"), ("do", "b"), ("http-do", "c")] {
        let mut story = Story::default();
        story
            .started(1)
            .does(1, "a")
            .does(1, "b")
            .does(1, "c")
            .says(1, "RunFinished");
        story.has(1, kind, step, "forward", 1);
        breaks("I3", &story.case);
    }
}

#[test]
fn i3_a_step_that_is_not_idempotent_is_repeated_silently() {
    for how in ["failed", "unknown"] {
        let mut story = Story::default();
        story
            .started(1)
            .begins(1, "a", "forward", 1)
            .has(1, "do", "a", "forward", 1);
        match how {
            "failed" => story.fails(1, "a", 1),
            _ => story.unknown(1, "a", "forward", 1),
        };
        story
            .begins(1, "a", "forward", 2)
            .has(1, "do", "a", "forward", 2);
        story
            .tell(
                1,
                json!({"type": "StepSucceeded", "step": "a", "attempt": 2}),
            )
            .says(1, "RunFinished");
        breaks("I3", &story.case);
    }
}

#[test]
fn i3_a_step_begins_while_it_runs() {
    let mut story = Story::default();
    story
        .started(1)
        .begins(1, "b", "forward", 1)
        .begins(1, "b", "forward", 2);
    story
        .tell(
            1,
            json!({"type": "StepFailed", "step": "b", "attempt": 2, "message": ""}),
        )
        .says(1, "RunFinished");
    breaks("I3", &story.case);
}

#[test]
fn i4_a_forward_step_after_the_back_out_began() {
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .back_out(1, &["a"])
        .does(1, "b")
        .undoes(1, "a");
    story
        .begins(1, "a", "after_back_out", 1)
        .has(1, "after", "a", "after_back_out", 1);
    story.says(1, "BackoutFinished");
    breaks("I4", &story.case);
}

#[test]
fn i5_something_happens_after_the_end() {
    let mut story = finished(1);
    story.tell(1, json!({"type": "ChangeHeld", "reason": "x"}));
    breaks("I5", &story.case);
    let mut story = backed_out();
    story.ordered(1, "a");
    breaks("I5", &story.case);
}

#[test]
fn i6_backed_out_and_not_undone() {
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .does(1, "b")
        .back_out(1, &["a", "b"])
        .undoes(1, "b");
    story
        .begins(1, "a", "after_back_out", 1)
        .has(1, "after", "a", "after_back_out", 1);
    story.says(1, "BackoutFinished");
    breaks("I6", &story.case);
}

#[test]
fn i6_backed_out_and_not_checked() {
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .back_out(1, &["a"])
        .undoes(1, "a")
        .says(1, "BackoutFinished");
    breaks("I6", &story.case);
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .back_out(1, &["a"])
        .undoes(1, "a");
    story
        .begins(1, "a", "after_back_out", 1)
        .says(1, "BackoutFinished");
    breaks("I6", &story.case);
}

#[test]
fn i7_a_contributor_counts() {
    let mut story = Story::default();
    story.opened(1).tell(
        1,
        json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
    );
    story.approved(1, "ada", "d");
    story.tell(
        1,
        json!({"type": "ChangeAuthorized", "digest": digest("d"), "by": ["ada"]}),
    );
    breaks("I7", &story.case);
}

#[test]
fn i8_authorized_or_begun_for_another_digest() {
    let mut story = Story::default();
    story.opened(1).tell(
        1,
        json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
    );
    story.approved(1, "bob", "e").tell(
        1,
        json!({"type": "ChangeAuthorized", "digest": digest("e"), "by": ["bob"]}),
    );
    breaks("I8", &story.case);
    let mut story = Story::default();
    story.authorized(1).tell(
        1,
        json!({"type": "ChangeStarted", "implementer": "ada", "digest": digest("e")}),
    );
    story.does(1, "a").says(1, "RunFinished");
    breaks("I8", &story.case);
}

#[test]
fn i10_an_acknowledged_event_is_not_there() {
    let mut story = finished(1);
    let stream = story.case.history.streams.get_mut(&change(1)).unwrap();
    stream.0.pop();
    breaks("I10", &story.case);
    let mut story = finished(1);
    story.case.receipts.push(Receipt {
        change: change(1),
        version: 3,
        position: 4,
    });
    breaks("I10", &story.case);
    let mut story = finished(1);
    story.case.receipts.clear();
    // The comment after the end is gone, but it had not been acknowledged to any caller. A gap in the middle is still a
    // gap.
    let stream = story.case.history.streams.get_mut(&change(1)).unwrap();
    let ended = stream.0.len() - 3;
    stream.0.remove(ended);
    breaks("I10", &story.case);
}

#[test]
fn i12_two_changes_hold_one_target() {
    let mut story = Story::default();
    story.started(1);
    tell_finished(&mut story, 2);
    story.does(1, "a").says(1, "RunFinished");
    breaks("I12", &story.case);
}

#[test]
fn i12_a_file_is_not_what_the_last_change_wrote() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut story = Story::default();
    story.opened(1);
    let plan = json!({"steps": [{"id": "w", "undo": "previous",
        "action": {"write": {"path": file.path(), "content": "new"}}}]});
    story.tell(
        1,
        json!({"type": "ChangeEdited", "plan": plan, "material": true}),
    );
    story.tell(
        1,
        json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
    );
    story.tell(
        1,
        json!({"type": "ChangeAuthorized", "digest": digest("d"), "by": []}),
    );
    story.tell(
        1,
        json!({"type": "ChangeStarted", "implementer": "ada", "digest": digest("d")}),
    );
    story.begins(1, "w", "forward", 1).tell(
        1,
        json!({"type": "StepSucceeded", "step": "w", "attempt": 1}),
    );
    story.says(1, "RunFinished");
    breaks("I12", &story.case);
    std::fs::write(file.path(), "new").unwrap();
    assert_eq!(broken(&story.case), [""; 0]);
    // An undo that failed may still have had its effect.
    story.begins(1, "w", "undo", 1).tell(
        1,
        json!({"type": "UndoFailed", "step": "w", "attempt": 1, "message": "m"}),
    );
    std::fs::write(file.path(), "half").unwrap();
    assert!(!broken(&story.case).contains(&"I12"));
}

#[test]
fn i13_a_run_that_does_not_end() {
    let mut story = Story::default();
    story.started(1).does(1, "a");
    breaks("I13", &story.case);
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .begins(1, "b", "forward", 1)
        .says(1, "RunFinished");
    breaks("I13", &story.case);
}

#[test]
fn p2_an_outcome_that_is_not_true() {
    let mut story = Story::default();
    story.started(1).begins(1, "a", "forward", 1);
    story
        .tell(
            1,
            json!({"type": "StepSucceeded", "step": "a", "attempt": 1}),
        )
        .says(1, "RunFinished");
    breaks("P2", &story.case);
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .back_out(1, &["a"])
        .begins(1, "a", "undo", 1);
    story.tell(1, json!({"type": "StepUndone", "step": "a", "attempt": 1}));
    story
        .begins(1, "a", "after_back_out", 1)
        .has(1, "after", "a", "after_back_out", 1);
    story.says(1, "BackoutFinished");
    breaks("P2", &story.case);
}
