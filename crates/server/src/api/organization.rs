//! What is asked of an organization, in wire types.

use placet_api::{ApprovalLoss, OrganizationAnswer, ProposalRow};
use placet_domain::organization::{Loss, OrganizationEvent};
use serde_json::json;

use crate::auth::{Asker, administrators_only};
use crate::door::{Body, Call, Inner};
use crate::failure::Failure;
use crate::organization::command;
use crate::schema::{Kind, defaulted, object, optional, required};
use crate::view::see;

/// Describes what [`ask`] takes.
pub(crate) fn body() -> Body {
    Body::Json(object(&[
        required(
            "verb",
            Kind::Text,
            "`install_process`, `set_people`, `add_person`, `change_person`, `remove_person`, `grant_role`, \
             `revoke_role`, `make_administrator`, `unmake_administrator`, `delegate`, `revoke_delegation`, \
             `approve_proposal` or `reject_proposal`.",
        ),
        defaulted("reason", Kind::Text, "Why; it is recorded."),
        defaulted(
            "preview",
            Kind::Boolean,
            "Whether only to show what would change.",
        ),
        optional("person", Kind::Name, "Whom it is about."),
        optional("role", Kind::Name, "Which role is given or taken."),
        optional(
            "details",
            Kind::Fields,
            "What is known about a person who is added: `name`, `email`, `kind`, `principal`, `also`, `roles`.",
        ),
        optional("name", Kind::Text, "The new name of a person."),
        optional(
            "email",
            Kind::Text,
            "The new e-mail address of a person; an empty one removes it.",
        ),
        optional(
            "principal",
            Kind::Name,
            "Who answers for an agent or a service.",
        ),
        optional("also", Kind::Texts, "Other accounts of the same human."),
        optional(
            "directory",
            Kind::Fields,
            "All people: `people`, `delegations`, `administrators`.",
        ),
        optional("source", Kind::Text, "The text of a process file."),
        optional(
            "delegation",
            Kind::Fields,
            "A hand-over (`from`, `to`, `roles`, `since`, `until`), or the id of one.",
        ),
        optional("proposal", Kind::Text, "The id of a proposal."),
        optional(
            "digest",
            Kind::Digest,
            "The digest of the proposal that is approved.",
        ),
    ]))
}

/// Carries out a command, or shows what it would change.
pub(crate) fn ask(
    inner: &Inner,
    asker: &Asker,
    call: &Call,
) -> Result<OrganizationAnswer, Failure> {
    let done = command::carry_out(inner, asker, call)?;
    let events = done.organized.iter().flat_map(|done| &done.events);
    let proposal = events.clone().find_map(|event| match event {
        OrganizationEvent::ProposalMade { proposal, .. } => Some(proposal.clone()),
        _ => None,
    });
    Ok(OrganizationAnswer {
        done: done.organized.is_some() && proposal.is_none(),
        events: events.map(name).collect(),
        proposal,
        needs_approval: done.outlook.needs_approval,
        differences: done.outlook.differences,
        losses: done.outlook.losses.into_iter().map(loss).collect(),
    })
}

/// Lists the proposals of a process for its administrators.
pub(crate) fn proposals(
    inner: &Inner,
    asker: &Asker,
    call: &Call,
) -> Result<Vec<ProposalRow>, Failure> {
    let process = see::process(asker, call.part("process"))?;
    if !asker.administers(&process) {
        return Err(administrators_only());
    }
    let all = inner.engine.proposals(&process)?.into_iter();
    Ok(all
        .map(|(id, proposal, current)| ProposalRow {
            proposal: id,
            verb: proposal.command.verb().to_owned(),
            by: proposal.by.to_string(),
            reason: proposal.reason,
            digest: proposal.digest.to_string(),
            lapsed: !current,
            command: json!(proposal.command),
        })
        .collect())
}

fn name(event: &OrganizationEvent) -> String {
    let event = json!(event);
    let name = event.get("type").and_then(|name| name.as_str());
    name.unwrap_or_default().to_owned()
}

fn loss(loss: Loss) -> ApprovalLoss {
    let list =
        |people: &[placet_domain::PersonId]| people.iter().map(ToString::to_string).collect();
    ApprovalLoss {
        lost: list(&loss.lost),
        left: list(&loss.left),
        sentence: loss.sentence(),
        change: loss.change,
        approval: loss.slot,
    }
}
