//! `reject_proposal`: an administrator rejects a proposal, or withdraws their own.

use crate::organization::AnswerProposal;
use crate::organization::decision::{Decision, not_found};
use crate::organization::event::OrganizationEvent as Event;
use placet_language::reason::Rejection;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &AnswerProposal,
) -> Result<(), Rejection> {
    d.administer(&given.process)?;
    let proposal = d.state.proposals.get(&given.proposal);
    if proposal.is_none_or(|proposal| proposal.process != given.process) {
        return Err(not_found("proposal", &given.proposal));
    }
    d.emit(Event::ProposalRejected {
        process: given.process.clone(),
        proposal: given.proposal.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}
