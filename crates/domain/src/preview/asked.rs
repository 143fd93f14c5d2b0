//! What the process would ask for, and of whom.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use crate::approval::{self, Slot, Timing};
use crate::change::Request;
use crate::condition::{Scope, holds_or_not};
use crate::ids::{ModelId, PersonId, RoleId};
use crate::lead::Lead;
use crate::people::Directory;
use crate::process::{Class, Model, Process};
use crate::risk::RiskAssessment;

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
    pub(super) process: &'a Process,
    pub(super) directory: &'a Directory,
    pub(super) request: &'a Request,
    pub(super) requester: &'a PersonId,
    pub(super) now: Timestamp,
    pub(super) scope: &'a Scope,
}

impl Asked<'_> {
    pub(super) fn reviews(&self) -> Vec<ReviewAsked> {
        let needed = self
            .process
            .reviews
            .iter()
            .filter(|(_, r)| holds_or_not(r.when.as_ref(), self.scope));
        needed
            .map(|(kind, review)| {
                let holders = |role| {
                    approval::holders(self.process, &self.request.fields, self.directory, role)
                };
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
        let fields = &self.request.fields;
        let slots = approval::required(
            self.process,
            self.scope,
            model,
            class,
            Some(risk),
            fields,
            self.directory,
        );
        slots.into_iter().map(|slot| self.approval(slot)).collect()
    }

    fn approval(&self, slot: Slot) -> ApprovalAsked {
        let fields = &self.request.fields;
        let people = approval::who_could(
            self.process,
            &slot,
            self.requester,
            fields,
            self.directory,
            self.now,
        );
        ApprovalAsked {
            title: slot.title,
            timing: slot.timing,
            people,
            within: slot.within,
            checklist: slot.checklist,
            rules: slot.rules,
            requirements: slot.from,
        }
    }

    pub(super) fn tests(&self, model: &Model) -> Vec<TestAsked> {
        let level = model
            .testing
            .as_ref()
            .and_then(|level| self.process.tests.levels.get(level));
        let known = |kind: &String| {
            let test = self.process.tests.types.get(kind)?;
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
            .chain(&self.process.closure.documents)
            .cloned()
            .collect()
    }

    pub(super) fn checklists(&self) -> Vec<ChecklistAsked> {
        let part_of = self
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

fn titled(title: Option<&String>, id: &str) -> String {
    title.cloned().unwrap_or_else(|| id.replace('_', " "))
}
