//! `rotate_hook_secret`: a hook gets another secret; the old one counts for a while.

use jiff::{SignedDuration, Timestamp};
use placet_language::codes::Code;

use super::set_hook::reference;
use crate::organization::RotateHookSecret;
use crate::organization::decision::{Decision, not_found, refuse};
use crate::organization::event::{HookSecret, OrganizationEvent as Event};
use placet_language::reason::{Rejection, RejectionKind};

/// The longest time that an exchanged secret still counts.
pub const HOOK_KEEP_HOURS_MAX: i64 = 24 * 30;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &RotateHookSecret,
) -> Result<(), Rejection> {
    let unknown = || not_found("hook", given.hook.as_str());
    let hook = d.state.hooks.get(&given.hook).ok_or_else(unknown)?;
    super::revoke_hook::may(d, hook, unknown)?;
    if hook.revoked {
        let message = format!(
            "the hook `{}` was revoked, and that is for good",
            given.hook
        );
        let hint = "create another one";
        return refuse(RejectionKind::WrongState, Code::HookRevoked, message, hint);
    }
    if !(0..=HOOK_KEEP_HOURS_MAX * 3_600).contains(&given.keep_seconds) {
        let message = format!("a secret counts for at most {HOOK_KEEP_HOURS_MAX}h more");
        let hint = "write it like 12h or 7d";
        return refuse(RejectionKind::Invalid, Code::KeepTooLong, message, hint);
    }
    reference(&given.secret)?;
    let now = d.facts.now;
    let keep = SignedDuration::from_secs(given.keep_seconds);
    let until = now.checked_add(keep).unwrap_or(Timestamp::MAX);
    let mut secrets: Vec<HookSecret> = hook
        .secrets
        .iter()
        .map(|old| HookSecret {
            reference: old.reference.clone(),
            until: Some(old.until.map_or(until, |before| before.min(until))),
        })
        .filter(|old| old.until.is_none_or(|until| now < until))
        .collect();
    secrets.push(HookSecret {
        reference: given.secret.clone(),
        until: None,
    });
    let person = hook.person.clone();
    d.emit(Event::HookSet {
        hook: given.hook.clone(),
        person,
        secrets,
        reason: d.reason.clone(),
    });
    Ok(())
}
