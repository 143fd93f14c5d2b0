//! Processes, people and changes that tests share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::approval::{Answer, Approval, Electors, Subject, required};
use crate::change::{Change, Event, Opened, Recorded, evolve};
use crate::plan::Plan;
use crate::risk;
use placet_language::condition::Scope;
use placet_language::digest::Digest;
use placet_language::ids::{ChangeId, FieldId, PersonId};
use placet_language::people::Directory;
use placet_language::process::{Phase, Process};
use placet_language::{decode, node};

/// The six processes that ship.
pub(crate) const SHIPPED: [(&str, &str, &str); 6] = [
    (
        "rechain-dao",
        include_str!("../../../processes/rechain-dao.yaml"),
        include_str!("../../../examples/people-rechain-dao.yaml"),
    ),
    (
        "service-platform",
        include_str!("../../../processes/service-platform.yaml"),
        include_str!("../../../examples/people-service-platform.yaml"),
    ),
    (
        "acgs-1",
        include_str!("../../../processes/acgs-1.yaml"),
        include_str!("../../../examples/people-acgs-1.yaml"),
    ),
    (
        "cr-loop",
        include_str!("../../../processes/cr-loop.yaml"),
        include_str!("../../../examples/people-cr-loop.yaml"),
    ),
    (
        "ecommerce",
        include_str!("../../../processes/ecommerce.yaml"),
        include_str!("../../../examples/people-ecommerce.yaml"),
    ),
    (
        "itil4",
        include_str!("../../../processes/itil4.yaml"),
        include_str!("../../../examples/people-itil4.yaml"),
    ),
];

/// A shipped process and its example people.
pub(crate) fn shipped(name: &str) -> (Process, Directory) {
    let (_, process, people) = SHIPPED.iter().find(|(known, _, _)| *known == name).unwrap();
    (
        decode(&node::read(process.as_bytes()).unwrap()).unwrap(),
        read_directory(people),
    )
}

/// A small process; `sections` replaces or adds top-level sections in YAML.
pub(crate) fn process(sections: &str) -> Process {
    let base = "\
process: small
title: A small process
format: 1
time_zone: UTC
numbering: {format: 'CR-{yyyy}-{seq:4}'}
roles: {a: Role A, b: Role B, c: Role C, d: Role D, named: {title: Named, filled_by: change.owners}}
form: [{section: Request, fields: {title: text required, owners: people, tags: list}}]
lifecycle: {states: {draft: new}, moves: {}}
models: {normal: {class: normal, for: Everything}}
risk: {levels: [low, medium, high, critical]}
approvals: {rules: [{rule: base, need: {all: [a]}}]}
";
    let mut whole = node::read(base.as_bytes()).unwrap();
    let more = node::read(sections.as_bytes()).unwrap();
    let (node::Content::Map(whole_map), node::Content::Map(more_map)) =
        (&mut whole.content, more.content)
    else {
        panic!("a section is a map");
    };
    whole_map.extend(more_map);
    decode(&whole).unwrap()
}

/// People from YAML.
pub(crate) fn read_directory(text: &str) -> Directory {
    decode(&node::read(text.as_bytes()).unwrap()).unwrap()
}

/// Humans with roles, written `ann: a b, bob: c`.
pub(crate) fn people(text: &str) -> Directory {
    let mut yaml = String::from("people:\n");
    for entry in text.split(',') {
        let (name, roles) = entry.split_once(':').unwrap();
        let roles: Vec<&str> = roles.split_whitespace().collect();
        yaml.push_str(&format!(
            "  {}: {{name: N, roles: [{}]}}\n",
            name.trim(),
            roles.join(", ")
        ));
    }
    read_directory(&yaml)
}

pub(crate) fn id<T: std::str::FromStr<Err = placet_language::ids::InvalidId>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// When approvals are asked for in [`change`].
pub(crate) fn noon() -> Timestamp {
    at("2026-11-20T12:00:00Z")
}

pub(crate) fn minutes(count: i64) -> Timestamp {
    noon() + jiff::SignedDuration::from_mins(count)
}

/// The people as they are at an instant.
pub(crate) fn electors<'a>(
    process: &'a Process,
    directory: &'a Directory,
    now: Timestamp,
) -> Electors<'a> {
    Electors {
        process,
        directory,
        now,
    }
}

/// Fields from a YAML map.
pub(crate) fn fields(text: &str) -> BTreeMap<FieldId, Value> {
    match node::read(text.as_bytes()).unwrap().to_json() {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (id(&key), value))
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// A plan from YAML: the list of its steps.
pub(crate) fn plan(text: &str) -> Plan {
    Plan {
        steps: decode(&node::read(text.as_bytes()).unwrap()).unwrap(),
        after_back_out: Vec::new(),
    }
}

/// A submitted change of the first model, with its risk and what must be approved.
pub(crate) fn change(process: &Process, directory: &Directory, values: &str) -> Change {
    let model = process.models.keys().next().unwrap().to_string();
    change_of(process, directory, &model, values)
}

/// A submitted change of a model, requested by `req`.
pub(crate) fn change_of(
    process: &Process,
    directory: &Directory,
    model: &str,
    values: &str,
) -> Change {
    let (model, fields, plan) = (id(model), fields(values), Plan::default());
    let class = process.models[&model].class;
    let unassessed = process.scope(&model, class, &fields, &plan);
    let risk = risk::assess(process, &unassessed, None);
    let scope = Scope {
        risk: Some(risk.seen()),
        ..unassessed
    };
    let subject = Subject {
        model: &model,
        class,
        risk: Some(&risk),
        fields: &fields,
        scope: &scope,
    };
    let slots = required(&electors(process, directory, noon()), &subject);
    let requester: PersonId = id("req");
    let opened = Opened {
        id: ChangeId::from_parts(0, 0),
        number: "CR-1".to_owned(),
        process: process.process.clone(),
        process_digest: Digest::of_bytes(b"process"),
        model,
        class,
        state: id("in_review"),
        phase: Phase::Authorize,
        requester: requester.clone(),
        fields,
        plan,
    };
    let event = Event::ChangeOpened(Box::new(opened));
    let mut change = evolve(
        None,
        &Recorded {
            at: noon(),
            by: Some(requester),
            event,
        },
    )
    .unwrap();
    change.request.digest = Digest::of_bytes(b"1");
    change.request.risk = Some(risk);
    change.authority.round = 1;
    change.authority.slots = slots;
    change.times.requested = Some(noon());
    change
}

/// Adds an answer for the current digest and round.
pub(crate) fn answer(change: &mut Change, person: &str, answer: Answer, at: Timestamp) {
    change.authority.approvals.push(Approval {
        person: id(person),
        capacities: Vec::new(),
        answer,
        digest: change.request.digest,
        round: change.authority.round,
        at,
        phrase: String::new(),
        comment: String::new(),
        ticked: Vec::new(),
        voided: false,
    });
}

/// Adds approvals in the order given, a minute apart.
pub(crate) fn approve(change: &mut Change, people: &[&str]) {
    for (minute, person) in (1..).zip(people) {
        answer(change, person, Answer::Approved, minutes(minute));
    }
}
