//! `set_hook`: another system gets a door for messages that it signs.

use crate::organization::SetHook;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::{HookSecret, OrganizationEvent as Event};
use placet_language::codes::Code;
use placet_language::ids::PersonId;
use placet_language::people::PersonKind;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &SetHook,
) -> Result<(), Rejection> {
    d.manage(&given.person)?;
    if let Some(known) = d.state.hooks.get(&given.hook) {
        let hint = match known.revoked {
            true => "choose another name; a revoked hook stays revoked",
            false => "exchange its secret with `placet hook rotate`, or choose another name",
        };
        let message = format!("there is a hook `{}` already", given.hook);
        return refuse(RejectionKind::Stale, Code::HookExists, message, hint);
    }
    service(d, &given.person)?;
    reference(&given.secret)?;
    d.emit(Event::HookSet {
        hook: given.hook.clone(),
        person: given.person.clone(),
        secrets: vec![HookSecret {
            reference: given.secret.clone(),
            until: None,
        }],
        reason: d.reason.clone(),
    });
    Ok(())
}

/// Only a service: the holder of a hook's secret must not act as a human.
fn service(d: &Decision<'_>, person: &PersonId) -> Result<(), Rejection> {
    if d.state.kind_of(person) == Some(PersonKind::Service) {
        return Ok(());
    }
    refuse(
        RejectionKind::Denied,
        Code::NotAService,
        format!("`{person}` is not a service"),
        "name one with `kind: service`",
    )
}

/// Checks that a secret is a reference, and not the secret itself.
pub(super) fn reference(secret: &str) -> Result<(), Rejection> {
    let named = ["env:", "file:"]
        .iter()
        .find_map(|kind| secret.strip_prefix(kind));
    if named.is_some_and(|name| !name.is_empty()) {
        return Ok(());
    }
    refuse(
        RejectionKind::Invalid,
        Code::NotAReference,
        "the secret of a hook is named by where it is",
        "write `env:NAME` or `file:PATH`",
    )
}
