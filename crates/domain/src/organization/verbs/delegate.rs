//! `delegate`: a person hands over their roles for a time, or an administrator does it for them.

use crate::organization::Delegate;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::people_rules::of_delegation;
use crate::organization::scope::Scope;
use placet_language::codes::Code;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &Delegate,
) -> Result<(), Rejection> {
    let directory = d.people(&given.process)?;
    let delegation = &given.delegation;
    if d.facts.actor.person() != Some(&delegation.from) {
        d.administer(&given.process)?;
    } else if !d.facts.actor.has(Scope::Approve) {
        // What passes on the right to approve needs that right itself (H5).
        return refuse(
            RejectionKind::Denied,
            Code::ScopeMissing,
            "handing over roles needs the scope `approve`",
            "log in, or use a token with that scope",
        );
    }
    let reasons = of_delegation(directory, delegation, d.facts.now);
    let summary = "the hand-over has mistakes";
    Rejection::unless_empty(RejectionKind::Invalid, summary, reasons)?;
    if directory.delegations.contains(delegation) {
        return Ok(());
    }
    d.emit(Event::DelegationGranted {
        process: given.process.clone(),
        delegation: delegation.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}
