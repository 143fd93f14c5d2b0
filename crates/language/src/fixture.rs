//! Small processes, plans and values that tests share.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use serde_json::Value;

use crate::decode::decode;
use crate::ids::{FieldId, InvalidId};
use crate::node;
use crate::plan::Plan;
use crate::process::Process;

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

pub(crate) fn id<T: std::str::FromStr<Err = InvalidId>>(text: &str) -> T {
    text.parse().unwrap()
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
