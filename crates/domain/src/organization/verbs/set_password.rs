//! `set_password`: a person sets their password with a link, which is used up. The password is in no event.

use crate::organization::SetPassword;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::OrganizationEvent as Event;
use placet_language::codes::Code;
use placet_language::reason::{Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &SetPassword,
) -> Result<(), Rejection> {
    let now = d.facts.now;
    let link = d.state.tokens.get(&given.link).filter(|token| {
        let valid = token.expires.is_some_and(|expires| now < expires);
        token.is_link() && !token.revoked && valid
    });
    let link = link.filter(|token| d.facts.actor.person() == Some(&token.person));
    let Some(person) = link.map(|token| token.person.clone()) else {
        return refuse(
            RejectionKind::Denied,
            Code::LinkRefused,
            "this link is not valid: it was used, has expired, or was never issued",
            "ask an administrator for a new one",
        );
    };
    d.emit(Event::TokenRevoked {
        token: given.link.clone(),
        reason: d.reason.clone(),
    });
    d.emit(Event::PasswordSet { person });
    Ok(())
}
