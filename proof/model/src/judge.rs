//! The invariants, read from the events alone: who voted for which content, who contributed, and what was held.
//!
//! It shares nothing with the rules it judges: no digest, no tally, no eligibility.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use placet_domain::approval::Answer;
use placet_domain::change::{Event, Recorded};
use placet_domain::plan::{Direction, Plan};
use placet_domain::process::Phase;

use crate::world::{AGENT, ANN, ANN_AGAIN, BEN, DEPUTY, EDITOR, REQUESTER};

/// What must never happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// I2, I7, I8: the change was authorized, or a step began, without two distinct lawful people who approved exactly
    /// what runs.
    Quorum,
    /// I3: an attempt began twice.
    StartedTwice,
    /// I4: a forward step began after the back-out began, or while the change was held.
    ForwardThough,
    /// I5: a change that had ended was edited, submitted, started or moved.
    Final,
    /// I12: two changes held the target.
    TwoHolders,
}

/// What is known of one change from its events.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Judge {
    plan: u64,
    /// By human: the account that gave the last answer to the current question, if that was a yes.
    votes: BTreeMap<&'static str, Option<&'static str>>,
    contributors: BTreeSet<&'static str>,
    begun: BTreeSet<(String, String, u32)>,
    held: bool,
    backing_out: bool,
    ended: bool,
    /// Edits of the plan so far.
    pub edits: u8,
    /// Whether the change holds the target.
    pub holding: bool,
    /// Whether it was approved again after an edit.
    pub approved_after_edit: bool,
    /// The invariants that were broken.
    pub broken: BTreeSet<Law>,
}

impl Judge {
    /// Takes the next event, with the people as they are at its place in the log.
    pub fn take(&mut self, recorded: &Recorded, people: u8) {
        let by = recorded.by.as_ref().map(|id| known(id.as_str()));
        match &recorded.event {
            Event::ChangeOpened(opened) => {
                self.plan = print(&opened.plan);
                self.contributors.insert(known(opened.requester.as_str()));
            }
            Event::ChangeEdited(edited) => {
                self.not_ended();
                if let Some(plan) = &edited.plan {
                    if self.plan != print(plan) {
                        self.votes.clear();
                    }
                    self.plan = print(plan);
                    self.contributors.extend(by);
                    self.edits += 1;
                }
            }
            // Each round asks again.
            Event::ChangeSubmitted { .. } => {
                self.not_ended();
                self.votes.clear();
            }
            Event::ApprovalGiven { approval, .. } => {
                let person = known(approval.person.as_str());
                let vote = (approval.answer == Answer::Approved).then_some(person);
                self.votes.insert(human(person), vote);
            }
            Event::ChangeAuthorized { .. } => {
                self.approved_after_edit |= self.edits > 0;
                self.quorum(people);
            }
            Event::ChangeStarted { implementer, .. } => {
                self.not_ended();
                self.contributors.insert(known(implementer.as_str()));
                self.holding = true;
            }
            Event::ChangeHeld { .. } => self.held = true,
            Event::ChangeReleased { .. } => self.held = false,
            Event::StepStarted {
                step,
                direction,
                attempt,
                ..
            } => {
                let way = format!("{direction:?}");
                if !self.begun.insert((step.to_string(), way, *attempt)) {
                    self.broken.insert(Law::StartedTwice);
                }
                if *direction == Direction::Forward {
                    self.forward(people);
                }
            }
            Event::BackoutStarted { .. } => (self.backing_out, self.holding) = (true, true),
            Event::RunFinished | Event::BackoutFinished => self.holding = false,
            Event::StateEntered { phase, .. } => {
                self.not_ended();
                self.ended = matches!(phase, Phase::Closed | Phase::Canceled);
            }
            _ => {}
        }
    }

    fn forward(&mut self, people: u8) {
        if self.held || self.backing_out {
            self.broken.insert(Law::ForwardThough);
        }
        self.not_ended();
        self.quorum(people);
    }

    fn not_ended(&mut self) {
        if self.ended {
            self.broken.insert(Law::Final);
        }
    }

    fn quorum(&mut self, people: u8) {
        let contributed: BTreeSet<&str> = self.contributors.iter().map(|id| human(id)).collect();
        let counts = |voter: &&'static str| {
            let giver = if *voter == DEPUTY { BEN } else { voter };
            may_approve(voter, people)
                && !contributed.contains(human(voter))
                && !contributed.contains(human(giver))
        };
        let lawful = self.votes.values().filter_map(|voter| *voter);
        let lawful = lawful.filter(counts);
        if lawful.count() < 2 {
            self.broken.insert(Law::Quorum);
        }
    }
}

/// Returns who holds the role now, directly or by a delegation.
fn may_approve(person: &str, people: u8) -> bool {
    match person {
        ANN => people & 1 == 0,
        DEPUTY => people & 2 == 2,
        REQUESTER | EDITOR | ANN_AGAIN | BEN => true,
        _ => false,
    }
}

fn human(person: &'static str) -> &'static str {
    if person == ANN_AGAIN { ANN } else { person }
}

fn known(person: &str) -> &'static str {
    let all = [REQUESTER, EDITOR, ANN, ANN_AGAIN, BEN, DEPUTY, AGENT];
    all.into_iter().find(|id| *id == person).unwrap_or("eng")
}

fn print(plan: &Plan) -> u64 {
    let mut hasher = DefaultHasher::new();
    let text = serde_json::to_string(plan).unwrap_or_default();
    text.hash(&mut hasher);
    hasher.finish()
}
