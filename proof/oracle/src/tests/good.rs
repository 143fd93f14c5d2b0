//! Histories in which nothing is wrong.

use serde_json::json;

use super::broken;
use super::story::Story;

/// Tells a change that runs to its end and is closed.
pub(super) fn finished(number: u64) -> Story {
    let mut story = Story::default();
    tell_finished(&mut story, number);
    story
}

pub(super) fn tell_finished(story: &mut Story, number: u64) {
    story
        .started(number)
        .does(number, "a")
        .does(number, "b")
        .does(number, "c")
        .says(number, "RunFinished");
    story.enters(number, "closed", "closed");
    story.tell(
        number,
        json!({"type": "ChangeClosed", "code": "successful"}),
    );
    story.tell(number, json!({"type": "CommentAdded", "text": "thanks"}));
}

/// Returns a change whose second step fails, and which is undone and checked.
pub(super) fn backed_out() -> Story {
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .begins(1, "b", "forward", 1)
        .has(1, "do", "b", "forward", 1)
        .fails(1, "b", 1);
    story.back_out(1, &["a", "b"]).undoes(1, "b").undoes(1, "a");
    story
        .begins(1, "a", "after_back_out", 1)
        .has(1, "after", "a", "after_back_out", 1);
    story.says(1, "BackoutFinished");
    story
}

#[test]
fn a_good_history_breaks_no_law() {
    assert_eq!(broken(&finished(1).case), [""; 0]);
    assert_eq!(broken(&backed_out().case), [""; 0]);
    let mut two = finished(1);
    tell_finished(&mut two, 2);
    assert_eq!(broken(&two.case), [""; 0]);
}

#[test]
fn what_was_ordered_anew_may_happen_again() {
    let mut story = Story::default();
    story
        .started(1)
        .begins(1, "a", "forward", 1)
        .has(1, "do", "a", "forward", 1)
        .unknown(1, "a", "forward", 1);
    story
        .tell(1, json!({"type": "RunHalted", "reason": "x"}))
        .ordered(1, "a");
    story
        .begins(1, "a", "forward", 2)
        .has(1, "do", "a", "forward", 2);
    story.tell(
        1,
        json!({"type": "StepSucceeded", "step": "a", "attempt": 2}),
    );
    story.does(1, "b").does(1, "c").says(1, "RunFinished");
    assert_eq!(broken(&story.case), [""; 0]);
}

#[test]
fn what_a_probe_does_not_find_may_be_begun_again() {
    let mut story = Story::default();
    story
        .started(1)
        .does(1, "a")
        .does(1, "b")
        .begins(1, "c", "forward", 1)
        .unknown(1, "c", "forward", 1);
    story.begins(1, "c", "probe", 1).not_begun(1, "c", "probe");
    story
        .begins(1, "c", "forward", 2)
        .has(1, "http-do", "c", "forward", 0);
    story
        .tell(
            1,
            json!({"type": "StepSucceeded", "step": "c", "attempt": 2}),
        )
        .says(1, "RunFinished");
    assert_eq!(broken(&story.case), [""; 0]);
}

#[test]
fn a_lost_shim_of_an_idempotent_step_is_followed_by_another() {
    let mut story = finished(1);
    story.case.runs = "/runs".into();
    story.has(1, "do", "b", "forward", 1);
    assert_eq!(broken(&story.case), ["I3"]);
    let slot = format!("/runs/{}/b-do-1/action-0", super::story::change(1));
    story.case.killed_shims.insert(slot.into(), 1);
    assert_eq!(broken(&story.case), [""; 0]);
}

#[test]
fn checks_that_cannot_pass_have_an_end_that_a_person_answers_for() {
    let mut story = Story::default();
    story.started(1).does(1, "a").back_out(1, &["a"]);
    story.undoes(1, "a").begins(1, "a", "after_back_out", 1);
    story.tell(1, json!({"type": "BackoutStuck", "reason": "x"}));
    story.tell(
        1,
        json!({"type": "ChecksSkipped", "reason": "the probe is wrong"}),
    );
    story.says(1, "BackoutFinished");
    assert_eq!(broken(&story.case), [""; 0]);
}
