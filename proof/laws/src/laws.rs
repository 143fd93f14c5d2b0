//! The laws, and the checker that applies them to a history.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::approval::{Answer, Timing};
use placet_domain::change::{Change, Event, Recorded, digest_of};
use placet_domain::people::{Directory, PersonKind};
use placet_domain::plan::Direction;
use placet_domain::process::{BackOutKind, Excluded, Process};
use placet_domain::{PersonId, StepId};

use super::seen::{Seen, accounts_of, may_follow_the_end};

/// Returns every law that a history breaks. `live` is the state that was kept while the history was made.
pub fn broken(
    process: &Process,
    history: &[(Recorded, Directory)],
    live: Option<&Change>,
) -> Vec<String> {
    let mut seen = Seen::default();
    let mut broken = Vec::new();
    for (number, (recorded, directory)) in (1..).zip(history) {
        let mut found = seen.judge(process, directory, recorded);
        seen.note(recorded);
        let text = serde_json::to_string(recorded).unwrap();
        if serde_json::from_str::<Recorded>(&text).ok().as_ref() != Some(recorded) {
            found.push("I11: it is read back differently from how it was written".to_owned());
        }
        let name = recorded.event.name();
        broken.extend(
            found
                .into_iter()
                .map(|law| format!("event {number}, {name}: {law}")),
        );
    }
    if live.is_some() && seen.change.as_ref() != live {
        broken.push("I11: replaying the events gives another state than the live one".to_owned());
    }
    broken
}

impl Seen {
    /// Returns what is wrong with the next event.
    fn judge(&self, process: &Process, directory: &Directory, recorded: &Recorded) -> Vec<String> {
        let mut wrong = Vec::new();
        let event = &recorded.event;
        if self.ended && !may_follow_the_end(event) {
            wrong.push("I5: the change had ended".to_owned());
        }
        match event {
            Event::ChangeStarted { digest, .. } => {
                if self.started.is_some() {
                    wrong.push("I3: the run was started twice".to_owned());
                }
                if Some(*digest) != self.authorized || Some(*digest) != self.digest {
                    wrong.push("I8: another digest is started than was authorized".to_owned());
                }
            }
            Event::StepStarted {
                step,
                direction,
                attempt,
                ..
            } => {
                let key = (step.clone(), *direction, *attempt);
                if self.begun.contains(&key) {
                    wrong.push(format!(
                        "I3: attempt {attempt} of `{step}` was begun before"
                    ));
                }
                match direction {
                    Direction::Forward => wrong.extend(self.forward(process, directory, step)),
                    Direction::Undo => wrong.extend(self.too_soon(step)),
                    Direction::Probe | Direction::AfterBackOut => {}
                }
            }
            Event::StepSucceeded { step, attempt, .. }
            | Event::StepFailed { step, attempt, .. } => {
                let ways = [Direction::Forward, Direction::Probe];
                wrong.extend(self.not_begun(step, &ways, *attempt));
            }
            Event::StepReported { step, attempt, .. } => {
                if recorded.by.is_none() {
                    wrong.push(format!("I1: `{step}` was reported as done by no person"));
                }
                wrong.extend(self.not_begun(step, &[Direction::Forward], *attempt));
            }
            Event::OutcomeUnknown {
                step,
                direction,
                attempt,
                ..
            }
            | Event::StepNotStarted {
                step,
                direction,
                attempt,
            } => {
                wrong.extend(self.not_begun(step, &[*direction], *attempt));
            }
            Event::StepUndone { step, output, .. } if output == "nothing to undo" => {
                wrong.extend(self.too_soon(step));
            }
            Event::StepUndone { step, attempt, .. } | Event::UndoFailed { step, attempt, .. } => {
                wrong.extend(self.not_begun(step, &[Direction::Undo], *attempt));
            }
            Event::BackoutFinished => wrong.extend(self.not_backed_out()),
            Event::ChangeAuthorized { digest, by } => {
                if Some(*digest) != self.digest {
                    wrong.push("I8: another digest is authorized than the current one".to_owned());
                }
                wrong.extend(
                    by.iter()
                        .flat_map(|p| self.unlawful(process, directory, p, Timing::Before)),
                );
            }
            Event::ChangeRatified { by } => {
                wrong.extend(
                    by.iter()
                        .flat_map(|p| self.unlawful(process, directory, p, Timing::After)),
                );
            }
            _ => {}
        }
        wrong
    }

