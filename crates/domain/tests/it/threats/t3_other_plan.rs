//! T3: an approval for one thing never counts for another. Everything that is approved is in the digest, to the last field.

use std::sync::Arc;

use std::collections::BTreeSet;

use placet_domain::approval::{Answer, Electors, Timing};
use placet_domain::change::{Change, digest_of};
use placet_domain::digest::Digest;
use placet_domain::plan::Plan;
use placet_domain::process::parse;
use serde_json::{Value, json};

use super::organization::{Organization, name, processes};

/// What a plan can say, as the language declares it.
const STEP: &str = concat!(
    include_str!("../../../../language/src/plan/step.rs"),
    include_str!("../../../../language/src/plan/action/mod.rs"),
    include_str!("../../../../language/src/plan/action/command.rs"),
    include_str!("../../../../language/src/plan/action/evidence.rs"),
    include_str!("../../../../language/src/plan/action/http.rs"),
    include_str!("../../../../language/src/plan/action/install.rs"),
    include_str!("../../../../language/src/plan/action/task.rs"),
    include_str!("../../../../language/src/plan/action/write.rs"),
);

/// A plan in which everything that a plan can say is said.
fn maximal() -> Value {
    let sha = "ab".repeat(32);
    let command = json!({"command": {"run": ["deploy", "--all"], "in_dir": "/srv", "env": {"MODE": "live"},
        "ok": [0, 3], "give_up": [9]}});
    let http = json!({"http": {"method": "POST", "url": "https://example.org/x", "headers": {"accept": "text/plain"},
        "body": "hello", "expect_status": [200], "expect_body": "ok",
        "expect_json": {"/ready": true, "/count": 3, "/list": [1, {"deep": null}]}, "within": "30s"}});
    let install = json!({"install": {"from": "/build/r1", "into": "/srv/releases", "name": "r1", "link": "/srv/live",
        "sha256": sha}});
    let write = json!({"write": {"path": "/etc/x.conf", "content": "a = 1", "mode": "0640"}});
    let evidence = json!({"evidence": {"kind": "test:unit", "path": "/tmp/r.xml", "format": "junit", "sha256": sha}});
    let task = json!({"task": {"text": "look", "by": "a"}});
    json!({
        "steps": [
            {"id": "one", "title": "One", "kind": "deployment", "phase": "main", "after": [], "action": command,
             "check": http, "undo": task, "timeout": "5m", "retries": 2, "retry_pause": "3s", "idempotent": true,
             "probe": http, "reversibility": "difficult", "undo_safe_if_partial": false, "estimate": "7m",
             "environment": "production", "targets": ["db", "web"], "run_as": "deployer"},
            {"id": "two", "after": ["one"], "action": install, "undo": "previous"},
            {"id": "three", "after": ["one", "two"], "action": write, "undo": "none"},
            {"id": "four", "action": evidence, "undo": command},
            {"id": "five", "action": {"wait": "1m"}, "undo": "none"},
            {"id": "six", "action": task, "undo": "none"},
        ],
        "after_back_out": [http, command],
    })
}

fn read(plan: &Value) -> Option<Plan> {
    serde_json::from_value(plan.clone()).ok()
}

fn changed(change: &Change, plan: &Plan) -> Change {
    let mut changed = change.clone();
    changed.request.plan = plan.clone().into();
    changed
}

/// A change that one person has approved and another one has still to.
fn waiting() -> (Organization, Change) {
    let mut organization = Organization::new(7, false);
    organization.need = 3;
    organization.process = &processes(false)[3];
    for (id, person) in &mut organization.directory.people {
        *person = serde_json::from_value(json!({"name": id})).unwrap();
    }
    for (account, role) in [(1, "a"), (2, "b"), (3, "c")] {
        let person = organization
            .directory
            .people
            .get_mut(&name(account))
            .unwrap();
        person.roles.insert(role.parse().unwrap());
    }
    let request =
        json!({"process": "small", "model": "normal", "fields": {"title": "t"}, "plan": maximal()});
    let open = placet_domain::change::Command::Open(serde_json::from_value(request).unwrap());
    organization.ask(Some(name(0)), open).answer.unwrap();
    organization
        .says(&name(0), "submit", json!({}))
        .answer
        .unwrap();
    organization
        .answers(&name(1), Answer::Approved)
        .answer
        .unwrap();
    let change = organization.change.clone().unwrap();
    (organization, change)
}

fn counted(organization: &Organization, change: &Change) -> usize {
    let electors = Electors {
        process: &organization.process.process,
        directory: &organization.directory,
        now: organization.now,
    };
    change.ballot(electors).tally(Timing::Before).filled.len()
}

