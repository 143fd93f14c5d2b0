//! `invite`: a person gets a one-time link with which they set their password.

use jiff::SignedDuration;
use placet_language::codes::Code;

use crate::organization::Invite;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::facts::Actor;
use crate::organization::state::LINK;
use placet_language::people::PersonKind;
use placet_language::reason::{Rejection, RejectionKind};

/// How long a link is valid.
pub const LINK_HOURS: i64 = 72;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &Invite,
) -> Result<(), Rejection> {
    let person = &given.person;
    d.manage(person)?;
    if d.state
        .kind_of(person)
        .is_some_and(|kind| kind != PersonKind::Human)
    {
        return refuse(
            RejectionKind::Invalid,
            Code::NotAHuman,
            format!("`{person}` is not a human and has no password"),
            "issue a token for it",
        );
    }
    let host = d.facts.actor == Actor::Host;
    if given.reset && !host {
        return refuse(
            RejectionKind::Denied,
            Code::HostOnly,
            "only the operator at the host may reset a password",
            "run `placet people password` on the host of the server",
        );
    }
    // Otherwise an administrator could quietly take over the account of an approver.
    if d.state.passwords.contains(person) && !given.reset {
        return refuse(
            RejectionKind::Stale,
            Code::PasswordIsSet,
            format!("`{person}` has a password already"),
            "they can log in with it and change it",
        );
    }
    // Otherwise an administrator could become the second one who approves.
    let governed = d.facts.governed.iter().any(|process| {
        let directory = d.state.directory(process);
        directory.is_some_and(|directory| directory.administrators.contains(person))
    });
    if governed && !host {
        return refuse(
            RejectionKind::Denied,
            Code::HostOnly,
            format!("`{person}` approves what other administrators propose"),
            "run `placet people password` on the host of the server",
        );
    }
    // Only the newest link works.
    let tokens = d.state.tokens.iter();
    let old: Vec<String> = tokens
        .filter(|(_, token)| token.person == *person && token.is_link() && !token.revoked)
        .map(|(id, _)| id.clone())
        .collect();
    for token in old {
        let reason = d.reason.clone();
        d.emit(Event::TokenRevoked { token, reason });
    }
    let valid = SignedDuration::from_hours(LINK_HOURS);
    d.emit(Event::TokenIssued {
        token: d.facts.new_id.clone(),
        person: person.clone(),
        scopes: vec![LINK.to_owned()],
        expires: d.facts.now.checked_add(valid).ok(),
        reason: d.reason.clone(),
    });
    Ok(())
}
