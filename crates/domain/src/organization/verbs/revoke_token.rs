//! `revoke_token`: a token counts no longer, for good.

use crate::organization::RevokeToken;
use crate::organization::decision::{Decision, not_found};
use crate::organization::event::OrganizationEvent as Event;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &RevokeToken,
) -> Result<(), Rejection> {
    let unknown = || not_found("token", &given.token);
    let token = d.state.tokens.get(&given.token).ok_or_else(unknown)?;
    let asker = d.facts.actor.person();
    if asker.is_some_and(|asker| *asker != token.person) {
        d.manage(&token.person)
            .map_err(|refused| match refused.kind {
                // Whose token it is, is nobody else's business (T24).
                RejectionKind::NotFound => unknown(),
                _ => refused,
            })?;
    }
    if token.revoked {
        return Ok(());
    }
    d.emit(Event::TokenRevoked {
        token: given.token.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}
