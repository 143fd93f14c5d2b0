//! What must hold of the people of a process, whichever verb changes them.

use placet_language::codes::Code;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use placet_language::ids::PersonId;
use placet_language::people::{Delegation, Directory, Person, PersonKind};
use placet_language::reason::Reason;

/// The longest hand-over of roles.
pub const DELEGATION_DAYS_MAX: i64 = 366;

/// Lists what is wrong with one of the people.
pub(super) fn of_person(directory: &Directory, id: &PersonId) -> Vec<Reason> {
    let Some(person) = directory.person(id) else {
        return Vec::new();
    };
    let at = format!("people.{id}");
    let mut reasons = Vec::new();
    if person.name.trim().is_empty() {
        let hint = "give the name that others know them by";
        reasons.push(Reason::new(Code::NameMissing, format!("`{id}` has no name"), hint).at(&at));
    }
    match &person.principal {
        None if person.kind != PersonKind::Human => {
            let message = format!("`{id}` is an agent or a service and has no principal");
            let hint = "name the human who answers for it: `principal: PERSON`";
            reasons.push(Reason::new(Code::PrincipalMissing, message, hint).at(&at));
        }
        Some(principal) if !is_human(directory, principal) => {
            let message = format!("`{principal}` is not a human of this process");
            let hint = "name a human who answers for it";
            reasons.push(Reason::new(Code::PrincipalNotHuman, message, hint).at(&at));
        }
        _ => {}
    }
    for other in &person.also {
        if directory.person(other).is_none() {
            reasons.push(unknown(other).at(&at));
        }
    }
    reasons.extend(same_address(directory, id, person).map(|reason| reason.at(&at)));
    reasons
}

/// Two accounts with one e-mail address are one person, and must be declared so: a second account must not approve what
/// the first one asked for.
fn same_address(directory: &Directory, id: &PersonId, person: &Person) -> Option<Reason> {
    let address = address(person)?;
    let one = directory.same_person(id);
    let other = directory.people.iter().find(|(other, known)| {
        !one.contains(other) && self::address(known).as_ref() == Some(&address)
    });
    let (other, _) = other?;
    let message = format!("`{id}` and `{other}` have the same e-mail address `{address}`");
    let hint = format!("use another address, or declare them one person: `also: [{other}]`");
    Some(Reason::new(Code::SameEmail, message, hint))
}

fn address(person: &Person) -> Option<String> {
    let address = person.email.as_deref()?.trim().to_lowercase();
    (!address.is_empty()).then_some(address)
}

/// Lists what is wrong with a hand-over that is granted now.
pub(super) fn of_delegation(
    directory: &Directory,
    delegation: &Delegation,
    now: Timestamp,
) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = [&delegation.from, &delegation.to]
        .into_iter()
        .filter(|who| directory.person(who).is_none())
        .map(unknown)
        .collect();
    if directory
        .same_person(&delegation.from)
        .contains(&delegation.to)
    {
        let message = format!(
            "`{}` and `{}` are the same person",
            delegation.from, delegation.to
        );
        reasons.push(Reason::new(
            Code::SamePerson,
            message,
            "name another person",
        ));
    }
    if delegation.until <= delegation.since || delegation.until <= now {
        let message = "the hand-over would never be valid";
        let hint = "choose an end that is after the start and in the future";
        reasons.push(Reason::new(Code::EmptyTime, message, hint));
    }
    let longest = SignedDuration::from_hours(24 * DELEGATION_DAYS_MAX);
    if delegation.until.duration_since(delegation.since) > longest {
        let message = format!("a delegation lasts at most {DELEGATION_DAYS_MAX} days");
        let reason = Reason::new(Code::DelegationTooLong, message, "assign the role instead");
        reasons.push(reason.at("until"));
    }
    if let Some(giver) = directory.person(&delegation.from) {
        for role in delegation.roles.difference(&giver.roles) {
            let message = format!("`{}` does not hold the role `{role}`", delegation.from);
            let hint = "hand over only roles that are held";
            reasons.push(Reason::new(Code::NotYourRole, message, hint));
        }
    }
    reasons
}

/// Lists what is wrong with all people of a process, when they replace these.
pub(super) fn of_all(before: &Directory, after: &Directory, now: Timestamp) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = after
        .people
        .keys()
        .flat_map(|id| of_person(after, id))
        .collect();
    for (id, person) in &after.people {
        let was = before.person(id).map(|known| known.kind);
        if was.is_some_and(|was| was != person.kind) {
            reasons.push(kind_is_fixed(id).at(format!("people.{id}")));
        }
    }
    for (index, delegation) in after.delegations.iter().enumerate() {
        // One that is over, or was granted before, stays as it is.
        if delegation.until > now && !before.delegations.contains(delegation) {
            let found = of_delegation(after, delegation, now);
            let at = format!("delegations[{index}]");
            reasons.extend(found.into_iter().map(|reason| reason.at(&at)));
        }
    }
    let strangers = after.administrators.iter();
    let strangers = strangers.filter(|id| after.person(id).is_none());
    reasons.extend(strangers.map(|id| unknown(id).at("administrators")));
    reasons
}

/// Explains why the last administrator stays: without one, nobody can change the people any more.
pub(super) fn last_administrator(before: &Directory, after: &Directory) -> Option<Reason> {
    let lost = !administrators(before).is_empty() && administrators(after).is_empty();
    lost.then(|| {
        let message = "the process would have no administrator left who is a human";
        let hint = "make another person an administrator first";
        Reason::new(Code::LastAdministrator, message, hint)
    })
}

/// Returns the administrators who are humans.
pub(super) fn administrators(directory: &Directory) -> BTreeSet<&PersonId> {
    let all = directory.administrators.iter();
    all.filter(|id| is_human(directory, id)).collect()
}

pub(super) fn is_human(directory: &Directory, id: &PersonId) -> bool {
    directory
        .person(id)
        .is_some_and(|person| person.kind == PersonKind::Human)
}

/// Explains that an account stays what it is.
fn kind_is_fixed(id: &PersonId) -> Reason {
    let message = format!("`{id}` exists and its kind never changes");
    Reason::new(Code::KindIsFixed, message, "add another account")
}

fn unknown(id: &PersonId) -> Reason {
    let message = format!("`{id}` is not among the people");
    Reason::new(Code::UnknownPerson, message, "add them first")
}
