//! Gates of work that is done or not: tests, checklists, monitoring, the review afterwards.

use crate::change::facts::Facts;
use crate::change::state::Change;
use placet_language::codes::Code;
use placet_language::condition::holds_or_not;
use placet_language::process::TestType;
use placet_language::reason::Reason;

pub(super) fn tests(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let tests = &facts.process.tests;
    let level = facts
        .process
        .models
        .get(&change.request.model)
        .and_then(|model| model.testing.as_ref());
    let asked = level
        .and_then(|level| tests.levels.get(level))
        .into_iter()
        .flatten();
    asked
        .filter_map(|kind| {
            let wanted = format!("test:{kind}");
            let latest = change
                .written
                .evidence
                .iter()
                .rev()
                .find(|evidence| evidence.kind == wanted);
            let (code, message) = match latest {
                Some(evidence) if counts(evidence.passed, tests.types.get(kind)) => return None,
                Some(evidence) if evidence.passed.is_none() => (
                    Code::TestUnread,
                    format!("the evidence of `{kind}` tests is not a report that can be read"),
                ),
                Some(evidence) => (
                    Code::TestFailed,
                    format!("`{kind}` tests did not pass: {}", evidence.summary),
                ),
                None => (
                    Code::TestMissing,
                    format!("there is no evidence of `{kind}` tests"),
                ),
            };
            let from = tests
                .types
                .get(kind)
                .map(|t| t.from.clone())
                .unwrap_or_default();
            Some(
                Reason::new(code, message, format!("attach evidence of kind `{wanted}`"))
                    .from(&from),
            )
        })
        .collect()
}

pub(super) fn monitoring(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let (Some(least), Some(finished)) = (
        facts.process.closure.monitor_at_least,
        change.times.finished,
    ) else {
        return Vec::new();
    };
    let until = finished.checked_add(least.0).unwrap_or(finished);
    if until <= facts.now {
        return Vec::new();
    }
    vec![Reason::new(
        Code::StillMonitoring,
        format!("it is monitored for {least} after implementation, until {until:.0}"),
        "wait until then",
    )]
}

pub(super) fn review_scheduled(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let scope = change.scope(facts.process);
    let needed = facts
        .process
        .closure
        .review
        .iter()
        .find(|review| holds_or_not(review.when.as_ref(), &scope));
    match needed {
        Some(review) if !change.written.records.contains_key("review_after") => vec![
            Reason::new(
                Code::ReviewNotScheduled,
                format!(
                    "the review after implementation is due within {}",
                    review.within
                ),
                "record when it takes place, or its result, as record `review_after`",
            )
            .from(&review.from),
        ],
        _ => Vec::new(),
    }
}

pub(super) fn checklist(name: &str, change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let Some(list) = facts.process.checklists.get(name) else {
        return Vec::new();
    };
    if !holds_or_not(list.when.as_ref(), &change.scope(facts.process)) {
        return Vec::new();
    }
    let done = change.written.ticked.get(name);
    let open: Vec<&str> = list
        .all_tasks()
        .map(|(_, task)| task)
        .filter(|task| !done.is_some_and(|done| done.contains(*task)))
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    vec![
        Reason::new(
            Code::ChecklistOpen,
            format!(
                "{} of checklist `{name}` not done: {}",
                open.len(),
                open.join("; ")
            ),
            format!("tick them with `placet change tick --checklist {name}`"),
        )
        .from(&list.from),
    ]
}

/// A report that was read must say that it passed; a file that is not read counts for tests that people carry out.
fn counts(passed: Option<bool>, kind: Option<&TestType>) -> bool {
    passed.unwrap_or_else(|| kind.is_some_and(|kind| !kind.automated))
}
