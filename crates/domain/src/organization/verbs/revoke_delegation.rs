//! `revoke_delegation`: a hand-over is taken back, by its giver, its receiver or an administrator.

use crate::organization::RevokeDelegation;
use crate::organization::decision::{Decision, not_found};
use crate::organization::event::OrganizationEvent as Event;
use placet_language::reason::Rejection;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &RevokeDelegation,
) -> Result<(), Rejection> {
    let directory = d.people(&given.process)?;
    let mut known = directory.delegations.iter();
    let Some(delegation) = known.rfind(|known| known.id() == given.delegation) else {
        return Err(not_found("delegation", &given.delegation));
    };
    let asker = d.facts.actor.person();
    if asker != Some(&delegation.from) && asker != Some(&delegation.to) {
        d.administer(&given.process)?;
    }
    let delegation = delegation.clone();
    d.emit(Event::DelegationRevoked {
        process: given.process.clone(),
        delegation,
        reason: d.reason.clone(),
    });
    Ok(())
}
