//! What must hold of everything that happened to organizations, whatever was asked. The judge reads events only.

use std::collections::BTreeMap;

use placet_domain::ProcessName;
use placet_domain::organization::{Actor, OrganizationEvent as Event, Organizations, Stream};
use placet_domain::people::{Directory, PersonKind};
use placet_domain::process::Governed;

/// One decision: who asked, the events, and the state before and after.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) actor: Actor,
    pub(super) events: Vec<Event>,
    pub(super) before: Organizations,
    pub(super) after: Organizations,
    /// What the processes in force demanded a second administrator for.
    pub(super) governed: BTreeMap<ProcessName, Vec<Governed>>,
}

/// Lists every law that was broken.
pub(super) fn broken(history: &[Step]) -> Vec<String> {
    let mut found = Vec::new();
    let mut replayed = Organizations::default();
    for (number, step) in history.iter().enumerate() {
        let mut law = |holds: bool, name: &str| {
            if !holds {
                found.push(format!("step {number}: {name}: {:?}", step.events));
            }
        };
        for event in &step.events {
            replayed.apply(event.clone());
        }
        law(replayed == step.after, "the events lead to the state");
        law(
            counts(history, number) == *step.after.versions(),
            "a version counts events",
        );
        law(
            step.events.iter().all(|event| lawful(step, event)),
            "who asked may",
        );
        for (process, after) in &step.after.people {
            let before = step.before.directory(process).cloned().unwrap_or_default();
            law(answered_for(after), "an agent has a principal");
            law(
                one_address(after),
                "two accounts of one address are one person",
            );
            let kept = humans(&before) == 0 || humans(after) > 0 || glass(step, process);
            law(kept, "an administrator is left");
        }
        law(
            step.events.iter().all(|event| token(step, event)),
            "an agent never approves",
        );
        law(
            step.events.iter().all(|event| seconded(step, event)),
            "a second one approved",
        );
    }
    found
}

fn counts(history: &[Step], until: usize) -> BTreeMap<Stream, u64> {
    let mut counts = BTreeMap::new();
    for event in history.iter().take(until + 1).flat_map(|step| &step.events) {
        *counts.entry(event.stream()).or_default() += 1;
    }
    counts
}

fn glass(step: &Step, process: &ProcessName) -> bool {
    step.events
        .iter()
        .any(|event| matches!(event, Event::BreakGlassUsed { process: of, .. } if of == process))
}

fn humans(directory: &Directory) -> usize {
    let human = |id| {
        directory
            .person(id)
            .is_some_and(|p| p.kind == PersonKind::Human)
    };
    directory
        .administrators
        .iter()
        .filter(|id| human(id))
        .count()
}

fn answered_for(directory: &Directory) -> bool {
    let human = |id| {
        directory
            .person(id)
            .is_some_and(|p| p.kind == PersonKind::Human)
    };
    let mut people = directory.people.values();
    people.all(|p| p.kind == PersonKind::Human || p.principal.as_ref().is_some_and(human))
}

fn one_address(directory: &Directory) -> bool {
    let mut seen: BTreeMap<String, _> = BTreeMap::new();
    directory.people.iter().all(|(id, person)| {
        let Some(email) = &person.email else {
            return true;
        };
        let first = seen.entry(email.to_lowercase()).or_insert(id);
        directory.same_person(first).contains(id)
    })
}

fn token(step: &Step, event: &Event) -> bool {
    let Event::TokenIssued { person, scopes, .. } = event else {
        return true;
    };
    let approves = scopes.iter().any(|scope| scope == "approve");
    !approves || step.after.kind_of(person) == Some(PersonKind::Human)
}

