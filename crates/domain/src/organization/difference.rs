//! What differs between two versions of people or rules, in words, for a preview.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use placet_language::ids::{PersonId, RoleId};
use placet_language::people::{Delegation, Directory, Person};
use placet_language::process::Process;

/// Says who gains or loses what.
pub fn of_people(before: &Directory, after: &Directory) -> Vec<String> {
    let mut lines = Vec::new();
    let all: BTreeSet<&PersonId> = before.people.keys().chain(after.people.keys()).collect();
    for id in all {
        match (before.person(id), after.person(id)) {
            (None, Some(person)) => lines.push(format!("adds {}", introduced(id, person))),
            (Some(person), None) => lines.push(format!("removes {}", introduced(id, person))),
            (Some(was), Some(is)) => of_person(id, was, is, &mut lines),
            (None, None) => {}
        }
    }
    for id in after.administrators.difference(&before.administrators) {
        lines.push(format!("{id} becomes an administrator"));
    }
    for id in before.administrators.difference(&after.administrators) {
        lines.push(format!("{id} is no longer an administrator"));
    }
    let missing = |of: &Directory, from: &Directory| -> Vec<Delegation> {
        let all = of.delegations.iter();
        all.filter(|one| !from.delegations.contains(one))
            .cloned()
            .collect()
    };
    for one in missing(after, before) {
        lines.push(format!("adds the hand-over {}", of_delegation(&one)));
    }
    for one in missing(before, after) {
        lines.push(format!("ends the hand-over {}", of_delegation(&one)));
    }
    lines
}

fn introduced(id: &PersonId, person: &Person) -> String {
    let kind = word(&person.kind);
    let roles = names(person.roles.iter());
    let roles = match roles.is_empty() {
        true => "no role".to_owned(),
        false => roles,
    };
    format!("{id} ({}, {kind}) with {roles}", person.name)
}

fn of_person(id: &PersonId, was: &Person, is: &Person, lines: &mut Vec<String>) {
    let gained = names(is.roles.difference(&was.roles));
    if !gained.is_empty() {
        lines.push(format!("{id} gains {gained}"));
    }
    let lost = names(was.roles.difference(&is.roles));
    if !lost.is_empty() {
        lines.push(format!("{id} loses {lost}"));
    }
    let fields = [
        ("name", was.name != is.name),
        ("e-mail address", was.email != is.email),
        ("kind", was.kind != is.kind),
        ("principal", was.principal != is.principal),
        ("other accounts", was.also != is.also),
    ];
    for (field, _) in fields.iter().filter(|(_, differs)| *differs) {
        lines.push(format!("changes the {field} of {id}"));
    }
}

fn of_delegation(one: &Delegation) -> String {
    let roles = match names(one.roles.iter()) {
        none if none.is_empty() => "all roles".to_owned(),
        some => some,
    };
    let (from, to, since, until) = (&one.from, &one.to, one.since, one.until);
    format!("from {from} to {to}: {roles}, {since} to {until}")
}

fn names<'a>(roles: impl Iterator<Item = &'a RoleId>) -> String {
    roles.map(RoleId::as_str).collect::<Vec<_>>().join(", ")
}

fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// Sections of a process whose entries have names, and what one of them is called.
const NAMED: [(&str, &str); 9] = [
    ("models", "model"),
    ("roles", "role"),
    ("boards", "board"),
    ("vocabulary", "list of values"),
    ("records", "record"),
    ("reviews", "review"),
    ("checklists", "checklist"),
    ("fields", "field"),
    ("states", "state"),
];

