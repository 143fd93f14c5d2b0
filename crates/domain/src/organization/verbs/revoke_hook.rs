//! `revoke_hook`: a hook takes no messages any more, for good.

use crate::organization::RevokeHook;
use crate::organization::decision::{Decision, not_found};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::state::Hook;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &RevokeHook,
) -> Result<(), Rejection> {
    let unknown = || not_found("hook", given.hook.as_str());
    let hook = d.state.hooks.get(&given.hook).ok_or_else(unknown)?;
    may(d, hook, unknown)?;
    if hook.revoked {
        return Ok(());
    }
    d.emit(Event::HookRevoked {
        hook: given.hook.clone(),
        reason: d.reason.clone(),
    });
    Ok(())
}

/// Checks that the host or an administrator of the hook's service asks.
pub(super) fn may(
    d: &Decision<'_>,
    hook: &Hook,
    unknown: impl Fn() -> Rejection,
) -> Result<(), Rejection> {
    if d.facts.actor.person().is_none() {
        return Ok(());
    }
    d.manage(&hook.person)
        .map_err(|refused| match refused.kind {
            RejectionKind::NotFound => unknown(),
            _ => refused,
        })
}