    /// Returns why a forward step may not begin.
    fn forward(&self, process: &Process, directory: &Directory, step: &StepId) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.started.is_none() || self.authorized.is_none() || self.authorized != self.digest {
            wrong.push(format!(
                "I2: `{step}` begins without an authorization of the digest in force"
            ));
        }
        let actual = self
            .change
            .as_ref()
            .map(|change| digest_of(change, process));
        if actual != self.authorized {
            wrong.push(format!(
                "I8: `{step}` begins, and what runs is not what was authorized"
            ));
        }
        if self.back_out.is_some() {
            wrong.push(format!("I4: `{step}` goes forward after a back-out began"));
        }
        if self.paused || self.held {
            wrong.push(format!("I4: `{step}` begins while a person holds it back"));
        }
        // This is necessary, and is counted without any matching: enough lawful people for the largest set of places.
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for slot in self
            .slots
            .iter()
            .filter(|slot| slot.timing == Timing::Before)
        {
            *places.entry(&slot.set).or_default() += 1;
        }
        let most = places.into_values().max().unwrap_or(0);
        let people: BTreeSet<&PersonId> = self.approvals.iter().map(|a| &a.person).collect();
        let lawful = people
            .into_iter()
            .filter(|person| {
                self.unlawful(process, directory, person, Timing::Before)
                    .is_empty()
            })
            .count();
        if process.approvals.distinct && lawful < most {
            wrong.push(format!(
                "I2, I7: `{step}` begins with {lawful} lawful approvals of {most}"
            ));
        }
        wrong
    }

    /// Returns what an undo must wait for (Z16), found by walking the plan from the step to all steps that depend on
    /// it.
    fn too_soon(&self, step: &StepId) -> Vec<String> {
        let Some((change, (_, scope))) = self.change.as_ref().zip(self.back_out.as_ref()) else {
            return vec![format!("I6: `{step}` is undone without a back-out")];
        };
        let mut after = BTreeSet::from([step.clone()]);
        for _ in &change.request.plan.steps {
            for (at, later) in change.request.plan.steps.iter().enumerate() {
                let waits_for = match &later.after {
                    Some(named) => named.clone(),
                    None => change.request.plan.steps[..at]
                        .last()
                        .map(|s| s.id.clone())
                        .into_iter()
                        .collect(),
                };
                if waits_for.iter().any(|id| after.contains(id)) {
                    after.insert(later.id.clone());
                }
            }
        }
        after.remove(step);
        let open = |id: &StepId| self.open.iter().any(|(open, _, _)| open == id);
        after
            .into_iter()
            .filter(|id| scope.contains(id) && (self.left.contains(id) || open(id)))
            .map(|id| format!("Z16: `{step}` is undone before `{id}`, which depends on it"))
            .collect()
    }

    fn not_begun(&self, step: &StepId, ways: &[Direction], attempt: u32) -> Option<String> {
        let open = ways
            .iter()
            .any(|way| self.open.contains(&(step.clone(), *way, attempt)));
        (!open).then(|| format!("I1: attempt {attempt} of `{step}` ends and was not in flight"))
    }

    fn not_backed_out(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let Some((kind, scope)) = &self.back_out else {
            return vec!["I6: no back-out had begun".to_owned()];
        };
        let partial = *kind == BackOutKind::Partial;
        for step in self
            .left
            .iter()
            .filter(|step| !partial || scope.contains(*step))
        {
            wrong.push(format!("I6: `{step}` may have run and was not undone"));
        }
        if self
            .open
            .iter()
            .any(|(_, way, _)| *way != Direction::AfterBackOut)
        {
            wrong.push("I6: an attempt is still in flight".to_owned());
        }
        let checks = self
            .change
            .as_ref()
            .is_some_and(|c| !c.request.plan.after_back_out.is_empty());
        if checks && !self.checked_after_back_out {
            wrong.push("I6: the checks after the back-out did not run".to_owned());
        }
        wrong
    }

    /// Returns why this person's approval may not be counted now.
    fn unlawful(
        &self,
        process: &Process,
        directory: &Directory,
        person: &PersonId,
        timing: Timing,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        if directory
            .people
            .get(person)
            .is_none_or(|known| known.kind != PersonKind::Human)
        {
            wrong.push(format!("I7: `{person}` is not a human"));
        }
        let accounts = accounts_of(directory, person);
        // Z46: a process may let the requester approve, unless they wrote the plan.
        let contributors = process.approvals.never.iter().flat_map(|kind| match kind {
            Excluded::Requester => self.requester.iter().collect::<Vec<_>>(),
            Excluded::PlanAuthor => self.editors.iter().collect(),
            Excluded::Implementer => self.implementer.iter().collect(),
        });
        if let Some(who) = contributors.into_iter().find(|who| accounts.contains(*who)) {
            wrong.push(format!(
                "I7: `{person}` is counted and contributed as `{who}`"
            ));
        }
        let last = self.approvals.iter().rfind(|approval| {
            let in_time = match (timing, self.started) {
                (Timing::Before, started) => {
                    approval.round == self.round && started.is_none_or(|at| approval.at <= at)
                }
                (Timing::After, started) => started.is_some_and(|at| approval.at > at),
            };
            approval.person == *person && in_time && Some(approval.digest) == self.digest
        });
        if last.is_none_or(|approval| approval.answer != Answer::Approved) {
            wrong.push(format!(
                "I8: `{person}` did not approve the digest in force"
            ));
        }
        wrong
    }
}
