//! From a command and what is known to events, or to a rejection with every reason.

use std::collections::BTreeSet;

use super::command::{Command, Request};
use super::decision::Decision;
use super::event::OrganizationEvent as Event;
use super::facts::Facts;
use super::governance;
use super::state::Organizations;
use super::stream::{AsOf, Stream};
use super::verbs;
use placet_language::reason::Rejection;

/// Decides a command. The same state, request and facts give the same events, whichever door it came through. No
/// events mean that what was asked for holds already.
///
/// # Errors
/// The rejection, with every reason.
pub fn decide(
    state: &Organizations,
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Vec<Event>, Rejection> {
    let mut decision = Decision::new(state, facts, &request.reason);
    if request.break_glass {
        governance::break_glass(&mut decision, &request.command)?;
    }
    let begun = decision.events.len();
    run(&mut decision, &request.command)?;
    if decision.events.len() == begun {
        return Ok(Vec::new());
    }
    // What could not be done at once cannot be proposed either, so it is decided first.
    if !request.break_glass && governance::needs_second(state, &request.command, facts) {
        return governance::propose(state, request, facts);
    }
    Ok(decision.events)
}

/// Returns what a command would lead to once nobody's approval is missing any more; nothing is recorded.
///
/// # Errors
/// The rejection, with every reason.
pub fn effect(
    state: &Organizations,
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Organizations, Rejection> {
    let mut decision = Decision::new(state, facts, &request.reason);
    if request.break_glass {
        governance::break_glass(&mut decision, &request.command)?;
    }
    run(&mut decision, &request.command)?;
    Ok(decision.state)
}

/// Returns the streams that a decision was made on. Membership of processes decides over tokens, so that
/// these are decided on all people.
pub fn as_of(state: &Organizations, command: &Command, events: &[Event]) -> AsOf {
    let mut streams = BTreeSet::new();
    if let Some(process) = command.process() {
        streams.extend([
            Stream::People(process.clone()),
            Stream::Rules(process.clone()),
            Stream::Governance(process.clone()),
        ]);
    }
    let touches = |event: &Event| event.stream() == Stream::Access;
    if command.process().is_none() || events.iter().any(touches) {
        streams.insert(Stream::Access);
        streams.extend(state.people.keys().cloned().map(Stream::People));
    }
    state.as_of(streams)
}

fn run(d: &mut Decision<'_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::InstallProcess(given) => verbs::install_process::decide(d, given),
        Command::SetPeople(given) => verbs::set_people::decide(d, given),
        Command::AddPerson(given) => verbs::add_person::decide(d, given),
        Command::ChangePerson(given) => verbs::change_person::decide(d, given),
        Command::RemovePerson(given) => verbs::remove_person::decide(d, given),
        Command::GrantRole(given) => verbs::grant_role::decide(d, given),
        Command::RevokeRole(given) => verbs::revoke_role::decide(d, given),
        Command::MakeAdministrator(given) => verbs::make_administrator::decide(d, given),
        Command::UnmakeAdministrator(given) => verbs::unmake_administrator::decide(d, given),
        Command::Delegate(given) => verbs::delegate::decide(d, given),
        Command::RevokeDelegation(given) => verbs::revoke_delegation::decide(d, given),
        Command::IssueToken(given) => verbs::issue_token::decide(d, given),
        Command::RevokeToken(given) => verbs::revoke_token::decide(d, given),
        Command::Invite(given) => verbs::invite::decide(d, given),
        Command::SetPassword(given) => verbs::set_password::decide(d, given),
        Command::SetHook(given) => verbs::set_hook::decide(d, given),
        Command::RotateHookSecret(given) => verbs::rotate_hook_secret::decide(d, given),
        Command::RevokeHook(given) => verbs::revoke_hook::decide(d, given),
        Command::RejectProposal(given) => verbs::reject_proposal::decide(d, given),
        Command::ApproveProposal(given) => {
            let proposal = verbs::approve_proposal::decide(d, given)?;
            d.reason = proposal.reason;
            run(d, &proposal.command)
        }
    }
}
