//! `review`: records a technical, business, security or other review.

use super::optional_text;
use crate::change::arguments::Review;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::change::recorded::ReviewDone;
use crate::form;
use placet_language::codes::Code;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(d: &mut Decision<'_>, review: &Review) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    optional_text("recommendations", &review.recommendations)?;
    let process = d.facts.process;
    let Some(rule) = process.reviews.get(&review.kind) else {
        let known: Vec<&str> = process.reviews.keys().map(String::as_str).collect();
        let message = format!("the process has no review `{}`", review.kind);
        return super::invalid(
            "kind",
            Code::NoSuchReview,
            message,
            &format!("use one of {}", known.join(", ")),
        );
    };
    let mut reasons = Vec::new();
    let roles: Vec<&str> = rule.by.iter().map(|role| role.as_str()).collect();
    let electors = d.facts.electors();
    let capacities = electors.capacities(&d.change.request.fields, &person);
    if !capacities
        .iter()
        .any(|capacity| rule.by.contains(&capacity.role))
    {
        reasons.push(Reason::new(
            Code::NotYourRole,
            format!("`{person}` may not give the {} review", review.kind),
            format!("it takes {}", roles.join(" or ")),
        ));
    }
    if d.ballot().excluded().contains_key(&person) {
        reasons.push(Reason::new(
            Code::ContributorMayNotReview,
            format!(
                "`{person}`, or an account or agent of the same person, contributed to this change"
            ),
            "ask a person who did not",
        ));
    }
    Rejection::unless_empty(
        RejectionKind::Denied,
        "you may not review this change",
        reasons,
    )?;
    let strange: Vec<Reason> = review
        .ticked
        .iter()
        .filter(|item| !rule.checklist.contains(*item))
        .map(|item| {
            Reason::new(
                Code::NoSuchItem,
                format!("`{item}` is not on the checklist"),
                "use its items",
            )
            .at("ticked")
        })
        .collect();
    Rejection::unless_empty(RejectionKind::Invalid, "the review has mistakes", strange)?;
    let open: Vec<&str> = rule
        .checklist
        .iter()
        .filter(|item| !review.ticked.contains(item))
        .map(String::as_str)
        .collect();
    if review.passed && !open.is_empty() {
        let message = format!(
            "a review passes only with its whole checklist; open: {}",
            open.join("; ")
        );
        return super::invalid(
            "ticked",
            Code::ChecklistOpen,
            message,
            "tick them, or record the review as not passed",
        );
    }
    if let Some(record) = process.records.get("review") {
        let problems = form::check_record(
            process,
            record,
            &d.scope(),
            &review.fields,
            d.facts.directory,
        );
        Rejection::unless_empty(RejectionKind::Invalid, "the review has mistakes", problems)?;
    }
    let digest = d.change.request.digest;
    d.emit(Event::ReviewRecorded(Box::new(ReviewDone {
        kind: review.kind.clone(),
        passed: review.passed,
        ticked: review.ticked.clone(),
        recommendations: review.recommendations.clone(),
        fields: review.fields.clone(),
        reviewer: person,
        digest,
    })));
    Ok(())
}
