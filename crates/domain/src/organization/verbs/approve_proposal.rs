//! `approve_proposal`: a second administrator lets a proposal take effect.

use crate::organization::AnswerProposal;
use crate::organization::decision::{Decision, not_found, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::facts::Actor;
use crate::organization::governance::seconds;
use crate::organization::state::Proposal;
use placet_language::codes::Code;
use placet_language::reason::{Rejection, RejectionKind};

/// Records the approval and returns the proposal, which is then carried out.
pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &AnswerProposal,
) -> Result<Proposal, Rejection> {
    let directory = d.administer(&given.process)?;
    let proposals = &d.state.proposals;
    let proposal = proposals
        .get(&given.proposal)
        .filter(|proposal| proposal.process == given.process)
        .ok_or_else(|| not_found("proposal", &given.proposal))?;
    let Actor::Person { id, .. } = &d.facts.actor else {
        return refuse(
            RejectionKind::Denied,
            Code::OnlyPeople,
            "only another administrator may approve a proposal",
            "let them approve it, or use --break-glass with --reason for the change itself",
        );
    };
    if !seconds(directory, &proposal.by).contains(&id) {
        return refuse(
            RejectionKind::Denied,
            Code::OwnProposal,
            format!("`{id}` may not approve what `{}` proposed", proposal.by),
            "another human who administers the process approves it",
        );
    }
    if !d.state.is_current(proposal) {
        return refuse(
            RejectionKind::Stale,
            Code::ProposalLapsed,
            "the people or the rules have changed since it was proposed",
            "reject it and propose it again",
        );
    }
    if given.digest != Some(proposal.digest) {
        return refuse(
            RejectionKind::Stale,
            Code::AnotherDigest,
            "the digest is not that of the proposal",
            "look at the proposal again, and approve exactly what is shown",
        );
    }
    let proposal = proposal.clone();
    d.emit(Event::ProposalApproved {
        process: given.process.clone(),
        proposal: given.proposal.clone(),
        digest: proposal.digest,
        reason: d.reason.clone(),
    });
    Ok(proposal)
}
