//! Pins the table of phases: which verb makes sense in which phase.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::legal;
use crate::change::Command;
use crate::fixture::{change_of, shipped};
use placet_language::process::Phase;

const PHASES: [Phase; 8] = [
    Phase::New,
    Phase::Assess,
    Phase::Authorize,
    Phase::Scheduled,
    Phase::Implement,
    Phase::Review,
    Phase::Closed,
    Phase::Canceled,
];

const GOLDEN: &str = "\
open:
edit: new assess authorize scheduled
submit: new assess authorize
assess: new assess authorize scheduled
review: assess authorize
approve: assess authorize scheduled implement review closed
reject: assess authorize scheduled implement review closed
defer: assess authorize
abstain: assess authorize scheduled implement review closed
condition: assess authorize scheduled
schedule: new assess authorize scheduled
hold: new assess authorize scheduled implement review
release: new assess authorize scheduled implement review
tick: new assess authorize scheduled implement review
start: authorize scheduled
record_step: implement
pause: implement
resume: implement
skip: implement
retry: implement
abort: implement
back_out: implement review
verify: implement review
close: implement review
cancel: new assess authorize scheduled
comment: new assess authorize scheduled implement review closed canceled
evidence: new assess authorize scheduled implement review closed canceled
deviation: implement review
record: new assess authorize scheduled implement review
record_outcome: new assess authorize scheduled implement review closed canceled
settle: new assess authorize scheduled implement review closed
";

/// One command of each verb, with the arguments that it cannot do without.
fn commands() -> Vec<Command> {
    let of = |verb: &str, arguments: Value| {
        let mut all = arguments;
        all["verb"] = json!(verb);
        serde_json::from_value(all).unwrap()
    };
    let because = || json!({"reason": "r"});
    let digest = placet_language::digest::Digest::of_bytes(b"");
    vec![
        of("open", json!({"process": "p"})),
        of("edit", json!({})),
        of("submit", json!({})),
        of("assess", json!({})),
        of("review", json!({"kind": "k", "passed": true})),
        of("approve", json!({"digest": digest})),
        of("reject", because()),
        of("defer", because()),
        of("abstain", because()),
        of("condition", json!({"number": 1})),
        of("schedule", json!({"start": "2026-11-21T10:00:00Z"})),
        of("hold", because()),
        of("release", because()),
        of("tick", json!({"checklist": "c"})),
        of("start", json!({})),
        of("record_step", json!({"step": "s", "succeeded": true})),
        of("pause", because()),
        of("resume", json!({})),
        of("skip", because()),
        of("retry", because()),
        of("abort", because()),
        of("back_out", because()),
        of("verify", json!({})),
        of("close", json!({"code": "successful"})),
        of("cancel", because()),
        of("comment", json!({"text": "t"})),
        of(
            "evidence",
            json!({"kind": "k", "name": "n", "sha256": digest, "bytes": 1}),
        ),
        of("deviation", json!({"text": "t"})),
        of("record", json!({"record": "r"})),
        of(
            "record_outcome",
            json!({"step": "s", "direction": "forward", "attempt": 1, "outcome": {"is": "succeeded"}}),
        ),
        of("settle", json!({})),
    ]
}

#[test]
fn each_verb_is_legal_in_the_phases_that_the_golden_table_names() {
    let (process, directory) = shipped("service-platform");
    let model = process.models.keys().next().unwrap().to_string();
    let mut change = change_of(&process, &directory, &model, "{}");
    let mut table = String::new();
    for command in commands() {
        let phases = PHASES.into_iter().filter(|phase| {
            change.phase = *phase;
            legal(&command, &change).is_ok()
        });
        let names: Vec<String> = phases
            .map(|phase| {
                serde_json::to_value(phase)
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let line = format!("{}: {}", command.verb(), names.join(" "));
        table.push_str(line.trim_end());
        table.push('\n');
    }
    assert_eq!(table, GOLDEN);
}

// A snapshot is a change as JSON. The parts that have no default stand here by name.
#[test]
fn a_change_that_is_grouped_in_another_way_needs_a_migration_that_deletes_the_snapshots() {
    let (process, people) = shipped("itil4");
    let change = change_of(&process, &people, "normal", "{}");
    let mut parts = Vec::new();
    for (name, part) in serde_json::to_value(&change).unwrap().as_object().unwrap() {
        match part
            .as_object()
            .filter(|_| name != "run" && name != "times")
        {
            Some(group) => parts.extend(group.keys().map(|inner| format!("{name}.{inner}"))),
            None => parts.push(name.clone()),
        }
    }
    let pinned = "authority.approvals authority.authorized authority.conditions authority.overdue authority.ratified \
                  authority.reviews authority.round authority.slots authority.unauthorized authority.unsettled \
                  closure held id number phase process process_digest \
                  request.class request.digest request.fields request.model request.plan request.raised \
                  request.revisions request.risk run schedule schedule_bound state times \
                  who.authors who.implementer who.requester \
                  written.deviations written.evidence written.records written.ticked";
    assert_eq!(parts.join(" "), pinned);
}
