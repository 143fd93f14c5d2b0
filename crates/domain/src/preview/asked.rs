//! What the process would ask for, and of whom.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::approval::{self, Ballot, Electors, Slot, Subject, Timing};
use crate::change::Request;
use crate::risk::RiskAssessment;
use placet_language::condition::{Scope, holds_or_not};
use placet_language::digest::Digest;
use placet_language::ids::{ModelId, PersonId, RoleId};
use placet_language::lead::Lead;
use placet_language::process::{Class, Model};

/// A review that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewAsked {
    /// Which review.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Roles of which one reviews.
    pub roles: Vec<RoleId>,
    /// Who holds one of them.
    pub people: Vec<PersonId>,
    /// The condition that asks for it; empty if it is always needed.
    pub because: String,
    /// Requirement ids.
    pub requirements: Vec<String>,
}

/// An approval that is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalAsked {
    /// Title of the requirement.
    pub title: String,
    /// Before or after implementation.
    pub timing: Timing,
    /// Who can give it.
    pub people: Vec<PersonId>,
    /// Expected in; counted from the request, or from the start of implementation.
    pub within: Option<Lead>,
    /// What the approver ticks.
    pub checklist: Vec<String>,
    /// Rules that ask for it.
    pub rules: Vec<String>,
    /// Requirement ids.
    pub requirements: Vec<String>,
}

/// A test that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestAsked {
    /// Its type.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it runs.
    pub environment: Option<String>,
    /// What passing means.
    pub passes_when: Option<String>,
    /// Runs without a person.
    pub automated: bool,
}

/// A checklist that is part of the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChecklistAsked {
    /// Which.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its tasks.
    pub tasks: Vec<String>,
    /// Requirement ids.
    pub requirements: Vec<String>,
}

pub(super) struct Asked<'a> {
    pub(super) electors: Electors<'a>,
    pub(super) request: &'a Request,
    pub(super) requester: &'a PersonId,
    pub(super) scope: &'a Scope<'a>,
}

impl Asked<'_> {
    pub(super) fn reviews(&self) -> Vec<ReviewAsked> {
        let needed = self
            .electors
            .process
            .reviews
            .iter()
            .filter(|(_, r)| holds_or_not(r.when.as_ref(), self.scope));
        needed
            .map(|(kind, review)| {
                let holders = |role| self.electors.holders(&self.request.fields, role);
                let people: BTreeSet<PersonId> = review.by.iter().flat_map(holders).collect();
                ReviewAsked {
                    kind: kind.clone(),
                    title: titled(review.title.as_ref(), kind),
                    roles: review.by.clone(),
                    people: people.into_iter().collect(),
                    because: review
                        .when
                        .as_ref()
                        .map_or_else(String::new, |when| when.source().to_owned()),
                    requirements: review.from.clone(),
                }
            })
            .collect()
    }

    pub(super) fn approvals(
        &self,
        model: &ModelId,
        class: Class,
        risk: &RiskAssessment,
    ) -> Vec<ApprovalAsked> {
        let subject = Subject {
            model,
            class,
            risk: Some(risk),
            fields: &self.request.fields,
            scope: self.scope,
        };
        let slots = approval::required(&self.electors, &subject);
        let authors = [self.requester.clone()].into();
        let ballot = Ballot {
            electors: self.electors,
            requester: self.requester,
            authors: &authors,
            implementer: None,
            fields: &self.request.fields,
            digest: Digest::of_bytes(b""),
            round: 0,
            slots: &slots,
            approvals: &[],
            requested: None,
            started: None,
            started_digest: None,
        };
        slots.iter().map(|slot| asked(&ballot, slot)).collect()
    }

    pub(super) fn tests(&self, model: &Model) -> Vec<TestAsked> {
        let level = model
            .testing
            .as_ref()
            .and_then(|level| self.electors.process.tests.levels.get(level));
        let known = |kind: &String| {
            let test = self.electors.process.tests.types.get(kind)?;
            Some(TestAsked {
                kind: kind.clone(),
                title: titled(test.title.as_ref(), kind),
                environment: test.environment.clone(),
                passes_when: test.passes_when.clone(),
                automated: test.automated,
            })
        };
        level.into_iter().flatten().filter_map(known).collect()
    }

    pub(super) fn documents(&self, model: &Model) -> Vec<String> {
        let of_model = model.documentation.iter().chain(&model.rollback_plan);
        of_model
            .chain(&self.electors.process.closure.documents)
            .cloned()
            .collect()
    }

    pub(super) fn checklists(&self) -> Vec<ChecklistAsked> {
        let part_of = self
            .electors
            .process
            .checklists
            .iter()
            .filter(|(_, c)| holds_or_not(c.when.as_ref(), self.scope));
        part_of
            .map(|(name, checklist)| ChecklistAsked {
                name: name.clone(),
                title: titled(checklist.title.as_ref(), name),
                tasks: checklist
                    .all_tasks()
                    .map(|(_, task)| task.to_owned())
                    .collect(),
                requirements: checklist.from.clone(),
            })
            .collect()
    }
}

fn asked(ballot: &Ballot<'_>, slot: &Slot) -> ApprovalAsked {
    ApprovalAsked {
        title: slot.title.clone(),
        timing: slot.timing,
        people: ballot.who_could(slot),
        within: slot.within,
        checklist: slot.checklist.clone(),
        rules: slot.rules.clone(),
        requirements: slot.from.clone(),
    }
}

fn titled(title: Option<&String>, id: &str) -> String {
    title.cloned().unwrap_or_else(|| id.replace('_', " "))
}
