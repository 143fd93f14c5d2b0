//! `issue_token`: a program gets a token, for the person who asks or for an agent they manage.

use jiff::{SignedDuration, Timestamp};
use placet_language::codes::Code;

use crate::organization::IssueToken;
use crate::organization::decision::{Decision, not_found, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::scope::Scope;
use placet_language::people::PersonKind;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// The longest life of a token.
pub const TOKEN_DAYS_MAX: i64 = 400;
/// How long a token lives when nothing is said.
pub const TOKEN_DAYS_DEFAULT: i64 = 90;

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &IssueToken,
) -> Result<(), Rejection> {
    let person = &given.person;
    let own = d.facts.actor.person() == Some(person);
    if !own {
        d.manage(person)?;
    }
    let kind = d.state.kind_of(person);
    let human = kind.ok_or_else(|| not_found("person", person.as_str()))? == PersonKind::Human;
    if !own && human && d.facts.actor.person().is_some() {
        // With a human's token one could approve in their name.
        return refuse(
            RejectionKind::Denied,
            Code::TokenOfAHuman,
            format!("`{person}` is a human and issues their own tokens"),
            "send them an invitation",
        );
    }
    let scopes = scopes(d, given, human)?;
    let expires = expires(d.facts.now, given.expires)?;
    if d.state.tokens.contains_key(&d.facts.new_id) {
        return refuse(
            RejectionKind::Stale,
            Code::TokenExists,
            format!("there is a token `{}` already", d.facts.new_id),
            "try again",
        );
    }
    d.emit(Event::TokenIssued {
        token: d.facts.new_id.clone(),
        person: person.clone(),
        scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        expires: Some(expires),
        reason: d.reason.clone(),
    });
    Ok(())
}

fn scopes(d: &Decision<'_>, given: &IssueToken, human: bool) -> Result<Vec<Scope>, Rejection> {
    let Some(wanted) = &given.scopes else {
        let usual = [Scope::Read, Scope::Write, Scope::Approve].into_iter();
        let usual = usual.filter(|scope| *scope != Scope::Approve || human);
        return Ok(usual.filter(|scope| d.facts.actor.has(*scope)).collect());
    };
    let refuse = |kind, code: Code, message: String, hint: &str| {
        Err(Rejection::one(
            kind,
            Reason::new(code, message, hint).at("scopes"),
        ))
    };
    let mut scopes = Vec::new();
    for name in wanted {
        match Scope::parse(name) {
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => {
                let message = format!("`{name}` is not a valid scope");
                let hint = "use `read`, `write`, `approve`, `admin`";
                return refuse(RejectionKind::Invalid, Code::UnknownScope, message, hint);
            }
        }
    }
    if scopes.is_empty() {
        let message = "a token needs a scope".to_owned();
        let hint = "name at least `read`";
        return refuse(RejectionKind::Invalid, Code::NoScopes, message, hint);
    }
    if !human && scopes.contains(&Scope::Approve) {
        let message = "agents and services never approve".to_owned();
        let hint = "leave out `approve`";
        return refuse(
            RejectionKind::Denied,
            Code::AgentsNeverApprove,
            message,
            hint,
        );
    }
    // A token never gives more than the person who issues it has.
    if let Some(scope) = scopes.iter().find(|scope| !d.facts.actor.has(**scope)) {
        let message = format!("you do not have the scope `{scope}` yourself");
        return refuse(
            RejectionKind::Denied,
            Code::ScopeMissing,
            message,
            "leave it out",
        );
    }
    Ok(scopes)
}

fn expires(now: Timestamp, wanted: Option<Timestamp>) -> Result<Timestamp, Rejection> {
    let days = |days: i64| {
        now.checked_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX)
    };
    let given = wanted.unwrap_or(days(TOKEN_DAYS_DEFAULT));
    if given <= now || given > days(TOKEN_DAYS_MAX) {
        let message = format!("`{given}` is not within the next {TOKEN_DAYS_MAX} days");
        let reason = Reason::new(Code::InvalidExpiry, message, "choose another day").at("expires");
        return Err(Rejection::one(RejectionKind::Invalid, reason));
    }
    Ok(given)
}