/// Every place of a value, with everything that could stand there instead.
pub(super) fn edits(value: &Value, path: &str, found: &mut Vec<(String, Vec<Value>)>) {
    let mut here: Vec<Value> = Vec::new();
    match value {
        Value::Null => here.push(json!(1)),
        Value::Bool(flag) => here.push(json!(!flag)),
        Value::Number(number) => here.push(json!(u8::from(number.as_f64() != Some(1.0)))),
        Value::String(text) => {
            let words = [
                "11m", "easy", "moderate", "file", "none", "previous", "b", "five",
            ];
            here.push(json!(format!("{text}x")));
            here.push(json!(text.replacen('a', "c", 1)));
            here.extend(words.map(Value::from));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                edits(item, &format!("{path}/{at}"), found);
            }
            if let Some(first) = items.first() {
                let mut longer = items.clone();
                longer.push(first.clone());
                found.push((format!("{path}+"), vec![longer.into()]));
                let mut shorter = items.clone();
                shorter.remove(0);
                found.push((format!("{path}-"), vec![shorter.into()]));
            }
            if items.len() > 1 {
                let mut turned = items.clone();
                turned.rotate_left(1);
                found.push((format!("{path}~"), vec![turned.into()]));
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                edits(item, &format!("{path}/{escaped}"), found);
                let mut less = map.clone();
                less.remove(key);
                found.push((format!("{path}-{escaped}"), vec![less.into()]));
            }
        }
    }
    if !here.is_empty() {
        found.push((path.to_owned(), here));
    }
}

/// The plan with another value at a place; `-`, `+` and `~` mark edits of the value that holds the place.
fn edited(plan: &Value, place: &str, new: &Value) -> Value {
    let pointer = place
        .split(['-', '+'])
        .next()
        .unwrap()
        .trim_end_matches('~');
    let mut plan = plan.clone();
    *plan
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{place}")) = new.clone();
    plan
}

// T3, I8
#[test]
fn t3_every_field_of_a_plan_voids_approvals() {
    let (organization, change) = waiting();
    let process = &organization.process.process;
    let before = digest_of(&change, process);
    assert_eq!(
        (before, counted(&organization, &change)),
        (change.request.digest, 1)
    );
    let plan = serde_json::to_value(&change.request.plan).unwrap();
    let mut places = Vec::new();
    edits(&plan, "", &mut places);
    let mut silent = Vec::new();
    let mut changed_places = 0;
    for (place, candidates) in places {
        let others: Vec<Plan> = candidates
            .iter()
            .filter_map(|new| read(&edited(&plan, &place, new)))
            .filter(|other| *other != *change.request.plan)
            .collect();
        if others.is_empty() {
            silent.push(place);
            continue;
        }
        changed_places += 1;
        for other in others {
            let mut after = changed(&change, &other);
            let digest = digest_of(&after, process);
            assert_ne!(digest, before, "{place} is not in the digest");
            after.request.digest = digest;
            assert_eq!(counted(&organization, &after), 0, "{place}");
        }
    }
    // What has no other value: what must be there, and a missing number where that is what missing means.
    silent.retain(|place| !place.contains('-'));
    assert_eq!(
        silent,
        Vec::<String>::new(),
        "no other value was tried there"
    );
    assert!(changed_places > 120, "{changed_places}");
}

/// The fields and words of the types of a plan, as their source declares them, so that a new one cannot be forgotten.
#[test]
fn t3_the_maximal_plan_says_everything_that_a_plan_can_say() {
    fn keys(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, item)| {
                found.insert(key.clone());
                keys(item, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            Value::String(text) => {
                found.insert(text.clone());
            }
            _ => {}
        }
    }
    let mut said = BTreeSet::new();
    keys(
        &serde_json::to_value(read(&maximal()).unwrap()).unwrap(),
        &mut said,
    );
    let declared: Vec<&str> = STEP
        .lines()
        .filter_map(|line| line.strip_prefix("    pub ")?.split_once(':'))
        .map(|(field, _)| field)
        .filter(|field| !field.contains(' '))
        .collect();
    assert!(declared.len() > 40, "{declared:?}");
    let missing: Vec<_> = declared
        .iter()
        .filter(|field| !said.contains(**field))
        .collect();
    assert!(missing.is_empty(), "not in the maximal plan: {missing:?}");
    let actions = STEP.split("pub enum Action {").nth(1).unwrap();
    let actions = actions.split("\n}\n").next().unwrap().lines();
    for action in actions.filter(|line| !line.trim().starts_with("///")) {
        let word = action.trim().split('(').next().unwrap().to_lowercase();
        let asked = word.is_empty() || said.contains(&word);
        assert!(asked, "no step of the maximal plan does `{word}`");
    }
}

