//! What approvals are counted of: the part of a change that concerns them, and the people as they are now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::{Approval, Electors, Eligible, Slot, Timing};
use placet_language::digest::Digest;
use placet_language::ids::{FieldId, PersonId};

/// The approvals that one change needs and has, and the people who may give them.
#[derive(Debug, Clone, Copy)]
pub struct Ballot<'a> {
    /// The people and the roles, as of now.
    pub electors: Electors<'a>,
    /// Who asks for the change.
    pub requester: &'a PersonId,
    /// Who wrote or edited what will run.
    pub authors: &'a BTreeSet<PersonId>,
    /// Who carries it out; none before the start.
    pub implementer: Option<&'a PersonId>,
    /// The field values, some of which fill roles.
    pub fields: &'a BTreeMap<FieldId, Value>,
    /// The digest that is approved.
    pub digest: Digest,
    /// The round of approval; 0 before the first submission.
    pub round: u32,
    /// The approvals that are needed.
    pub slots: &'a [Slot],
    /// All answers of all rounds.
    pub approvals: &'a [Approval],
    /// When the approvals were requested.
    pub requested: Option<Timestamp>,
    /// When implementation began.
    pub started: Option<Timestamp>,
    /// The digest that was started, where it is known.
    pub started_digest: Option<Digest>,
}

impl<'a> Ballot<'a> {
    /// Returns which approvals are given now: those after implementation once the current digest has been started.
    pub(super) fn timing_now(&self) -> Timing {
        match self.current_start() {
            Some(_) => Timing::After,
            None => Timing::Before,
        }
    }

    /// Returns the instant at which the current digest was started.
    pub(super) fn current_start(&self) -> Option<Timestamp> {
        let is_current = self
            .started_digest
            .is_none_or(|digest| digest == self.digest);
        self.started.filter(|_| is_current)
    }

    /// Returns the instant from which the times of a slot count: the request of an approval before the start, the start
    /// for one after it.
    pub(super) fn asked(&self, timing: Timing) -> Option<Timestamp> {
        match timing {
            Timing::Before => self.requested,
            Timing::After => self.started,
        }
    }

    /// Returns when a slot is due; none for one without a time, or one that is not asked yet.
    pub fn due(&self, slot: &Slot) -> Option<Timestamp> {
        let asked = self.asked(slot.timing)?;
        Some(slot.within?.after(asked, &self.electors.process.zone))
    }

    /// Returns the instant from which a role of a succession may answer; none for one that may answer at once.
    pub fn opens(&self, slot: &Slot, eligible: &Eligible) -> Option<Timestamp> {
        let asked = self.asked(slot.timing)?;
        asked.checked_add(eligible.opens_after?.0).ok()
    }

    /// Returns the slots of one timing, in the order in which the process asks.
    pub(super) fn slots_of(&self, timing: Timing) -> impl Iterator<Item = &'a Slot> + use<'a> {
        self.slots.iter().filter(move |slot| slot.timing == timing)
    }
}
