//! `revoke_token`: a token counts no longer, for good.

use crate::organization::RevokeToken;
use crate::organization::decision::{Decision, administrators_only, not_found};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::scope::Scope;
use placet_language::reason::Rejection;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &RevokeToken,
) -> Result<(), Rejection> {
    let unknown = || not_found("token", &given.token);
    let token = d.state.tokens.get(&given.token).ok_or_else(unknown)?;
    let asker = d.facts.actor.person();
    if asker.is_some_and(|asker| *asker != token.person) {
        // Whose token it is, is the business of those who manage the person (T24).
        let scoped = d.facts.actor.has(Scope::Admin);
        let administers = d.administers_all(&token.person);
        if !administers {
            return Err(unknown());
        }
        if !scoped {
            return Err(administrators_only());
        }
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
