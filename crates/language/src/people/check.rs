//! Checks of what a people file means. They read the tree, so that a mistake elsewhere in the file hides none of them.

use jiff::Timestamp;

use crate::findings::{Findings, path};
use crate::node::Node;
use crate::path::Path;
use crate::process::Process;
use crate::suggest::remedy;
use crate::text::shown;

/// Checks that agents and services have a principal, and that hand-overs end after they begin.
pub(super) fn meaning(node: &Node, findings: &mut Findings<'_>) {
    for (id, person) in people(node) {
        let kind = person.get("kind").and_then(Node::text);
        let principal = person.get("principal").and_then(Node::text);
        if matches!(kind, Some("agent" | "service")) && principal.is_none() {
            let message = "an agent or a service needs a person who answers for it";
            findings.add(&path(&["people", id]), message, "add `principal: PERSON`");
        }
    }
    let delegations = node.get("delegations").map(Node::items).unwrap_or_default();
    for (index, delegation) in delegations.iter().enumerate() {
        let time = |key| delegation.get(key)?.text()?.parse::<Timestamp>().ok();
        if let (Some(since), Some(until)) = (time("since"), time("until"))
            && until <= since
        {
            let at = path(&["delegations"]).index(index).key("until");
            let message = "the delegation ends before it begins";
            findings.add(&at, message, "correct `since` and `until`");
        }
    }
}

/// Checks what may be meant so and is odd for the people of this process: no administrator, a role that it does not have.
pub(super) fn oddities(node: &Node, process: &Process, findings: &mut Findings<'_>) {
    let administrators = node.get("administrators").map(Node::items);
    if administrators.unwrap_or_default().is_empty() {
        let message = "no person is an administrator";
        let hint = "add `administrators: [PERSON]`";
        findings.add(&path(&["administrators"]), message, hint);
    }
    // Roles may belong to another process of the same people.
    for (id, person) in people(node) {
        let roles = person.get("roles").map(Node::items).unwrap_or_default();
        for (index, role) in roles.iter().enumerate() {
            let at = path(&["people", id, "roles"]).index(index);
            let name = role.text().unwrap_or_default();
            unknown_role(name, &at, process, findings);
        }
    }
}

fn unknown_role(role: &str, at: &Path, process: &Process, findings: &mut Findings<'_>) {
    let known = || process.roles.keys().map(crate::ids::RoleId::as_str);
    if !known().any(|known| known == role) {
        let message = format!(
            "process `{}` has no role `{}`",
            process.process,
            shown(role)
        );
        findings.add(at, message, remedy(role, known(), "its roles are"));
    }
}

fn people(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let map = node.get("people").and_then(Node::map);
    map.into_iter()
        .flatten()
        .map(|(id, entry)| (id.as_str(), &entry.value))
}
