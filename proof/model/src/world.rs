//! A small organization: a process that wants two of its approvers, people with every trick, and a plan of two steps.

use std::sync::LazyLock;

use placet_domain::change::Command;
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{decode, node};
use serde_json::{Value, json};

/// The requester; holds the approvers' role too.
pub const REQUESTER: &str = "rob";
/// An approver who also edits the plan.
pub const EDITOR: &str = "eve";
/// An approver.
pub const ANN: &str = "ann";
/// The second account of the same human.
pub const ANN_AGAIN: &str = "ann.again";
/// An approver who may hand the role over.
pub const BEN: &str = "ben";
/// The person who receives the role.
pub const DEPUTY: &str = "dan";
/// An agent in the approvers' role.
pub const AGENT: &str = "bot";
/// Everybody who tries to approve.
pub const VOTERS: [&str; 7] = [REQUESTER, EDITOR, ANN, ANN_AGAIN, BEN, DEPUTY, AGENT];
/// What both changes act on.
pub const TARGET: &str = "web";

// An edit leaves the change where it is, in the same round: only the digest can void what was approved before.
const PROCESS: &str = "
process: small
title: Two of the approvers
format: 1
time_zone: UTC
numbering: {format: 'CR-{seq:4}'}
roles: {approver: Approver, engineer: Engineer}
form: [{section: Request, fields: {title: text required}}]
lifecycle:
  states: {draft: new, waiting: authorize, approved: scheduled, running: implement, undoing: implement,
           stuck: implement, done: review, undone: review, closed: closed, canceled: canceled}
  moves:
    submit: {at: draft, to: waiting, holds: [form, plan]}
    edit: {at: [waiting, approved], to: waiting}
    approve: {at: waiting, to: approved, holds: [approvals]}
    reject: {at: [waiting, approved], to: draft}
    start: {at: approved, to: running, holds: [approvals]}
    finish: {at: running, to: done}
    back_out: {at: [running, done], to: undoing}
    backed_out: {at: [undoing, stuck], to: undone}
    stuck: {at: [running, undoing], to: stuck}
    verify: {at: done, to: done}
    close: {at: [done, undone], to: closed}
    cancel: {at: [draft, waiting, approved], to: canceled}
models: {normal: {class: normal, for: Everything}}
risk: {levels: [low], otherwise: low}
approvals: {rules: [{rule: two, need: {count: 2, of: [approver]}}]}
plan: {required: true}
";

const PEOPLE: &str = "
people:
  rob: {name: Rob, roles: [approver, engineer]}
  eve: {name: Eve, roles: [approver, engineer]}
  ann: {name: Ann, roles: [approver]}
  ann.again: {name: Ann, roles: [approver], also: [ann]}
  ben: {name: Ben, roles: [approver]}
  dan: {name: Dan}
  bot: {name: Bot, kind: agent, roles: [approver]}
  eng: {name: Eng, roles: [engineer]}
";

/// The process file, read once.
#[expect(
    clippy::expect_used,
    reason = "a text of this file; the first test reads it"
)]
pub static SMALL: LazyLock<Parsed> =
    LazyLock::new(|| parse(PROCESS.as_bytes()).expect("the process of the model is valid"));

/// The people by what happened to them: bit 0, Ann has lost the role; bit 1, Ben has handed it over to Dan.
#[expect(
    clippy::expect_used,
    reason = "a text of this file; the first test reads it"
)]
pub static PEOPLE_OF: LazyLock<Vec<Directory>> = LazyLock::new(|| {
    (0..4_u8)
        .map(|what| {
            let mut text = PEOPLE.to_owned();
            if what & 1 == 1 {
                text = text.replace("ann: {name: Ann, roles: [approver]}", "ann: {name: Ann}");
            }
            if what & 2 == 2 {
                text.push_str(
                    "delegations: [{from: ben, to: dan, roles: [approver], since: 2026-01-01T00:00:00Z, \
                     until: 2027-01-01T00:00:00Z}]\n",
                );
            }
            let tree = node::read(text.as_bytes()).expect("the people of the model can be read");
            decode(&tree).expect("the people of the model are valid")
        })
        .collect()
});

/// One of two plans; both act on the same target. The first step may be repeated, the second may not.
pub fn plan(which: u8) -> Value {
    let step = |id: &str, again: bool| {
        json!({"id": id, "action": {"command": {"run": ["deploy", id, which.to_string()]}},
               "undo": {"command": {"run": ["remove", id]}}, "targets": [TARGET],
               "idempotent": again, "retries": u8::from(again)})
    };
    json!({"steps": [step("one", true), step("two", false)]})
}

/// A command from its body, which names the verb.
#[expect(
    clippy::expect_used,
    reason = "bodies stand in this crate; a wrong one is a mistake of the model"
)]
pub fn command(body: Value) -> Command {
    serde_json::from_value(body).expect("a command of the model is valid")
}
