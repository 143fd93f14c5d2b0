//! Rules about the rules: which changes of people and rules a second administrator must approve, and break-glass.

use super::command::{Command, Request};
use super::decision::{Decision, refuse};
use super::event::OrganizationEvent as Event;
use super::facts::{Actor, Facts};
use super::people_rules::administrators;
use super::state::Organizations;
use super::stream::Stream;
use placet_language::codes::Code;
use placet_language::digest::Digest;
use placet_language::ids::PersonId;
use placet_language::people::Directory;
use placet_language::process::Governed;
use placet_language::reason::{Rejection, RejectionKind};

/// Whether the process in force demands a second administrator for a command. A process without administrators is
/// being set up, and nobody could approve.
pub(super) fn needs_second(state: &Organizations, command: &Command, facts: &Facts<'_>) -> bool {
    let Some(rules) = facts.rules else {
        return false;
    };
    let Some(directory) = command.process().and_then(|name| state.directory(name)) else {
        return false;
    };
    let what = match command {
        Command::InstallProcess(_) => Governed::Rules,
        Command::ApproveProposal(_) | Command::RejectProposal(_) => return false,
        // A role that is one's own is handed over, and taken back, without asking others.
        Command::Delegate(given) if facts.actor.person() == Some(&given.delegation.from) => {
            return false;
        }
        Command::RevokeDelegation(given) if is_own(directory, &given.delegation, facts) => {
            return false;
        }
        _ => Governed::People,
    };
    !administrators(directory).is_empty() && rules.governance.second_administrator.contains(&what)
}

fn is_own(directory: &Directory, id: &str, facts: &Facts<'_>) -> bool {
    let delegation = directory.delegations.iter().find(|known| known.id() == id);
    delegation.is_some_and(|known| {
        let person = facts.actor.person();
        person == Some(&known.from) || person == Some(&known.to)
    })
}

/// Who may approve what a person proposed: every other human who administers the process.
pub(super) fn seconds<'a>(directory: &'a Directory, by: &PersonId) -> Vec<&'a PersonId> {
    let own = directory.same_person(by);
    let others = administrators(directory).into_iter();
    others.filter(|id| !own.contains(id)).collect()
}

/// Records a proposal in place of what was asked.
pub(super) fn propose(
    state: &Organizations,
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Vec<Event>, Rejection> {
    let (Some(process), Some(changes)) = (request.command.process(), request.command.changes())
    else {
        return Ok(Vec::new());
    };
    let Actor::Person { id, .. } = &facts.actor else {
        return refuse(
            RejectionKind::Denied,
            Code::SecondAdministratorNeeded,
            format!("the process `{process}` demands that a second administrator approves this"),
            "propose it over the network, or use --break-glass with --reason",
        );
    };
    let directory = state.directory(process);
    if directory.is_none_or(|directory| seconds(directory, id).is_empty()) {
        return refuse(
            RejectionKind::Blocked,
            Code::NoSecondAdministrator,
            format!("`{process}` has no other administrator who could approve this"),
            "the operator at the host can use --break-glass with --reason",
        );
    }
    let digest = digest_of(&request.command);
    let streams = [Stream::People(process.clone()), changes];
    Ok(vec![Event::ProposalMade {
        process: process.clone(),
        proposal: facts.new_id.clone(),
        by: id.clone(),
        command: Box::new(request.command.clone()),
        digest,
        based_on: state.as_of(std::collections::BTreeSet::from(streams)),
        reason: request.reason.trim().to_owned(),
    }])
}

fn digest_of(command: &Command) -> Digest {
    // A command is always JSON.
    Digest::of_json(&serde_json::to_value(command).unwrap_or_default())
}

/// Records that the host sets governance aside.
pub(super) fn break_glass(d: &mut Decision<'_>, command: &Command) -> Result<(), Rejection> {
    if d.facts.actor != Actor::Host {
        return refuse(
            RejectionKind::Denied,
            Code::HostOnly,
            "only the operator at the host may break the glass",
            "propose it, and have another administrator approve it",
        );
    }
    let Some(process) = command.process().filter(|_| command.changes().is_some()) else {
        return refuse(
            RejectionKind::Invalid,
            Code::BreakGlassNotNeeded,
            format!("`{}` needs no break-glass", command.verb()),
            "leave out --break-glass",
        );
    };
    if d.reason.is_empty() {
        return refuse(
            RejectionKind::Invalid,
            Code::ReasonMissing,
            "breaking the glass needs a reason",
            "give one with --reason",
        );
    }
    d.break_glass = true;
    d.emit(Event::BreakGlassUsed {
        process: process.clone(),
        verb: command.verb().to_owned(),
        reason: d.reason.clone(),
    });
    Ok(())
}