/// Says what a version of a process adds, drops and changes.
pub fn of_rules(before: &Process, after: &Process) -> Vec<String> {
    let (was, is) = (sections(before), sections(after));
    let mut lines = Vec::new();
    for (section, noun) in NAMED {
        let part = |of: &Map<String, Value>| entries(of.get(section));
        entries_differ(noun, &part(&was), &part(&is), &mut lines);
    }
    entries_differ(
        "approval rule",
        &rules(was.get("approvals")),
        &rules(is.get("approvals")),
        &mut lines,
    );
    moves_differ(
        &entries(was.get("moves")),
        &entries(is.get("moves")),
        &mut lines,
    );
    let told: BTreeSet<&str> = NAMED.iter().map(|(section, _)| *section).collect();
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for key in keys {
        let told = told.contains(key.as_str()) || matches!(key.as_str(), "approvals" | "moves");
        if !told && was.get(key) != is.get(key) {
            lines.push(format!("changes `{key}`"));
        }
    }
    let rest = |of: &Map<String, Value>| {
        let mut rest = of.get("approvals").cloned().unwrap_or_default();
        if let Some(map) = rest.as_object_mut() {
            map.remove("rules");
        }
        rest
    };
    if rest(&was) != rest(&is) {
        lines.push("changes what holds for all approvals".to_owned());
    }
    lines
}

/// The sections of a process; fields of the form, states and moves stand beside them under their own names.
fn sections(process: &Process) -> Map<String, Value> {
    let value = serde_json::to_value(process).unwrap_or_default();
    let Value::Object(mut map) = value else {
        return Map::new();
    };
    let form = map.remove("form").unwrap_or_default();
    let mut fields = Map::new();
    for section in form.as_array().into_iter().flatten() {
        fields.extend(entries(section.get("fields")));
    }
    map.insert("fields".to_owned(), Value::Object(fields));
    if let Some(Value::Object(lifecycle)) = map.remove("lifecycle") {
        for (key, value) in lifecycle {
            let key = match key.as_str() {
                "states" | "moves" => key,
                other => format!("lifecycle.{other}"),
            };
            map.insert(key, value);
        }
    }
    map
}

fn entries(section: Option<&Value>) -> Map<String, Value> {
    section
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// Rules of approval by their name, or by their place where they have none.
fn rules(approvals: Option<&Value>) -> Map<String, Value> {
    let list = approvals.and_then(|all| all.get("rules")?.as_array());
    let named = |(index, rule): (usize, &Value)| {
        let name = ["rule", "name", "id"]
            .iter()
            .find_map(|key| rule.get(key)?.as_str());
        let name = name.map_or_else(|| (index + 1).to_string(), str::to_owned);
        (name, rule.clone())
    };
    list.into_iter().flatten().enumerate().map(named).collect()
}

fn entries_differ(
    noun: &str,
    was: &Map<String, Value>,
    is: &Map<String, Value>,
    lines: &mut Vec<String>,
) {
    for key in is.keys().filter(|key| !was.contains_key(*key)) {
        lines.push(format!("adds {noun} `{key}`"));
    }
    for (key, before) in was {
        match is.get(key) {
            None => lines.push(format!("drops {noun} `{key}`")),
            Some(after) if after != before => lines.push(format!("changes {noun} `{key}`")),
            Some(_) => {}
        }
    }
}

/// Moves with the gates that each of them gains or loses.
fn moves_differ(was: &Map<String, Value>, is: &Map<String, Value>, lines: &mut Vec<String>) {
    entries_differ("move", was, is, lines);
    let gates = |of: &Map<String, Value>, key: &str| -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        let rules = of.get(key).and_then(Value::as_array).into_iter().flatten();
        let holds = rules.filter_map(|rule| rule.get("holds")?.as_array());
        for gate in holds.flatten() {
            let name = gate
                .as_str()
                .map_or_else(|| gate.to_string(), str::to_owned);
            *counted.entry(name).or_default() += 1;
        }
        counted
    };
    for key in was.keys().filter(|key| is.contains_key(*key)) {
        let (before, after) = (gates(was, key), gates(is, key));
        let fewer = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| -> Vec<String> {
            let count = |of: &BTreeMap<String, usize>, gate: &String| of.get(gate).copied();
            let keys = b.keys().filter(|gate| count(a, gate) < count(b, gate));
            keys.cloned().collect()
        };
        for gate in fewer(&before, &after) {
            lines.push(format!("adds gate `{gate}` to `{key}`"));
        }
        for gate in fewer(&after, &before) {
            lines.push(format!("drops gate `{gate}` from `{key}`"));
        }
    }
}