// T3: what is approved beside the plan.
#[test]
fn t3_number_process_model_risk_and_time_void_approvals() {
    let (organization, change) = waiting();
    let process = &organization.process.process;
    let before = digest_of(&change, process);
    let other = |edit: &dyn Fn(&mut Change)| {
        let mut other = change.clone();
        edit(&mut other);
        digest_of(&other, process)
    };
    let schedule = |start: &str, end: Option<&str>| placet_domain::change::Schedule {
        start: start.parse().unwrap(),
        end: end.map(|end| end.parse().unwrap()),
    };
    let at = "2026-12-01T10:00:00Z";
    let all = [
        before,
        other(&|c| c.number = "CR-2".to_owned()),
        other(&|c| c.process_digest = Digest::of_bytes(b"other")),
        other(&|c| c.request.model = "other".parse().unwrap()),
        other(&|c| c.request.risk.as_mut().unwrap().level = "high".to_owned()),
        other(&|c| c.request.risk.as_mut().unwrap().score = Some(7)),
        other(&|c| c.request.risk = None),
        other(&|c| {
            c.schedule = Some(schedule(at, None));
            c.schedule_bound = true;
        }),
        other(&|c| {
            c.schedule = Some(schedule(at, Some("2026-12-01T11:00:00Z")));
            c.schedule_bound = true;
        }),
        other(&|c| {
            Arc::make_mut(&mut c.request.fields).insert("title".parse().unwrap(), "other".into());
        }),
    ];
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

// T3: every material field of every shipped process, and none of the others.
#[test]
fn t3_every_material_field_of_the_shipped_processes_is_in_the_digest() {
    let (_, change) = waiting();
    let mut material = 0;
    let root = format!("{}/../../processes", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(root).unwrap() {
        let process = parse(&std::fs::read(file.unwrap().path()).unwrap())
            .unwrap()
            .process;
        let before = digest_of(&change, &process);
        for (id, field) in process.fields() {
            let mut after = change.clone();
            Arc::make_mut(&mut after.request.fields).insert(id.clone(), json!(["anything else"]));
            let differs = digest_of(&after, &process) != before;
            assert_eq!(differs, field.material, "{} of {}", id, process.process);
            material += u32::from(field.material);
        }
    }
    assert!(material > 50, "{material}");
}

// T3, T5: through the rules: an edit takes the approval along.
#[test]
fn t3_an_edit_after_the_approval_voids_it_and_says_so() {
    let (mut organization, change) = waiting();
    let mut plan = maximal();
    plan["steps"][0]["action"]["command"]["run"][1] = json!("--one");
    organization
        .says(&name(0), "edit", json!({"plan": plan}))
        .answer
        .unwrap();
    let after = organization.change.clone().unwrap();
    assert_ne!(after.request.digest, change.request.digest);
    assert_eq!(counted(&organization, &after), 0);
    let late = organization.says(
        &name(2),
        "approve",
        json!({"digest": change.request.digest}),
    );
    let rejection = late.answer.unwrap_err();
    assert_eq!(rejection.reasons[0].code, "digest_differs");
    let refusals = &organization.change.as_ref().unwrap().refusals;
    assert_eq!(refusals.last().unwrap().codes, ["digest_differs"]);
}

// T3: what an edit voided stays void: the approver has not seen that the change was another one in between.
#[test]
fn t3_an_edit_that_is_taken_back_brings_no_approval_back() {
    let (mut organization, change) = waiting();
    assert_eq!(counted(&organization, &change), 1);
    let mut other = maximal();
    other["steps"][0]["timeout"] = json!("6m");
    for plan in [other, maximal()] {
        let edit = organization.says(&name(0), "edit", json!({"plan": plan}));
        edit.answer.unwrap();
    }
    let after = organization.change.clone().unwrap();
    assert_eq!(
        (after.request.digest, after.authority.round),
        (change.request.digest, change.authority.round)
    );
    assert_eq!(counted(&organization, &after), 0);
    // They may approve it again, as it is now.
    organization
        .answers(&name(1), Answer::Approved)
        .answer
        .unwrap();
    let after = organization.change.clone().unwrap();
    assert_eq!(counted(&organization, &after), 1);
}

// The same meaning: how long a duration is written, and the order in which keys stand.
#[test]
fn t3_the_same_plan_in_other_words_has_the_same_digest() {
    let (organization, change) = waiting();
    let process = &organization.process.process;
    let mut other = maximal();
    other["steps"][0]["timeout"] = json!("300s");
    other["steps"][0]["undo_safe_if_partial"] = json!(false);
    other["steps"][4]["action"]["wait"] = json!("60s");
    let other = changed(&change, &read(&other).unwrap());
    assert_eq!(digest_of(&other, process), change.request.digest);
}