/// M1: nobody changes what belongs to a process that they do not administer, but their own hand-overs and tokens.
fn lawful(step: &Step, event: &Event) -> bool {
    let Actor::Person { id, .. } = &step.actor else {
        return true;
    };
    let administers = |process: &ProcessName| {
        let directory = step.before.directory(process);
        directory.is_some_and(|directory| directory.administrators.contains(id))
    };
    match event {
        Event::DelegationGranted {
            delegation,
            process,
            ..
        } => delegation.from == *id || administers(process),
        Event::DelegationRevoked {
            delegation,
            process,
            ..
        } => delegation.from == *id || delegation.to == *id || administers(process),
        Event::TokenIssued { person, .. } => {
            person == id
                || step
                    .before
                    .processes_of(person)
                    .into_iter()
                    .all(administers)
        }
        Event::TokenRevoked { token, .. } => {
            let person = &step.before.tokens[token].person;
            person == id
                || step
                    .before
                    .processes_of(person)
                    .into_iter()
                    .all(administers)
        }
        Event::PasswordSet { person } => person == id,
        Event::HookSet { person, .. } => step
            .before
            .processes_of(person)
            .into_iter()
            .all(administers),
        Event::HookRevoked { hook, .. } => {
            let person = &step.before.hooks[hook].person;
            step.before
                .processes_of(person)
                .into_iter()
                .all(administers)
        }
        Event::BreakGlassUsed { .. } => false,
        other => other.stream().process().is_some_and(administers),
    }
}

/// Where the process demands it, people and rules change only with another human's approval, or by break-glass.
fn seconded(step: &Step, event: &Event) -> bool {
    let (process, what) = match event.stream() {
        Stream::People(process) => (process, Governed::People),
        Stream::Rules(process) => (process, Governed::Rules),
        _ => return true,
    };
    let before = step.before.directory(&process).cloned().unwrap_or_default();
    let demanded = step
        .governed
        .get(&process)
        .is_some_and(|all| all.contains(&what));
    if !demanded || humans(&before) == 0 || glass(step, &process) {
        return true;
    }
    let asker = step.actor.person();
    match event {
        Event::DelegationGranted { delegation, .. } if asker == Some(&delegation.from) => {
            return true;
        }
        Event::DelegationRevoked { delegation, .. }
            if asker == Some(&delegation.from) || asker == Some(&delegation.to) =>
        {
            return true;
        }
        _ => {}
    }
    let approved = step.events.iter().find_map(|event| match event {
        Event::ProposalApproved { proposal, .. } => step.before.proposals.get(proposal),
        _ => None,
    });
    let human = |id| {
        before
            .person(id)
            .is_some_and(|p| p.kind == PersonKind::Human)
    };
    approved.zip(asker).is_some_and(|(proposal, asker)| {
        human(asker) && !before.same_person(&proposal.by).contains(asker)
    })
}

#[test]
fn the_laws_find_what_is_planted() {
    use placet_domain::people::Person;
    let process: ProcessName = "small".parse().unwrap();
    let human = Person {
        name: "Ada".to_owned(),
        email: Some("ada@example.org".to_owned()),
        kind: PersonKind::Human,
        principal: None,
        also: Vec::new(),
        roles: [].into(),
    };
    let mut before = Organizations::default();
    let mut directory = Directory::default();
    directory
        .people
        .insert("ada".parse().unwrap(), human.clone());
    directory.administrators.insert("ada".parse().unwrap());
    let mut second = human;
    second.email = Some("ADA@example.org".to_owned());
    let reason = String::new();
    let mut found = |person: &str, events: Vec<Event>| {
        let mut after = before.clone();
        events.iter().for_each(|event| after.apply(event.clone()));
        let step = Step {
            actor: match person {
                "host" => Actor::Host,
                id => Actor::Person {
                    id: id.parse().unwrap(),
                    scopes: [].into(),
                },
            },
            events,
            before: before.clone(),
            after: after.clone(),
            governed: [(process.clone(), vec![Governed::People])].into(),
        };
        before = after;
        step
    };
    let begin = found(
        "host",
        vec![Event::PeopleReplaced {
            process: process.clone(),
            directory,
            reason: reason.clone(),
        }],
    );
    assert_eq!(broken(std::slice::from_ref(&begin)), Vec::<String>::new());
    let bad = [
        found(
            "ada",
            vec![Event::PersonAdded {
                process: process.clone(),
                person: "ben".parse().unwrap(),
                details: second,
                reason: reason.clone(),
            }],
        ),
        found(
            "ben",
            vec![Event::AdministratorUnmade {
                process: process.clone(),
                person: "ada".parse().unwrap(),
                reason,
            }],
        ),
    ];
    let all = broken(&[begin, bad[0].clone(), bad[1].clone()]);
    for law in [
        "step 1: two accounts of one address",
        "step 1: a second one approved",
        "step 2: who asked may",
        "step 2: an administrator is left",
    ] {
        assert!(
            all.iter().any(|found| found.starts_with(law)),
            "{law}: {all:#?}"
        );
    }
}
