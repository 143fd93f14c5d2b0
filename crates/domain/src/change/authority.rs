//! Whether a change may run: asked at its start, and again before each step begins.

use placet_teeth::{Bug, planted};

use super::facts::Facts;
use super::gate::open_conditions;
use super::material::digest_of;
use super::state::Change;
use crate::approval::{Ballot, Timing};
use crate::plan;
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::reason::Reason;

/// Returns every reason why nothing may run now. The transaction that records a step's start asks this again.
///
/// INVARIANT: a forward step begins only while this is empty. Promise 1 of the design; RELIABILITY rule 1.
pub(super) fn unauthorized(
    change: &Change,
    facts: &Facts<'_>,
    implementer: &PersonId,
) -> Vec<Reason> {
    let digest_checked = !planted(Bug::DigestNotChecked);
    let hold_checked = !planted(Bug::HoldIgnored);
    let mut reasons = Vec::new();
    let digest = digest_of(change, facts.process);
    if change.process_digest != facts.process_digest {
        reasons.push(Reason::new(
            Code::ProcessDiffers,
            "the change was opened under another version of the process",
            "this is an internal inconsistency; run `placet ledger verify` and ask the operator",
        ));
    }
    if change.authority.authorized != Some(digest) && digest_checked {
        reasons.push(
            Reason::new(
                Code::NotAuthorized,
                "what would run has not been authorized",
                "the approvals that are missing are listed under gates",
            )
            .at("approvals"),
        );
    }
    let ballot = Ballot {
        implementer: Some(implementer),
        ..change.ballot(facts.electors())
    };
    for slot in &ballot.tally(Timing::Before).missing {
        let gave_it = change
            .authority
            .approvals
            .iter()
            .any(|a| a.person == *implementer && a.is_for(digest));
        let (place, code, message) = if gave_it {
            (
                "approvals",
                Code::ApproverMayNotImplement,
                format!("`{implementer}` approved this change and may not carry it out"),
            )
        } else {
            (
                slot.id.as_str(),
                Code::ApprovalMissing,
                format!(
                    "the approval of {} is missing or no longer counts",
                    slot.title
                ),
            )
        };
        reasons.push(
            Reason::new(code, message, "ask another person")
                .at(place)
                .from(&slot.from),
        );
    }
    if let Some(why) = &change.held
        && hold_checked
    {
        reasons.push(
            Reason::new(
                Code::Held,
                format!("the change is held: {why}"),
                "release it first",
            )
            .at("hold"),
        );
    }
    reasons.extend(claimed_targets(change, facts));
    reasons
}

/// Returns a reason for each target of the plan that another running change holds.
pub(super) fn claimed_targets(change: &Change, facts: &Facts<'_>) -> Vec<Reason> {
    let claims_checked = !planted(Bug::ClaimIgnored);
    let mut reasons = Vec::new();
    for target in plan::targets(&change.request.plan) {
        if let Some(holder) = facts.others.claimed.get(&target)
            && claims_checked
        {
            reasons.push(
                Reason::new(
                    Code::TargetClaimed,
                    format!("`{target}` is held by change `{holder}`, which is running"),
                    "wait until it has ended",
                )
                .at("plan"),
            );
        }
    }
    reasons
}

/// Returns every reason against a start by this person, except for the gates of the move.
pub(super) fn against_start(
    change: &Change,
    facts: &Facts<'_>,
    implementer: &PersonId,
) -> Vec<Reason> {
    let mut reasons = unauthorized(change, facts, implementer);
    reasons.extend(open_conditions(change));
    reasons
}
