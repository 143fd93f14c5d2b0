//! Attempts to cheat: one file for each threat of the reliability page that needs an engine and a store.

mod t14_output;
mod t2_parallel_votes;
mod t5_race;
mod t7_edited_rows;

use placet_domain::ChangeId;
use placet_domain::change::{Approve, Command};
use placet_domain::people::{Directory, Person, PersonKind};

use crate::house::House;

/// Installs a process in which this many people with role `a` approve, and then four steps run.
fn install(house: &House, count: u32) {
    let process = format!(
        "process: small\ntitle: Small\nformat: 1\ntime_zone: UTC\nnumbering: {{format: 'SM-{{yyyy}}-{{seq:4}}'}}\n\
         roles: {{a: A, b: B}}\nform: [{{section: Request, fields: {{title: text required}}}}]\n\
         lifecycle:\n  states: {{draft: new, waiting: authorize, ready: scheduled, running: implement, done: review, \
         closed: closed, off: canceled}}\n  moves:\n    submit: {{at: draft, to: waiting, holds: [form]}}\n    \
         edit: {{at: [waiting, ready], to: waiting}}\n    approve: {{at: waiting, to: ready, holds: [approvals]}}\n    \
         start: {{at: ready, to: running, holds: [approvals]}}\n    finish: {{at: running, to: done}}\n    \
         close: {{at: done, to: closed}}\n    cancel: {{at: [draft, waiting, ready], to: off}}\n\
         models: {{normal: {{class: normal, for: Everything}}}}\nrisk: {{levels: [low], otherwise: low}}\n\
         approvals: {{rules: [{{rule: before, need: {{count: {count}, of: [a, b]}}}}]}}\n"
    );
    let installed = house.engine.install_process(None, &process);
    installed.unwrap_or_else(|problems| panic!("{problems:?}"));
    set_people(house, &["u1", "u2", "u3", "u4", "u5", "u6"]);
}

/// Sets the people: `u0` requests and starts, and these approve.
fn set_people(house: &House, approvers: &[&str]) {
    let mut directory = Directory::default();
    for account in 0..10 {
        let id = format!("u{account}");
        let role = if approvers.contains(&id.as_str()) {
            "a"
        } else {
            "b"
        };
        let of_role = account > 0 && approvers.contains(&id.as_str());
        let person = Person {
            name: "N".to_owned(),
            email: None,
            kind: PersonKind::Human,
            principal: None,
            also: Vec::new(),
            roles: of_role.then(|| role.parse().unwrap()).into_iter().collect(),
        };
        directory.people.insert(id.parse().unwrap(), person);
    }
    let process = "small".parse().unwrap();
    house.engine.set_people(None, &process, &directory).unwrap();
}

const STEPS: [&str; 4] = ["one", "two", "three", "four"];

/// Returns a change of `u0` that waits for its approvals.
fn submitted(house: &House) -> ChangeId {
    let steps: String = STEPS
        .iter()
        .map(|id| {
            format!("    - {{id: {id}, action: {{command: {{run: [x]}}}}, undo: none, targets: [{id}]}}\n")
        })
        .collect();
    let request = format!("process: small\nmodel: normal\ntitle: T\nplan:\n  steps:\n{steps}");
    let id = house.open_change("u0", &request);
    house.say("u0", id, Command::Submit).unwrap();
    id
}

fn approve(house: &House, id: ChangeId) -> Command {
    Command::Approve(Approve {
        digest: Some(house.change(id).request.digest),
        ..Approve::default()
    })
}
